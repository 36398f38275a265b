"""For tests of rules: run one rule on plain values and look at what it finds.

    def test_fires() -> None:
        [found] = findings(cache_on_home, row=PIP, locations=..., disks=...)
        assert found.args["point"] == "/home"

A rule over files takes annotated source: a line of ``^`` stands under the text the finding points at.

    offends(export_behind_guard, '''
    case $- in *i*) ;; *) return;; esac
    export HF_HOME=/data1/alice/hf
           ^^^^^^^
    ''')
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from functools import cache
from itertools import pairwise
from os import PathLike
from textwrap import dedent
from typing import Any, get_origin, get_type_hints

from envdoctor.builtin import values_in
from envdoctor.config import Config
from envdoctor.declare import Fact
from envdoctor.engine import Result, subject
from envdoctor.errors import Unavailable
from envdoctor.facts.types import SourceFile
from envdoctor.i18n import Template, render
from envdoctor.light import dataclass, replace
from envdoctor.model import Advise, Finding, ReplaceSpan, Rule
from envdoctor.passing import signs_of
from envdoctor.sniff import form_of
from envdoctor.syntax.startup import role_of

_PLACE = re.compile(r"\{[a-z_]+\}")
_MARKS = re.compile(r"^ *\^+(?: +\^+)* *$")
_EMPTY = {tuple: tuple, list: list, dict: dict, Mapping: dict, frozenset: frozenset, str: str, int: int, bool: bool}


@dataclass(frozen=True, slots=True)
class Span:
    """A marked piece of source: line and columns from 1, ``end`` exclusive."""

    line: int
    column: int
    end: int


def findings(rule: Rule, **facts: Any) -> list[Finding]:
    """What ``rule`` finds, with every promise about a finding checked.

    Args:
        rule: as the decorator made it.
        facts: by the names of the rule's parameters, or of what those are made from (``target``, say). What is left out
            is made from ``source`` where a fact does that, else it is the default of the parameter's type.

    Raises:
        AssertionError: a message has a place without an argument, a subject is not unique or not stable.
        TypeError: a name is no parameter of the rule, or a parameter has no default and must be given.
    """
    unknown = set(facts) - _closure(rule.needs) - {"source"}
    if unknown:
        raise TypeError(f"{rule.code} has no parameter {', '.join(sorted(unknown))}; it has {', '.join(rule.needs)}")
    given = _arguments(rule, facts)
    found = list(rule.function(**given))
    for finding in found:
        check(rule, finding)
    if found:
        _check_gates(rule, given)
    subjects = _subjects(rule, found)
    assert len(set(subjects)) == len(subjects), (
        f"{rule.code}: two findings have one subject, give them keys: {subjects}"
    )
    again = list(rule.function(**_arguments(rule, facts)))
    assert _subjects(rule, again) == subjects, f"{rule.code}: a second run names its findings differently"
    return found


def check(rule: Rule, finding: Finding) -> None:
    """Hold one finding to the promises: templates whose places all have arguments, a subject, a location that fits.

    Raises:
        AssertionError: names the rule and what is wrong.
    """
    assert isinstance(finding, Finding), f"{rule.code} yields {finding!r}, not a Finding"
    _check_text(rule, finding.template, finding.args)
    assert finding.place or finding.key, f"{rule.code}: a finding needs a place or a key, or it cannot be told apart"
    if isinstance(finding.wish, Advise):
        _check_text(rule, finding.wish.text, finding.wish.args)
    where = finding.location
    assert where.line is None or where.path, f"{rule.code}: a line without a file"
    assert where.column is None or where.line, f"{rule.code}: a column without a line"


def _check_gates(rule: Rule, given: Mapping[str, Any]) -> None:
    """What the rule says that it needs to find anything was there."""
    source = given.get("source")
    words = not rule.words or source is None or any(word in source.text for word in rule.words)
    assert words, f"{rule.code} found something in a file without any of its words {rule.words}"
    shown = signs_of(given.values())
    signs = not rule.signs or not shown.isdisjoint(rule.signs)
    assert signs, f"{rule.code} found something, but its facts show none of its signs {rule.signs}, only {set(shown)}"


def _check_text(rule: Rule, template: str, args: Mapping[str, object]) -> None:
    assert isinstance(template, Template), f"{rule.code}: the text {template!r} is not marked with msg()"
    assert template, f"{rule.code}: an empty text"
    missing = [name for name in _PLACE.findall(template) if name[1:-1] not in args]
    assert not missing, f"{rule.code}: {template!r} has no argument for {', '.join(missing)}"
    assert render(template, args).strip(), f"{rule.code}: {template!r} renders to nothing"


def _subjects(rule: Rule, found: list[Finding]) -> list[str]:
    member = "member" if rule.family else None
    return [subject(rule, member, finding, "") for finding in found]


# ---- what a rule is given ----------------------------------------------------------------------------------------


def _arguments(rule: Rule, facts: Mapping[str, Any]) -> dict[str, Any]:
    hints = get_type_hints(rule.function)
    return {name: facts[name] if name in facts else _made(rule, name, hints[name], facts) for name in rule.needs}


def _made(rule: Rule, name: str, hint: Any, facts: Mapping[str, Any]) -> Any:
    if name == "options" and rule.options is not None:
        return rule.options()
    if name == "config" and hint is None:
        return Config()
    every = _facts()
    known = every.get(name)
    if known is None:
        return default(hint, name)
    if "source" in facts and _reaches(known, every) and not known.probes and not known.generator:
        return known.function(
            **{need: facts[need] if need in facts else _made(rule, need, None, facts) for need in known.needs}
        )
    return default(known.returns if hint is None else hint, name)


@cache
def _facts() -> Mapping[str, Fact]:
    return {fact.name: fact for fact in values_in("envdoctor.facts", Fact)}


def _closure(names: Iterable[str]) -> set[str]:
    """``names``, and what the facts among them are made from."""
    every, found = _facts(), set(names)
    while more := {need for name in found if name in every for need in every[name].needs} - found:
        found |= more
    return found


def _reaches(fact: Fact, every: Mapping[str, Fact]) -> bool:
    """True if the fact is about one file, itself or by what it needs."""
    return "source" in fact.needs or any(need in every and _reaches(every[need], every) for need in fact.needs)


def default(hint: Any, name: str = "value") -> Any:
    """A plausible value of a type: a dataclass whose fields all have defaults, or an empty collection.

    Raises:
        TypeError: the type has none; the value must be given as ``name``.
    """
    kind = get_origin(hint) or hint
    if kind in _EMPTY:
        return _EMPTY[kind]()
    if isinstance(kind, type) and is_dataclass(kind) and not _needed(kind):
        return kind()
    raise TypeError(f"{name} has no default and must be given: {name}=...")


def _needed(kind: Any) -> list[str]:
    return [f.name for f in fields(kind) if f.init and f.default is MISSING and f.default_factory is MISSING]


# ---- rules over a whole home -------------------------------------------------------------------------------------


def account(folder: str | PathLike[str], files: Mapping[str, str], *select: str) -> Result:
    """Write a home into ``folder`` and run rules over it, as ``envdoctor check --home`` does: nothing is executed.

    Args:
        folder: an empty folder, ``tmp_path`` for instance; its name is the account's.
        files: path below home -> text.
        select: codes or names of rules; all rules if there is none.

    Returns:
        Findings (``hits``) and what became of each rule (``outcomes``). Facts about the running machine, disks for
        instance, are unavailable there, so rules that need them are skipped.
    """
    from envdoctor.session import Request, Session

    for name, text in files.items():
        path = os.path.join(folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8", errors="surrogateescape", newline="") as file:
            file.write(text)
    session = Session.open(Request("check", home=os.fspath(folder), select=select, isolated=True, cache=False))
    try:
        return session.run()
    finally:
        session.close()


# ---- rules over files --------------------------------------------------------------------------------------------


def marked(annotated: str) -> tuple[str, list[Span]]:
    """Source and its marked pieces: lines of ``^`` are taken out, the common indent too; a first empty line as well."""
    text: list[str] = []
    spans: list[Span] = []
    for line in dedent(annotated).removeprefix("\n").split("\n"):
        if _MARKS.match(line):
            spans += [Span(len(text), mark.start() + 1, mark.end() + 1) for mark in re.finditer(r"\^+", line)]
        else:
            text.append(line)
    return "\n".join(text), spans


def _source(text: str, path: str, shell: str | None, kind: str) -> SourceFile:
    if shell is None and role_of(path) is None:
        return SourceFile(path, text, form=form_of(path, text.encode("utf-8", "surrogateescape")))
    return SourceFile(path, text, "bash" if shell is None else shell, kind)


def _moved(text: str) -> str:
    """``text`` one line further down; a script's ``#!`` stays first."""
    first, end, rest = text.partition("\n")
    return f"{first}{end}# above\n{rest}" if first.startswith("#!") and end else "\n" + text


