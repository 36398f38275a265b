"""What a job script, or a set of DPDispatcher's resources, says under the names of a policy's profiles."""

from __future__ import annotations

import re
from collections.abc import Sequence

from envdoctor.catalogue.lsf_options import SECTIONS
from envdoctor.catalogue.site import Site
from envdoctor.syntax.jobs.body import Body
from envdoctor.syntax.jobs.profiles import PICKER, TOKEN, Held, Look
from envdoctor.syntax.jobs.values import Directive, Request, Span
from envdoctor.syntax.specs.dispatch import Part


def script_look(text: str, job: Request, body: Body, site: Site) -> Look:
    """What a job script says under the names of the policy's profiles."""

    def look(name: str) -> Held | None:
        first, _dot, rest = name.partition(".")
        if first == "env" and rest:
            return _variable(rest, body, site)
        if first == "commands":
            names = frozenset(command.name for command in body.commands if command.name)
            return Held(", ".join(sorted(names)), value=names)
        if rest and (first in SECTIONS or first in {directive.option for directive in job.directives}):
            return _inside(text, job.directives, first, rest)
        if name == "queue":
            return None if job.queue is None else _whole(job.queue.directive, job.queue.text)
        named = [one for one in job.directives if name in (one.option, one.written.lstrip("-"))]
        return _whole(named[-1], named[-1].value or "") if named else None

    return look


def _whole(directive: Directive, text: str) -> Held:
    return Held(text, directive.value_span or directive.span, not TOKEN.search(text))


def _inside(text: str, directives: Sequence[Directive], first: str, key: str) -> Held | None:
    """The value of ``key`` in ``-gpu "key=.."``, ``-R "span[key=..]"`` or ``-l select=1:key=..``; the last one wins."""
    section = rf"\b{first}\s*\[[^\]]*?" if first in SECTIONS else ""
    pattern = re.compile(rf"{section}(?<![\w.]){re.escape(key)}\s*=\s*([^\s:,+\]\"']+)")
    options = ("R", "l") if first in SECTIONS else (first,)
    found = None
    for directive in directives:
        span = directive.value_span
        if directive.option not in options or span is None:
            continue
        raw = text[span.start : span.end]
        if first == "select" and directive.option == "l":
            hit = re.search(rf"(?<![\w.]){re.escape(key)}\s*=\s*([^\s:,+\"']+)", raw)
        else:
            hit = pattern.search(raw)
        if hit:
            start, end = span.start + hit.start(1), span.start + hit.end(1)
            at = Span(start, end, span.line, span.column + hit.start(1))
            found = Held(hit[1], at, not TOKEN.search(hit[1]))
    return found


def _variable(name: str, body: Body, site: Site) -> Held | None:
    """The value that a script's last assignment gives a variable."""
    given = [command.assigns[name] for command in body.commands if name in command.assigns]
    if not given:
        return None
    word = given[-1]
    if picks(body, site) and ("`" in word.text or "$" in word.text):
        return Held(PICKER, word.span)
    return Held(word.text, word.span, word.certain)


def picks(body: Body, site: Site) -> bool:
    """Whether the body calls the site's picker, or envdoctor's own."""
    base = site.slice_picker.rsplit("/", 1)[-1]
    for command in body.commands:
        if command.name == "envdoctor" and "--free-mig" in command.args:
            return True
        words = (*command.words, *command.assigns.values())
        if base and any(base in word.text for word in words):
            return True
    return False


def part_look(text: str, part: Part, site: Site) -> Look:
    """What DPDispatcher's resources say under the names of the policy's profiles.

    DPDispatcher writes ``prepend_script`` behind the exports of ``envs``: what is set there is what counts.
    """
    base = site.slice_picker.rsplit("/", 1)[-1]

    def look(name: str) -> Held | None:
        first, _dot, rest = name.partition(".")
        if first == "envs" and rest and (late := _prepended(rest, part, site)) is not None:
            return late
        found = part.value(name)
        if found is None:
            return None
        value, span = found
        written = str(value)
        if first == "envs" and ((base and base in written) or "--free-mig" in written):
            return Held(PICKER, span)
        return Held(text[span.start : span.end], span, not TOKEN.search(written), value)

    return look


def _prepended(name: str, part: Part, site: Site) -> Held | None:
    """The value that the last of the lines of ``prepend_script`` gives the variable ``name``."""
    node = part.node.get("prepend_script")
    lines = [item for item in node.items if isinstance(item.value, str)] if node is not None else []
    code = "\n".join(item.value for item in lines)
    if name not in code:
        return None
    from envdoctor.syntax.jobs.shell.reader import read

    held = _variable(name, read(code), site)
    if held is None or held.span is None:
        return None
    end = 0
    for item in lines:
        end += len(item.value) + 1
        if held.span.start < end:
            return held._replace(span=item.span)
    return None
