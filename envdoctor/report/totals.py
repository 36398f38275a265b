"""What ``check`` adds on request: findings by rule, what took longest, and what would run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from envdoctor.engine import Item
from envdoctor.i18n import _, plural
from envdoctor.model import Outcome
from envdoctor.report.json_ import SCHEMA, dump_clean
from envdoctor.report.style import Style
from envdoctor.report.value import Report


def statistics(report: Report, style: Style) -> Iterator[str]:
    """A line a rule, those with most findings first."""
    counts = Counter(hit.rule for hit in report.hits)
    fixable = {hit.rule for hit in report.hits if hit.subject in report.fixes and hit.rule.safety is not None}
    width = len(str(max(counts.values(), default=0)))
    if counts:
        yield _("findings by rule; [*]: fix has a change for some of them, [ ]: for none")
    for rule, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0].code)):
        mark = "*" if rule in fixable and rule.safety is not None and rule.safety.value != "manual" else " "
        yield style.show(f"{count:>{width}}  {rule.code}  [{mark}] {rule.name}")


def durations(outcomes: Iterable[Outcome], most: int, style: Style) -> Iterator[str]:
    """The slowest rules, a line each; ``most`` of them, 0 for all. Facts count where they were needed first."""
    slowest = sorted(outcomes, key=lambda one: (-one.seconds, one.rule.code, one.member or "", one.path or ""))
    yield _("slowest first:")
    for one in slowest[: most or None]:
        label = f"{one.rule.code}[{one.member}]" if one.member else one.rule.code
        where = f"  {style.place(one.path)}" if one.path else ""
        yield f"{one.seconds * 1000:8.1f} ms  {style.show(label)}{where}"


def items_text(items: Iterable[Item], style: Style, *, quiet: bool = False) -> str:
    """What would run, file by file; ``quiet``: only how many a file."""
    files: dict[str | None, list[Item]] = {}
    for item in items:
        files.setdefault(item.path, []).append(item)
    lines: list[str] = []
    for path, some in files.items():
        name = style.place(path) if path else _("this account")
        if quiet:
            lines.append(f"{name}: {len(some)}")
            continue
        lines.append(style.paint(name, "bold"))
        lines += [f"  {style.show(_label(item))}" for item in some]
    count = sum(map(len, files.values()))
    return "\n".join([*lines, plural(count, "{n} check would run", "{n} checks would run")]) + "\n"


def _label(item: Item) -> str:
    return f"{item.rule.code}[{item.member}]" if item.member else f"{item.rule.code} {item.rule.name}"


def items_json(items: Iterable[Item]) -> str:
    """The same as JSON."""
    rows = [
        {"rule": item.rule.code, "name": item.rule.name, "member": item.member, "path": item.path} for item in items
    ]
    return dump_clean({"schema": SCHEMA, "checks": rows})
