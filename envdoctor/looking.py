"""What the commands call that only look: rules, their pages, facts, and the settings for the shell that is open."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace

from envdoctor.errors import FactCrashed, Unavailable, UsageError
from envdoctor.i18n import _
from envdoctor.model import Rule
from envdoctor.session import Request, Session, opened

__all__ = ["Request", "env", "facts", "find_rule", "rules"]


def env(request: Request, shell: str | None) -> str:
    """Lines that make the applied settings in the shell that runs them: ``eval "$(envdoctor env)"``.

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
        texts = {key: session.host.path(f"{FOLDER}/{file}") for key, file in own.FAMILIES.items()}
        for key, path in texts.items():
            if os.path.isfile(path):
                with open(path, encoding="utf-8", errors="surrogateescape") as file:
                    return "".join(own.stanza(family, setting) for setting in own.parse(key, file.read()))
    return ""


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
