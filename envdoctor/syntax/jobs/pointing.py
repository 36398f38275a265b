"""How rules point at pieces of a job script: locations, lasting keys, replacements, faults by their cause."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping

from envdoctor.late import pattern
from envdoctor.model import Location, ReplaceSpan
from envdoctor.syntax.jobs.remembered import remembered
from envdoctor.syntax.jobs.values import Directive, Fault, Script, Span

_RANKS = {
    kind: rank
    for rank, kinds in enumerate(
        (
            "unicode-dash unicode-space smart-quote single-dash short-equals spaced-equals underscore unmatched-quote",
            "swallowed",
            "stray-word unknown-option ambiguous-option missing-value needless-value bad-value literal repeated "
            "abbreviated srun-option gone-option future-option cut-by-hash",
        )
    )
    for kind in kinds.split()
}
"""What is often only the consequence of a fault of a lower rank: a dash that is none makes a stray word."""
_NAMES = frozenset(("unknown-option", "srun-option", "gone-option", "future-option", "ambiguous-option", "underscore"))
"""What a template's token in a value does not change."""


def at(path: str, span: Span) -> Location:
    """The location of ``span`` in ``path``."""
    return Location(path, span.line, span.column, span.end_column)


def on_first_line(text: str, span: Span) -> Span:
    """What of ``span`` stands on its first line: a location has no second one."""
    end = text.find("\n", span.start, span.end)
    return span if end < 0 else span._replace(end=end)


def span_of(text: str, start: int, end: int) -> Span:
    """The span of ``text[start:end]``, which lies on one line."""
    return Span(start, end, text.count("\n", 0, start) + 1, start - text.rfind("\n", 0, start))


def inside(text: str, span: Span, start: int, end: int) -> Span:
    """As :func:`span_of`, of a piece of ``span``, and what of it stands on its first line; no line is counted anew."""
    if text.find("\n", span.start, end) < 0:
        return Span(start, end, span.line, span.column + start - span.start)
    return on_first_line(text, span_of(text, start, end))


def swap(path: str, text: str, start: int, end: int, after: str) -> ReplaceSpan:
    """The wish to replace ``text[start:end]``; a carriage return at a line's end is left to the rule about those."""
    while end > start and text[end - 1] == "\r" and text[end : end + 1] == "\n":
        end -= 1
        after = after.removesuffix("\r")
    return ReplaceSpan(path, start, end, text[start:end], after)


_OPTION = pattern(r"-[^\s=#]*")


def option_at(text: str, span: Span) -> tuple[int, int]:
    """(start, end) of the option's name, with its dashes, at the beginning of a span."""
    found = _OPTION.match(text, span.start, span.end)
    return (span.start, found.end()) if found else (span.start, span.end)


_NAMES_OF = pattern(r"(?<!\S)-(?:-[A-Za-z][\w-]*|[A-Za-z])")


def one_edit(word: str, meant: str) -> bool:
    """``word`` is ``meant`` with one letter wrong, too many or lacking, or with two neighbours swapped."""
    if len(word) == len(meant):
        odd = [at for at, (one, other) in enumerate(zip(word, meant, strict=True)) if one != other]
        first = odd[0] if odd else 0
        return len(odd) == 1 or (len(odd) == 2 and word[first : first + 2] == meant[first : first + 2][::-1])
    short, long = sorted((word, meant), key=len)
    return len(long) == len(short) + 1 and any(long[:at] + long[at + 1 :] == short for at in range(len(long)))


def option_names(text: str) -> str:
    """``--time -n`` of ``--time=1:00 -n2``: a key for these words without their values, which may be secret."""
    return " ".join(_NAMES_OF.findall(text)) or "words"


def line_at(text: str, offset: int) -> str:
    """The line that holds ``offset``, without its end."""
    end = text.find("\n", offset)
    return text[text.rfind("\n", 0, offset) + 1 : end if end >= 0 else len(text)]


_AROUND = 300
"""Characters beside a word that are looked at: lines may be of any length."""


def shown(text: str, start: int, value: str) -> str:
    """``value``, or words about it, which stands at ``start``, for a message: without the secrets of its line.

    Where name and value are quoted together, whatever shows the message hides the value.
    """
    from envdoctor.host.secrets import hushed

    least = max(0, start - _AROUND)
    begin = max(text.rfind("\n", least, start) + 1, least)
    end = text.find("\n", start, start + _AROUND)
    return hushed(text[begin : end if end >= 0 else start + _AROUND], start - begin, value)