def offends(
    rule: Rule,
    annotated: str,
    *,
    path: str = "~/.bashrc",
    shell: str | None = None,
    kind: str = "interactive",
    **facts: Any,
) -> list[Finding]:
    """Assert that ``rule`` points at exactly the marked pieces of the source, and return the findings.

    The file is a start-up file of bash where its name says so, else what its content says: ``train.sbatch``, say.

    Raises:
        AssertionError: it points elsewhere, or its subjects change when a line is put above.
    """
    text, spans = marked(annotated)
    assert spans, "no text is marked with ^; use passes() where nothing is to be found"
    found = findings(rule, source=_source(text, path, shell, kind), **facts)
    pointed = [Span(f.location.line or 0, f.location.column or 0, f.location.end_column or 0) for f in found]
    assert pointed == spans, f"{rule.code} points at {pointed}, marked are {spans}"
    moved = findings(rule, source=_source(_moved(text), path, shell, kind), **facts)
    assert _subjects(rule, moved) == _subjects(rule, found), f"{rule.code}: subjects hold line numbers"
    return found


def passes(
    rule: Rule,
    source: str | None = None,
    *,
    path: str = "~/.bashrc",
    shell: str | None = None,
    kind: str = "interactive",
    **facts: Any,
) -> None:
    """Assert that ``rule`` finds nothing in ``source``, or on the given facts.

    Raises:
        AssertionError: it finds something, or says that it could not be told.
    """
    if source is not None:
        facts["source"] = _source(dedent(source).removeprefix("\n"), path, shell, kind)
    try:
        found = findings(rule, **facts)
    except Unavailable as reason:
        raise AssertionError(f"{rule.code} is skipped: {reason}") from None
    assert not found, f"{rule.code} finds {found}"


