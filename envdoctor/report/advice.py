"""What ``explain`` says to an error text, and pages of advice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from envdoctor.advice import Command, Found, Page, Part, Symptom
from envdoctor.i18n import _, render
from envdoctor.model import Rule
from envdoctor.report.json_ import SCHEMA, dump_clean
from envdoctor.report.style import Style, pad, wrap

MOST = 3
"""Symptoms that are told in full; more are named."""

_OF_SCRIPTS = ("JOB", "SLU", "LSF", "PBS", "CTR2")
"""Beginnings of the codes of rules that look into scripts alone: a check of the account would ask none of them."""


def symptoms_text(found: Found, rules: Sequence[Rule], style: Style) -> str:
    """The most telling symptoms in full, the rest by title."""
    lines: list[str] = []
    for symptom in found.symptoms[:MOST]:
        title = render(symptom.title) if found.certain else _("Perhaps: {title}", title=render(symptom.title))
        lines += [style.paint(title, "bold"), *_symptom(symptom, rules, style), ""]
    if more := found.symptoms[MOST:]:
        lines += wrap(_("It may also be: {titles}.", titles="; ".join(render(one.title) for one in more)), style.width)
    return "\n".join(lines).rstrip("\n") + "\n"


def _symptom(symptom: Symptom, rules: Sequence[Rule], style: Style) -> Iterator[str]:
    yield from wrap(render(symptom.means), style.width)
    if symptom.steps:
        yield ""
        yield _("What to do")
        for number, step in enumerate(symptom.steps, 1):
            yield from wrap(render(step), style.width, f"  {number}. ", "     ")
    if commands := _commands(symptom):
        yield ""
        yield _("Look closer")
    for line in commands:
        yield f"    {line}"
    known = {rule.code: rule for rule in rules}
    named = [known[code] for code in symptom.rules if code in known]
    width = max((len(rule.name) for rule in named), default=0)
    for rule in named:
        yield from wrap(rule.summary, style.width, f"  {rule.code}  {pad(rule.name, width)}  ", " " * (12 + width))


def _commands(symptom: Symptom) -> tuple[str, ...]:
    """The checks that look for the cause, of the account and of a script, then the symptom's own commands."""
    scripts = [code for code in symptom.rules if code.startswith(_OF_SCRIPTS)]
    account = [code for code in symptom.rules if code not in scripts]
    checks = [f"envdoctor check --select {','.join(account)}"] if account else []
    checks += [f"envdoctor check --select {','.join(scripts)} SCRIPT"] if scripts else []
    return (*checks, *symptom.commands)


def symptoms_json(found: Found, rules: Sequence[Rule]) -> str:
    """The same as JSON, schema 1: all that were found."""
    known = {rule.code: rule for rule in rules}
    value = [
        {
            "id": one.id,
            "title": render(one.title),
            "certain": found.certain,
            "means": render(one.means),
            "steps": [render(step) for step in one.steps],
            "commands": list(_commands(one)),
            "rules": [
                {"code": code, "name": known[code].name, "summary": known[code].summary}
                for code in one.rules
                if code in known
            ],
        }
        for one in found.symptoms
    ]
    return dump_clean({"schema": SCHEMA, "symptoms": value})


def advice_text(page: Page, said: Sequence[Part], style: Style) -> str:
    """A page: sentences wrapped, commands whole."""
    lines = [style.paint(render(page.title), "bold"), ""]
    for part in said:
        if isinstance(part, Command):
            lines.append(f"    {style.show(part.line)}")
            continue
        text = style.said(render(part.text, part.args))
        if part.heading:
            lines += ["", style.paint(text, "bold")] if lines[-1] else [style.paint(text, "bold")]
        else:
            lines += wrap(text, style.width)
    return "\n".join(lines) + "\n"


def advice_json(page: Page, said: Sequence[Part]) -> str:
    """The same as JSON, schema 1."""
    value = [
        {"command": part.line}
        if isinstance(part, Command)
        else {"text": render(part.text, part.args), "heading": part.heading}
        for part in said
    ]
    return dump_clean({"schema": SCHEMA, "page": {"name": page.name, "title": render(page.title), "parts": value}})


def contents_text(pages: Sequence[Page], symptoms: Sequence[Symptom], style: Style) -> str:
    """What ``explain`` can be asked."""
    width = max((len(page.name) for page in pages), default=0)
    lines = [
        _("envdoctor explain CODE      what a rule finds and what to do; codes and names: envdoctor rules"),
        _('envdoctor explain "TEXT"    an error text that a tool printed; {n} are known', n=len(symptoms)),
        _("envdoctor explain -         the same, from a log: tail -50 job.err | envdoctor explain -"),
        _("envdoctor explain TOOL      where a tool writes, how it is moved and emptied: envdoctor explain pip"),
        _("envdoctor explain PAGE      commands for this machine:"),
    ]
    lines += [f"    {pad(page.name, width)}  {style.show(render(page.title))}" for page in pages]
    return "\n".join(lines) + "\n"


def contents_json(pages: Sequence[Page], symptoms: Sequence[Symptom]) -> str:
    """The same as JSON, schema 1."""
    value = {
        "schema": SCHEMA,
        "pages": [{"name": page.name, "title": render(page.title)} for page in pages],
        "symptoms": [{"id": symptom.id, "title": render(symptom.title)} for symptom in symptoms],
    }
    return dump_clean(value)
