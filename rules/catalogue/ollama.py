"""Ollama: models, where the server that runs is this account's."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

from envdoctor.catalogue import sources
from envdoctor.catalogue.rows import Cleaner, Place, Relocation, Row, VariableLever, move_and_link
from envdoctor.catalogue.view import View
from envdoctor.errors import Unavailable
from envdoctor.i18n import _, msg
from envdoctor.light import dataclass
from envdoctor.model import Origin

_SYSTEM = ("/etc/systemd/system", "/run/systemd/system", "/usr/lib/systemd/system", "/lib/systemd/system")
_USER = "/.config/systemd/user"
_UNIT = "ollama.service"


@dataclass(frozen=True, slots=True)
class Service:
    """What a systemd unit with its drop-ins says of the server: its user, and OLLAMA_MODELS with its origin."""

    path: str
    user: str = ""
    models: str | None = None
    origin: Origin = Origin("default")


# ---- systemd's files


def _settings(text: str) -> Iterator[tuple[str, str, int]]:
    """``(key, value, line)`` of [Service]; a backslash at the end of a line joins it to the next with a space."""
    section, held, start = "", "", 0
    for number, line in enumerate(text.split("\n"), 1):
        bare = line.strip()
        if bare[:1] in ("#", ";") or (not bare and not held):
            continue
        start = start or number
        if bare.endswith("\\"):
            held += bare[:-1] + " "
            continue
        whole, held, at, start = (held + bare).strip(), "", start, 0
        if whole.startswith("["):
            section = whole
        elif section == "[Service]" and "=" in whole:
            key, _equals, value = whole.partition("=")
            yield key.strip(), value.strip(), at


def _assignments(value: str) -> list[str]:
    """The words of an ``Environment=`` line; systemd ignores one whose quotes do not match."""
    import shlex

    try:
        return shlex.split(value)
    except ValueError:
        return []


def service(files: Sequence[tuple[str, str]]) -> Service:
    """The unit as systemd merges it. ``files``: ``(path, text)``, the unit first, then its drop-ins in order.

    Raises:
        Unavailable: a file that only the server sees, or what only systemd can expand, may set OLLAMA_MODELS.
    """
    user, models, origin = "", None, Origin("default")
    for path, text in files:
        for key, value, line in _settings(text):
            if key == "User":
                user = value
            elif key == "EnvironmentFile" and value:
                raise Unavailable(f"{path}: EnvironmentFile= may set OLLAMA_MODELS")
            elif key == "Environment" and not value:
                models, origin = None, Origin("default")
            elif key == "Environment":
                for word in _assignments(value):
                    if word.startswith("OLLAMA_MODELS="):
                        models = word.partition("=")[2]
                        origin = Origin("file", path, line, variable="OLLAMA_MODELS")
    return Service(files[0][0], user, models, origin)


def _found(view: View, folders: Sequence[str]) -> Service | None:
    """The first unit in ``folders``, with the drop-ins of all of them; a name in an earlier folder hides later ones."""
    units = [f"{folder}/{_UNIT}" for folder in folders]
    texts = sources.reads(view, units)
    first = next(((path, text) for path, text in zip(units, texts, strict=True) if text is not None), None)
    if first is None:
        return None
    dropped: dict[str, str] = {}
    below = [f"{unit}.d" for unit in units]
    for folder, names in zip(below, sources.lists(view, below), strict=True):
        for name in names:
            if name.endswith(".conf"):
                dropped.setdefault(name, f"{folder}/{name}")
    paths = [dropped[name] for name in sorted(dropped)]
    extra = [(path, text) for path, text in zip(paths, sources.reads(view, paths), strict=True) if text is not None]
    return service([first, *extra])


# ---- where


def _clean(value: str) -> str:
    """The value as Ollama reads it: without spaces around it, then without quotes."""
    return value.strip().strip("\"'")


def _variable(view: View, context: str) -> Place | None:
    value = _clean(view.value(context, "OLLAMA_MODELS") or "")
    return sources.placed(view, value, sources.origin_of(view, context, "OLLAMA_MODELS")) if value else None


def _of_unit(view: View, found: Service) -> Place:
    """The place of a server that systemd starts for this account: the shell's variables do not reach it."""
    value = _clean(found.models or "")
    if "%" in value.replace("%h", ""):
        raise Unavailable(f"{found.origin.path}: only systemd knows what {value} is")
    path = value.replace("%h", view.here.home) or os.path.join(view.here.home, ".ollama/models")
    note = _("{path} starts the server: variables of your shell do not reach it", path=found.path)
    origin = found.origin if value else Origin("file", found.path)
    return sources.placed(view, path, origin, note=note)


def _served(view: View, context: str) -> Place | None:
    """The place that a service decides; None where no service is installed, or a server of this account's own runs."""
    own = _found(view, [sources.home(view, context) + _USER])
    if own is not None:
        return _of_unit(view, own)
    shared = _found(view, _SYSTEM)
    if shared is None:
        return None
    if (shared.user or "root") in (view.here.user, str(view.here.uid)):
        return _of_unit(view, shared)
    mine = _variable(view, context) or _default(view, context)
    if mine is not None and mine.path and view.look(mine.path).holds:
        return None
    user = shared.user or "root"
    note = _("{path} starts the server as {user}: its models are not this account's", path=shared.path, user=user)
    return Place(None, Origin("file", shared.path), note=note)


_default = sources.below_home(".ollama/models")

OLLAMA = Row(
    id="ollama",
    tool="ollama",
    title=msg("Ollama's models"),
    holds="mixed",
    sources=(_served, _variable, _default),
    levers=(VariableLever("OLLAMA_MODELS"),),
    folder="ollama/models",
    variables=("OLLAMA_MODELS",),
    own_commands=("ollama",),
    traces=("~/.ollama/models",),
    usual=("~/.ollama/models",),
    keep=msg("models that are there are found only there"),
    cleaners=(Cleaner("ollama list", part=msg("lists the models with their size; ollama rm NAME then frees one")),),
    relocation=Relocation(
        how=msg("stop ollama serve first, and start it again with the new OLLAMA_MODELS"),
        commands=move_and_link(),
    ),
    pitfalls=(
        msg("only the environment of ollama serve counts: a client's OLLAMA_MODELS does nothing"),
        msg("a server that systemd starts does not read ~/.bashrc: its administrator runs systemctl edit ollama"),
        msg("the server's user must be able to enter every folder above the new one"),
        msg("models made with ollama create cannot be downloaded again"),
    ),
    facts=(
        "ollama fb307609, envconfig/config.go Models and Var, compiled and run; scripts/install.sh, read",
        "systemd 252, run: Environment=, User= and drop-ins",
    ),
)
