"""JUnit's XML, in the shape that Jenkins and GitLab read: a suite a file, a case a rule.

Of a rule that found several things each is a case of its own: CI pages show only the first failure of a case. No
times, no host: two runs over the same files give the same text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from xml.sax.saxutils import quoteattr

from envdoctor.i18n import _
from envdoctor.light import dataclass, field
from envdoctor.model import Hit, Outcome, Severity, State
from envdoctor.report.clean import Cleaner, visible
from envdoctor.report.spots import inside, message, repository
from envdoctor.report.value import Report, in_order
from envdoctor.tally import passes, told

_Key = tuple[str, "str | None"]
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_HEAD = '<?xml version="1.0" encoding="utf-8"?>\n'


@dataclass(slots=True)
class _Suite:
    """The cases of one file as lines of XML; ``counts``: tests, failures, errors, skipped."""

    name: str
    lines: list[str] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    names: Counter[str] = field(default_factory=Counter)

    def case(self, name: str, kind: str = "", said: str = "", text: str = "") -> None:
        """Add a case; ``kind``: ``failure``, ``error``, ``skipped``, ``system-out`` or "" if it passed."""
        self.names[name] += 1
        self.counts["tests"] += 1
        self.counts[kind] += 1
        whole = name if self.names[name] == 1 else f"{name} ({self.names[name]})"
        head = f"    <testcase classname={_quoted(self.name)} name={_quoted(whole)}"
        if not kind:
            self.lines.append(f"{head}/>\n")
            return
        told = f" message={_quoted(said)}" if said else ""
        self.lines.append(f"{head}>\n      <{kind}{told}>{_escaped(text)}</{kind}>\n    </testcase>\n")

    def xml(self) -> str:
        """The whole suite."""
        return f"  <testsuite name={_quoted(self.name)}{_numbers(self.counts)}>\n{''.join(self.lines)}  </testsuite>\n"


def text_of(report: Report, cleaner: Cleaner) -> str:
    """The document, in ASCII; one suite without cases if nothing ran."""
    suites = list(_suites(report, cleaner)) or [_Suite("envdoctor")]
    total = sum((suite.counts for suite in suites), Counter[str]())
    head = f'<testsuites name="envdoctor"{_numbers(total, skipped=False)}>\n'
    text = f"{_HEAD}{head}{''.join(suite.xml() for suite in suites)}</testsuites>\n"
    return text.encode("ascii", "xmlcharrefreplace").decode("ascii")


def _suites(report: Report, cleaner: Cleaner) -> Iterator[_Suite]:
    """A suite for each file, in the order of their names; what is about the account comes first."""
    root, ran, found, clean = repository(), _ran(report), _found(report), passes(report.outcomes)
    for path in sorted({*ran, *found, *clean}):
        suite = _Suite(visible(cleaner.text(inside(path, root))) if path else _("this account"))
        left = found.get(path, {})
        for outcome in ran.get(path, ()):
            _cases(suite, outcome, left.pop((outcome.rule.code, outcome.member), ()), report.threshold, cleaner)
        for hit in (hit for hits in left.values() for hit in hits):
            _finding(suite, hit, report.threshold, cleaner)
        if path in clean:  # of thousands of files it is not known one by one what they passed
            suite.case("envdoctor")
        yield suite


def _ran(report: Report) -> dict[str, list[Outcome]]:
    ran: dict[str, list[Outcome]] = {}
    for one in sorted(told(report.outcomes), key=lambda one: (one.rule.code, one.member or "")):
        ran.setdefault(one.path or "", []).append(one)
    return ran


def _found(report: Report) -> dict[str, dict[_Key, list[Hit]]]:
    """Findings by file, then rule and member; the file "" is the account, whose rules point into files, too."""
    keys = {(one.path or "", one.rule.code, one.member) for one in told(report.outcomes)}
    found: dict[str, dict[_Key, list[Hit]]] = {}
    for hit in in_order(report):
        places = (hit.finding.location.path, hit.finding.place)
        filed = [place for place in places if place and (place, hit.rule.code, hit.member) in keys]
        found.setdefault((filed or [""])[0], {}).setdefault((hit.rule.code, hit.member), []).append(hit)
    return found


def _cases(suite: _Suite, outcome: Outcome, hits: Sequence[Hit], threshold: Severity, clean: Cleaner) -> None:
    name, why = _name(outcome), visible(clean.text(outcome.reason))
    if outcome.state is State.CRASHED:
        suite.case(name, "error", why)
    elif outcome.state in (State.SKIPPED, State.TIMED_OUT):
        suite.case(name, "skipped", why)
    elif not hits:  # it passed, or a comment or the baseline silences what it found
        suite.case(name)
    for hit in hits:
        _finding(suite, hit, threshold, clean)


def _finding(suite: _Suite, hit: Hit, threshold: Severity, cleaner: Cleaner) -> None:
    said, at = message(hit, cleaner), hit.finding.location
    place = visible(cleaner.text(at.path or hit.finding.place))
    where = ":".join([place, *(str(number) for number in (at.line, at.column) if number is not None)])
    text = f"{where}: [{hit.severity.word}] {said}" if where else f"[{hit.severity.word}] {said}"
    if hit.severity >= threshold:
        suite.case(_name(hit), "failure", f"{at.line}: {said}" if at.line is not None else said, text)
    else:
        suite.case(_name(hit), "system-out", text=text)


def _name(one: Hit | Outcome) -> str:
    label = f"{one.rule.code}[{one.member}]" if one.member else one.rule.code
    return f"{label} {one.rule.name}"


def _numbers(counts: Counter[str], *, skipped: bool = True) -> str:
    names = {"tests": "tests", "failures": "failure", "errors": "error"} | ({"skipped": "skipped"} if skipped else {})
    return "".join(f' {name}="{counts[kind]}"' for name, kind in names.items())


def _escaped(text: str) -> str:
    """Text without markup, and without the characters that XML cannot hold, not even written as numbers."""
    text = _ILLEGAL.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _quoted(text: str) -> str:
    return quoteattr(_ILLEGAL.sub(lambda found: f"\\u{ord(found[0]):04x}", text))
