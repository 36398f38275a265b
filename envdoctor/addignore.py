"""``fix --add-ignore=REASON``: comments that silence what was found, written where they change nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from envdoctor.errors import UsageError
from envdoctor.facts.types import SourceFile
from envdoctor.i18n import _, msg
from envdoctor.light import replace
from envdoctor.model import Advise, Finding, Hit, ReplaceSpan, Safety
from envdoctor.sniff import JOB, SCRIPT, interpreter
from envdoctor.suppress import ABOUT_COMMENTS

_BLOCKS = frozenset(
    """
    program compound_statement do_group if_statement for_statement while_statement c_style_for_statement else_clause
    elif_clause function_definition subshell case_statement case_item
    """.split()
)
"""What may hold a comment on a line of its own; a command, a string or a here-document may not."""
_SHELLS = ("sh", "bash", "dash", "ksh", "zsh", "")
_INDENT = re.compile(r"[ \t]*")
_NOWHERE = msg("it points at no line that a comment could stand above; leave it out in a policy: rules.ignore")


def comments(hits: Sequence[Hit], sources: Sequence[SourceFile], reason: str) -> list[Hit]:
    """The hits, those of a line wishing for one comment that names their rules, in place of what they wished for.

    Args:
        hits: what was found.
        sources: the files that were checked.
        reason: why it is right as it is; stands behind the rules.

    Raises:
        UsageError: the reason is empty, or more than a line.
    """
    reason = reason.strip()
    if not reason or not reason.isprintable():
        raise UsageError(_("--add-ignore needs a reason, in one line: --add-ignore='the cluster wants it so'"))
    files = {source.path: source for source in sources}
    hits = [hit for hit in hits if ABOUT_COMMENTS not in hit.rule.needs]
    places: dict[tuple[str, int], dict[int, list[Hit]]] = {}
    nowhere: list[Hit] = []
    for hit in hits:
        at = hit.finding.location
        source = files.get(at.path or "")
        if source is None or source.text.lstrip()[:1] in ("{", "["):
            nowhere.append(hit)
        else:
            line = 0 if _rewrites(hit, source) else _line(source, at.line)
            # The comment on the whole file stands where one about the second line does: both are one wish.
            places.setdefault((source.path, _start(source.text, line)), {}).setdefault(line, []).append(hit)
    made = [one for (path, start), lines in places.items() for one in _wishing(files[path], start, lines, reason)]
    return [*made, *(_with(hit, Advise(_NOWHERE)) for hit in nowhere)]


def _rewrites(hit: Hit, source: SourceFile) -> bool:
    """Whether it is about all lines, such as their ends: silenced at one line, it would be found at the next."""
    wish = hit.finding.wish
    return isinstance(wish, ReplaceSpan) and wish.start == 0 and wish.before == source.text


def _start(text: str, line: int) -> int:
    """Where the comment above ``line`` begins; 0 for the whole file: below the line that names the interpreter."""
    return offset(text, line or (2 if text.startswith("#!") and "\n" in text else 1))


def _line(source: SourceFile, line: int | None) -> int:
    """The line above which a comment can stand; 0 for the whole file."""
    if line is None or line < 1 or (line == 1 and source.text.startswith("#!")):
        return 0
    start = offset(source.text, line)
    if source.text[start:].lstrip(" \t").startswith("#"):
        return line
    shell = source.shell in ("sh", "bash") or (source.form in (JOB, SCRIPT) and _program(source.text) in _SHELLS)
    return line if shell and between_commands(source.text, start) else 0


def _program(text: str) -> str:
    return interpreter(text[:1024].encode("utf-8", "surrogateescape"))


def offset(text: str, line: int) -> int:
    """Where ``line``, counted from 1, begins."""
    at = 0
    for _number in range(line - 1):
        at = text.find("\n", at) + 1
    return at


def between_commands(text: str, start: int) -> bool:
    """Whether a line put in at ``start``, the start of a line, stands between two commands of the shell."""
    import tree_sitter_bash
    from tree_sitter import Language, Parser

    data = text.encode("utf-8", "surrogateescape")
    at = len(text[:start].encode("utf-8", "surrogateescape"))
    node = Parser(Language(tree_sitter_bash.language())).parse(data).root_node
    while node.type in _BLOCKS:
        inner = next((child for child in node.children if child.start_byte < at < child.end_byte), None)
        if inner is None:
            return True
        node = inner
    return False


def _wishing(source: SourceFile, start: int, lines: Mapping[int, Sequence[Hit]], reason: str) -> Iterator[Hit]:
    """The hits, each of which wishes for the comments for all of them: one for the file, one for the line.

    The same wish is carried out once, and all who had it are named.
    """
    text, end = source.text, "\r\n" if "\r\n" in source.text else "\n"
    comments = ""
    for line, hits in sorted(lines.items()):
        codes = ", ".join(sorted({hit.rule.code for hit in hits}))
        indent = _INDENT.match(text, start)[0] if line else ""  # type: ignore[index]  # it always matches
        comments += f"{indent}# envdoctor: {'ignore' if line else 'ignore-file'}[{codes}] {reason}{end}"
    wish = ReplaceSpan(source.path, start, start, "", comments)
    yield from (_with(hit, wish) for hits in lines.values() for hit in hits)


def _with(hit: Hit, wish: ReplaceSpan | Advise) -> Hit:
    finding = hit.finding
    made = Finding(finding.template, place=finding.place, key=finding.key, location=finding.location, wish=wish)
    made.args = finding.args
    return replace(hit, rule=replace(hit.rule, safety=Safety.SAFE), finding=made)
