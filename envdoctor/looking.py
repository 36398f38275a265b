"""What the commands call that only look: rules, their pages, facts, and the settings for the shell that is open."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from envdoctor.catalogue.view import Environment
from envdoctor.errors import EditError, FactCrashed, Unavailable, UsageError
from envdoctor.facts.types import Spot
from envdoctor.guess import near
from envdoctor.host.probes import Look, Seen
from envdoctor.i18n import _
from envdoctor.light import replace
from envdoctor.model import Origin, Rule
from envdoctor.select import selection
from envdoctor.session import Request, Session, opened

if TYPE_CHECKING:
    from envdoctor.edits.own import Setting

__all__ = [
    "Request",
    "env",
    "env_command",
    "fact_names",
    "facts",
    "find_rule",
    "notes",
    "rules",
    "still_here",
    "unset_command",
    "written",
]

_TEMPORARY = ("TMPDIR", "TEMP", "TMP")
_RAW = ("startup",)
"""Facts that hold the raw text of the account's files."""


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


def rules(request: Request) -> tuple[Rule, ...]:
    """Every rule, by code; only those that ``request`` selects, if it does. What a policy leaves out is there, too.

    Raises:
        UsageError: nothing is called like a word of the selection.
    """
    with opened(request) as session:
        every = session.collection.rules
        if not request.select and not request.ignore:
            return every
        chosen = selection(request.select, request.ignore, every, session.rows)
        return tuple(rule for rule in every if chosen.any_of(rule, [row.id for row in session.rows]))


def find_rule(request: Request, text: str) -> Rule:
    """The rule called ``text`` (code or name).

    Raises:
        UsageError: there is none, with the nearest name.
    """
    every = rules(request)
    base = text.partition("[")[0]
    for rule in every:
        if base.upper() == rule.code or base.lower() == rule.name:
            return rule
    known = [word for rule in every for word in (rule.code, rule.name)]
    raise UsageError(
        _("no rule is called {text}{near} (all rules: envdoctor rules)", text=text, near=near(base, known))
    )


def facts(request: Request, names: tuple[str, ...] = ()) -> Mapping[str, object]:
    """Values of the account's facts, or why they can't be known.

    Raises:
        UsageError: a name nobody knows.
    """
    with opened(request) as session:
        known = _names(session)
        for name in names:
            if name not in known:
                hint = near(name, known) or _(" (facts: {names})", names=", ".join(known))
                raise UsageError(_("no fact is called {name}{hint}", name=name, hint=hint))
        session.resolver.start(names or known)
        if request.all_tools:
            session.mark_all_tools()
        return {name: _fact(session, name) for name in names or known}


def _fact(session: Session, name: str) -> object:
    try:
        return session.fact(name)
    except (Unavailable, FactCrashed) as why:
        return why


def fact_names(request: Request) -> Mapping[str, str]:
    """Every fact of the account, with one line that says what it is."""
    with opened(request) as session:
        told = {name: session.collection.facts[name].function.__doc__ or "" for name in _names(session)}
    return {name: text.strip().partition("\n")[0] for name, text in told.items()}


def _names(session: Session) -> list[str]:
    """Facts to show; those of one file, and what is only raw material for others, are not among them."""
    facts = session.collection.facts
    return sorted(name for name in facts if name not in _RAW and not session.resolver.per_file((name,)))


# ---- the shell that runs us may be older than its settings ---------------------------------------------------------


def _family_of(shell: str) -> str | None:
    """``sh``, ``fish`` or ``csh`` for the path of a shell; None for one we do not know."""
    from envdoctor.edits import own

    return own.family(os.path.basename(shell))


def env_command(shell: str) -> str:
    """What a person types so that the settings reach the open ``shell``."""
    family = _family_of(shell)
    if family == "fish":
        return "envdoctor env --shell fish | source"
    return 'eval "`envdoctor env --shell tcsh`"' if family == "csh" else 'eval "$(envdoctor env)"'


