"""What the commands call that only look: rules, their pages, facts, and the settings for the shell that is open."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from envdoctor.errors import FactCrashed, Unavailable, UsageError
from envdoctor.i18n import _
from envdoctor.model import Rule
from envdoctor.session import Request, Session, opened

if TYPE_CHECKING:
    from envdoctor.edits.own import Setting

__all__ = ["Request", "env", "env_command", "facts", "find_rule", "rules"]


def env(request: Request, shell: str | None) -> str:
    """Lines that make the applied settings in the shell that runs them, see :func:`env_command`.

    Raises:
        UsageError: a shell nobody knows.
    """
    from envdoctor.edits import own
    from envdoctor.plan.startup import FOLDER

    name = os.path.basename(shell or os.environ.get("SHELL", "sh"))
    family = own.family(name)
    if family is None:
        raise UsageError(
            _("no settings can be written for {shell}; known: bash, zsh, dash, sh, fish, tcsh", shell=name)
        )
    with opened(replace(request, paths=())) as session:
        # The shell's own file first; another family's holds the same where this shell is not one that counts.
        for key in (family, *(other for other in own.FAMILIES if other != family)):
            path = session.host.path(f"{FOLDER}/{own.FAMILIES[key]}")
            if os.path.isfile(path):
                if family == key == "csh":
                    return _source(path)
                with open(path, encoding="utf-8", errors="surrogateescape") as file:
                    settings = own.parse(key, file.read())
                return _in_one_line(settings) if family == "csh" else _stanzas(family, settings)
    return ""


def _stanzas(family: str, settings: Sequence[Setting]) -> str:
    from envdoctor.edits import own

    return "".join(own.stanza(family, setting) for setting in settings)


def _source(path: str) -> str:
    """The line that reads our own file; a path is quoted as a variable's value is."""
    from envdoctor.edits import own

    return own.stanza("csh", own.Setting("P", path)).replace("setenv P", "source", 1)


def _in_one_line(settings: Sequence[Setting]) -> str:
    """For csh, which joins the lines of what it evaluates: the conditions are tried here, in that shell's place."""
    from envdoctor.edits import own

    fit = [one for one in settings if _holds(one)]
    return "; ".join(own.stanza("csh", own.Setting(one.name, one.value)).strip() for one in fit) + "\n" if fit else ""


def _holds(setting: Setting) -> bool:
    wanted = os.W_OK if setting.keep else os.F_OK
    there = all(os.path.isdir(folder) and os.access(folder, wanted) for folder in setting.folders)
    return there and not (setting.keep and os.environ.get(setting.name))


def env_command(shell: str) -> str:
    """What a person types so that the settings reach the open ``shell``."""
    from envdoctor.edits import own

    family = own.family(os.path.basename(shell))
    if family == "fish":
        return "envdoctor env --shell fish | source"
    return 'eval "`envdoctor env --shell tcsh`"' if family == "csh" else 'eval "$(envdoctor env)"'


def rules(request: Request) -> tuple[Rule, ...]:
    """Every rule, by code."""
    with opened(request) as session:
        return session.collection.rules


def find_rule(request: Request, text: str) -> Rule:
    """The rule called ``text`` (code or name).

    Raises:
        UsageError: there is none, with the nearest name.
    """
    from envdoctor.select import nearest

    every = rules(request)
    base = text.partition("[")[0]
    for rule in every:
        if base.upper() == rule.code or base.lower() == rule.name:
            return rule
    known = [word for rule in every for word in (rule.code, rule.name)]
    raise UsageError(
        _("no rule is called {text}{near} (all rules: envdoctor rules)", text=text, near=nearest(base, known))
    )


def facts(request: Request, names: tuple[str, ...] = ()) -> Mapping[str, object]:
    """Values of the account's facts, or why they can't be known.

    Raises:
        UsageError: a name nobody knows.
    """
    from envdoctor.select import nearest

    with opened(request) as session:
        known = [name for name in session.collection.facts if not session.resolver.per_file((name,))]
        for name in names:
            if name not in known:
                raise UsageError(_("no fact is called {name}{near}", name=name, near=nearest(name, known)))
        session.resolver.start(names or known)
        if request.all_tools:
            session.mark_all_tools()
        return {name: _fact(session, name) for name in names or sorted(known)}


def _fact(session: Session, name: str) -> object:
    try:
        return session.fact(name)
    except (Unavailable, FactCrashed) as why:
        return why
