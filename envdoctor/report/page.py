"""A rule's page, and the list of rules."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import MISSING, fields

from envdoctor.i18n import _
from envdoctor.model import Rule
from envdoctor.report.json_ import SCHEMA, dump_clean
from envdoctor.report.style import Style, cells, pad, wrap


def page_text(rule: Rule, style: Style) -> str:
    """The rule's docstring under a line of what it is, with its options."""
    lines = [style.paint(f"{rule.code} {rule.name}", "bold"), _facts(rule), ""]
    lines += _page(rule.page.rstrip().split("\n"), style)
    lines += _options(rule, style)
    return "\n".join(lines) + "\n"


def _page(lines: Sequence[str], style: Style) -> Iterator[str]:
    block: list[str] = []
    for line in [*lines, ""]:
        loose = not line.strip() or _heading(line) or line.startswith((" " * 4, "```", "|"))
        if block and (loose or line.startswith(("- ", "* "))):
            yield from _paragraph(block, style)
            block = []
        if loose:
            yield style.paint(style.show(line), "bold") if _heading(line) else style.show(line)
        else:
            block.append(line)


def _paragraph(block: Sequence[str], style: Style) -> list[str]:
    hang = "  " if block[0].startswith(("- ", "* ")) else ""
    if style.width is None:
        return [style.show(line) for line in block]
    return wrap(" ".join(style.show(line.strip()) for line in block), style.width, "", hang)


def _facts(rule: Rule) -> str:
    parts = [_("severity: {word}", word=rule.severity.word)]
    parts += [_("fix: {safety}", safety=rule.safety.value) if rule.safety else _("no fix")]
    parts += [_("once for each of the {family}", family=rule.family)] if rule.family else []
    return ", ".join(parts)


def _heading(line: str) -> bool:
    return line.startswith("## ") or line.rstrip(":?") in (
        "Why is this bad",
        "What to do",
        "Fix safety",
        "References",
    )


def _options(rule: Rule, style: Style) -> Iterator[str]:
    if rule.options is None:
        return
    yield ""
    yield style.paint(_("Options"), "bold")
    yield _("set in envdoctor.yaml under rules.settings.{code}", code=rule.code)
    rows = [(name, str(default)) for name, default in _defaults(rule)]
    width = max((cells(name) for name, _default in rows), default=0)
    for name, default in rows:
        yield f"  {pad(name, width)}  {style.show(_('default: {default}', default=default))}"


def _defaults(rule: Rule) -> Iterator[tuple[str, object]]:
    for field in fields(rule.options) if rule.options is not None else ():
        made = field.default_factory() if field.default_factory is not MISSING else field.default
        yield field.name, None if made is MISSING else made


def _value(rule: Rule) -> dict[str, object]:
    return {
        "code": rule.code,
        "name": rule.name,
        "severity": rule.severity.word,
        "fix": rule.safety.value if rule.safety else None,
        "family": rule.family,
        "options": dict(_defaults(rule)),
        "summary": rule.summary,
    }


def page_json(rule: Rule) -> str:
    """The same as JSON, schema 1."""
    return dump_clean({"schema": SCHEMA, "rule": {**_value(rule), "page": rule.page}})


def rules_text(rules: Sequence[Rule], style: Style) -> str:
    """One line a rule."""
    if not rules:
        return _("No rules are installed.") + "\n"
    names = max(len(rule.name) for rule in rules)
    lines = [style.paint(f"{_('code'):6}  {pad(_('name'), names)}  {_('severity')}  {_('fix')}", "bold")]
    for rule in rules:
        fix = rule.safety.value if rule.safety else "-"
        head = f"{rule.code}  {pad(rule.name, names)}  {pad(rule.severity.word, 8)}  {pad(fix, 6)}"
        if style.width is not None and cells(head) + 2 + cells(rule.summary) > style.width:
            lines += [head.rstrip(), *wrap(style.show(rule.summary), style.width, "    ", "    ")]
        else:
            lines.append(f"{head}  {style.show(rule.summary)}")
    return "\n".join(lines) + "\n"


def rules_json(rules: Sequence[Rule]) -> str:
    """The same as JSON, schema 1."""
    return dump_clean({"schema": SCHEMA, "rules": [_value(rule) for rule in rules]})