class Keys:
    """Makes keys unique: the second ``mem`` becomes ``mem#2``. No line numbers, so that they stay."""

    __slots__ = ("_seen",)

    def __init__(self) -> None:
        self._seen: dict[str, int] = {}

    def __call__(self, key: str) -> str:
        """``key``, with a number from its second use on."""
        count = self._seen[key] = self._seen.get(key, 0) + 1
        return key if count == 1 else f"{key}#{count}"


def causes(script: Script, *kinds: str) -> Iterator[tuple[Fault, str]]:
    """Faults of these kinds with a key each, in the order of the text.

    Left out: a fault that is only the consequence of another one at the same place, a second one of these kinds at one
    place, and what a template's token on the line may yet change.
    """
    if not any(fault.kind in kinds for fault in script.faults):
        return
    told = _Told(script.faults)
    keys, seen = Keys(), set[int]()
    for fault in script.faults:
        if fault.kind not in kinds or fault.span.start in seen or told.before(fault):
            continue
        if "template" not in fault.args or fault.kind in _NAMES:
            seen.add(fault.span.start)
            yield fault, keys(fault.args.get("option") or fault.kind)


class _Told:
    """The spans of the faults that have consequences, by rank."""

    __slots__ = ("_spans",)

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        ranked = [(_RANKS.get(fault.kind, 9), fault.span) for fault in faults]
        self._spans = [sorted((span.start, span.end) for rank, span in ranked if rank == wanted) for wanted in (0, 1)]

    def before(self, fault: Fault) -> bool:
        """A fault of a lower rank lies on the same text."""
        for spans in self._spans[: _RANKS.get(fault.kind, 0)]:
            at = bisect_left(spans, (fault.span.end, 0))
            if at and spans[at - 1][1] > fault.span.start:
                return True
        return False


@remembered
def last_of(script: Script) -> Mapping[str, Directive]:
    """Option -> the directive that counts, for a script of one component; empty for one of several."""
    found: dict[str, Directive] = {}
    for directive in script.directives:
        if directive.component:
            return {}
        if directive.option and directive.scheduler == script.scheduler:
            found[directive.option] = directive
    return found


_TEMPLATE_PATH = pattern(r"template|\b(?:templ|tmpl)\b", re.I)


def template_path(path: str) -> bool:
    """A file that a program fills in, by its name: what stands open in it is no slip."""
    return _TEMPLATE_PATH.search(path) is not None


_TEMPLATED = pattern(r"\{[^{}\n]*\}|<[^<>\s][^<>\n]*>|\$[A-Za-z_{(]|@\w+@|%%\w+%%|%\(\w+\)s")


_TOKENS = pattern(
    r"\{\{|\{%|(?<![$\w\\])\{[A-Za-z_]\w*\}|(?<!\w)@[A-Za-z_]\w*@(?!\w)|%%\w+%%|(?<![\w%])%[a-z]\w{2,}%(?!\w)|%\([a-z_]+\)s|##[A-Z_]+##"
    r"|(?<![\w@.])@[A-Z]{2,}\b",
    re.I,
)


def tokens(text: str) -> int:
    """How many tokens of template languages stand in directive lines; a few, and the file is no script yet."""
    return sum(len(_TOKENS.findall(line)) for line in _DIRECTIVES.findall(text))


_DIRECTIVES = pattern(r"^#(?:SBATCH|BSUB|PBS)[^\n]*", re.M)


_FILLED = pattern(rf"(?i:{_TOKENS.pattern})|__[A-Z][A-Z0-9_]*__|<[A-Z][A-Z0-9_]+>|(?<![\w%])%[A-Z]{{3,}}%(?!\w)")
_FEW = 2


def filled_in(text: str) -> bool:
    """Different tokens stand in the directive lines: a program fills them in, and perhaps what looks odd as well."""
    found = {token[0] for line in _DIRECTIVES.findall(text) for token in _FILLED.finditer(line)}
    return len(found) >= _FEW


def templated(value: str | None) -> bool:
    """The value holds a template's token or a variable: what it will be cannot be told."""
    return value is not None and _TEMPLATED.search(value) is not None