def unset_command(shell: str, names: Sequence[str]) -> str:
    """What a person types so that the open ``shell`` forgets the variables ``names``."""
    family = _family_of(shell)
    if family == "fish":
        return "set -e " + " ".join(names)
    return "; ".join(f"unsetenv {name}" for name in names) if family == "csh" else "unset " + " ".join(names)


# ---- after something was taken back -------------------------------------------------------------------------------


def written(home: str) -> set[tuple[str, str]]:
    """The variables, with values, that our own files set now."""
    from envdoctor.edits import own
    from envdoctor.plan.startup import FOLDER

    found: set[tuple[str, str]] = set()
    for family, name in own.FAMILIES.items():
        try:
            with open(home + FOLDER[1:] + "/" + name, encoding="utf-8", errors="surrogateescape", newline="") as file:
                found |= {(one.name, one.value) for one in own.parse(family, file.read())}
        except (OSError, EditError):
            continue  # not there, or no longer only ours
    return found


def still_here(gone: set[tuple[str, str]], env: Mapping[str, str], shell: str) -> tuple[str, ...]:
    """The sentence for variables that were taken out of our files and that the open shell still has; else nothing."""
    names = sorted({name for name, value in gone if env.get(name) == value})
    if not names:
        return ()
    return (
        _(
            "This shell, and jobs submitted from it, still have {names}: {command}",
            names=", ".join(names),
            command=unset_command(shell, names),
        ),
    )


# ---- when something is checked ------------------------------------------------------------------------------------


def notes(session: Session, places: set[str]) -> list[str]:
    """What holds in this very shell only; nothing in a shell that was started after the last change.

    ``places``: those of the findings, which say it already.
    """
    spots = session.fact("locations").spots
    contexts = session.fact("environments").contexts
    now, fresh = contexts.get("now"), contexts.get("interactive")
    if now is None or fresh is None:
        return []
    shell = session.here.env.get("SHELL") or session.here.shell
    old = [
        _("temporary files") if spot.places["interactive"].origin.variable in _TEMPORARY else row
        for row, spot in spots.items()
        if _outdated(spot, session.here.home, now)
    ]
    said = [_without_the_new(old, shell)] if old else []
    lost = [pair for pair in _lost(spots, now, fresh, session) if pair[1] not in places]
    return said + [_nowhere(name, value, shell) for name, value in lost]


def _without_the_new(old: Sequence[str], shell: str) -> str:
    return _(
        "This shell does not have the new settings; the old places still hold here for {names}: {command}",
        names=", ".join(dict.fromkeys(old)),
        command=env_command(shell),
    )


def _nowhere(name: str, value: str, shell: str) -> str:
    return _(
        "In this shell only, {name}={value} does not exist: {command}",
        name=name,
        value=value,
        command=unset_command(shell, [name]),
    )


def _ours(origin: Origin, home: str) -> bool:
    return (origin.path or "").startswith(f"{home}/.config/envdoctor/env.")


def _outdated(spot: Spot, home: str, now: Environment) -> bool:
    here, fresh = spot.places.get("now"), spot.places.get("interactive")
    if not spot.in_use or here is None or fresh is None or here.path == fresh.path:
        return False
    # Our files leave a TMPDIR alone that is set already, a job's own for instance.
    return _ours(fresh.origin, home) and not (fresh.origin.variable in _TEMPORARY and fresh.origin.variable in now)


def _lost(
    spots: Mapping[str, Spot], now: Environment, fresh: Environment, session: Session
) -> Iterator[tuple[str, str]]:
    """Variables of this shell alone that lead nowhere; a tool makes its own last folder, so that one may be missing."""
    names = dict.fromkeys(_TEMPORARY)
    for spot in spots.values():
        place = spot.places.get("now")
        if spot.in_use and place is not None and place.origin.variable:
            names[place.origin.variable] = None
    for name in names:
        value = now[name].value if name in now else None
        if value is None or not value.startswith("/") or (name in fresh and fresh[name].value == value):
            continue
        path = os.path.normpath(value)
        probes = [Look(path if name in _TEMPORARY else os.path.dirname(path))]
        seen = session.host.ask(probes)[0]
        if isinstance(seen, Seen) and seen.kind == "missing":
            yield name, value