def skips(rule: Rule, **facts: Any) -> str:
    """Assert that ``rule`` says that it could not be told, and return the sentence.

    Raises:
        AssertionError: it came to a result.
    """
    try:
        found = findings(rule, **facts)
    except Unavailable as reason:
        return str(reason)
    raise AssertionError(f"{rule.code} comes to a result: {found}")


def fixed(
    rule: Rule,
    before: str,
    after: str,
    *,
    path: str = "~/.bashrc",
    shell: str | None = None,
    kind: str = "interactive",
    **facts: Any,
) -> None:
    """Assert that the replacements the findings wish for turn ``before`` into ``after``, and that nothing is left then.

    Raises:
        AssertionError: another text, overlapping replacements, or findings that wish for a change remain.
    """
    text, want = dedent(before).removeprefix("\n"), dedent(after).removeprefix("\n")
    source = _source(text, path, shell, kind)
    got = apply_spans(text, findings(rule, source=source, **facts))
    assert got == want, f"{rule.code} gives:\n{got}"
    left = findings(rule, source=replace(source, text=got), **facts)
    assert not any(isinstance(finding.wish, ReplaceSpan) for finding in left), f"{rule.code} still wishes: {left}"


def apply_spans(text: str, found: list[Finding]) -> str:
    """``text`` with all replacements that ``found`` wish for.

    Raises:
        AssertionError: there is none, two overlap, or one does not fit the text.
    """
    made = [part for f in found if isinstance(f.wish, ReplaceSpan) for part in f.wish.parts]
    wishes = sorted(made, key=lambda wish: wish.start)
    assert wishes, "no finding wishes for a replacement"
    for one, other in pairwise(wishes):
        assert one.end <= other.start, f"replacements overlap: {one}, {other}"
    for wish in reversed(wishes):
        assert text[wish.start : wish.end] == wish.before, f"the text at {wish.start} is not {wish.before!r}"
        text = text[: wish.start] + wish.after + text[wish.end :]
    return text
