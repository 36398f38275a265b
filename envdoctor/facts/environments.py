"""Every context's environment, with the place each value comes from; now, and as it would be after a change."""

from __future__ import annotations

from collections.abc import Mapping

from envdoctor.catalogue.view import Environment, Here, Variable, View
from envdoctor.declare import fact
from envdoctor.facts.shells import Startup, clean, counting
from envdoctor.facts.types import Environments, Shell
from envdoctor.host.secrets import hide
from envdoctor.i18n import _
from envdoctor.model import Origin
from envdoctor.syntax.ask import ASKED
from envdoctor.syntax.known import OWN
from envdoctor.syntax.lines import settings
from envdoctor.syntax.shell import READ, Reading, read_startup, with_bash_env

_FISH_HOOK = ".config/fish/conf.d/envdoctor.fish"


def key_of(kind: str, shell: Shell) -> str:
    """The context's key: its kind for the login shell, ``kind/shell`` for others."""
    return kind if shell.login else f"{kind}/{shell.name}"


def hidden(environment: Mapping[str, Variable]) -> dict[str, Variable]:
    """Without the secrets, and without what every shell says of itself."""
    return {
        name: Variable(None if found.value is None else hide(name, found.value), found.origin)
        for name, found in environment.items()
        if name not in OWN
    }


# ---- one context


def _line_origins(view: View, shell: Shell) -> dict[str, tuple[str | None, Origin]]:
    """Where a fish or csh file sets a variable; the last line wins."""
    found: dict[str, tuple[str | None, Origin]] = {}
    family = "fish" if shell.name == "fish" else "csh"
    for path, text in _texts(view, shell):
        for line in settings(family, text):
            found[line.name] = (line.value, Origin("file", path, line.line, line.name))
    return found


def _texts(view: View, shell: Shell) -> list[tuple[str, str]]:
    home = view.here.home
    own = f"{home}/.config/envdoctor/" + ("env.fish" if shell.name == "fish" else "env.csh")
    paths = list(shell.files)
    if shell.name == "tcsh" and f"{home}/.tcshrc" in paths and f"{home}/.cshrc" in paths:
        paths.remove(f"{home}/.cshrc")
    texts = [(path, view.read(path)) for path in [own, *paths]]
    return [(path, text) for path, text in texts if text is not None]


def _origin(name: str, value: str, reading: Reading, start: Mapping[str, Variable]) -> Origin:
    """Where an answered value comes from: the reader's place if it says the same."""
    read, guess, given = reading.environment.get(name), reading.guesses.get(name), start.get(name)
    for known in (read, guess, given):
        if known is not None and known.value is not None and hide(name, known.value) == value:
            return known.origin
    return Origin("unknown", variable=name)


def _answered(startup: Startup, shell: Shell, kind: str) -> dict[str, Variable] | None:
    found = startup.replies.get((shell.name, kind))
    if found is None or found.variables is None:
        return None
    reading = startup.readings.get((shell.name, kind), Reading())
    lines = _line_origins(startup.view, shell) if shell.name not in READ else {}
    environment = {}
    for name, value in found.variables.items():
        value = hide(name, value)
        origin = _origin(name, value, reading, startup.start)
        if origin.kind == "unknown" and name in lines:
            plain, place = lines[name]
            origin = place if plain in (None, value) else origin
        environment[name] = Variable(value, origin)
    return {name: found for name, found in environment.items() if name not in OWN}


def _why(shell: Shell, kind: str, live: bool) -> str:
    files = ", ".join(shell.files) or _("its start-up files")
    if not live:
        return _("a folder is checked: {shell} is not run, and {files} not read", shell=shell.name, files=files)
    return shell.failed.get(kind) or _("envdoctor does not know the shell {shell}", shell=shell.name)


def _contexts(startup: Startup, here: Here) -> tuple[dict[str, Environment], dict[str, str]]:
    contexts: dict[str, Environment] = {}
    unknown: dict[str, str] = {}
    for shell in startup.shells:
        for kind in ASKED:
            answered = _answered(startup, shell, kind)
            if answered is None and (reading := startup.readings.get((shell.name, kind))) is not None:
                answered = hidden(reading.environment)
            if answered is None:
                unknown[key_of(kind, shell)] = _why(shell, kind, here.live)
            else:
                contexts[key_of(kind, shell)] = answered
    return contexts, unknown


def _batch(view: View, environment: Environment) -> Environment:
    """A bash job after a default submit: the submitting shell's environment, then what $BASH_ENV names."""
    if "BASH_ENV" not in environment:
        return environment
    return hidden(with_bash_env(view, environment).environment)


@fact
def environments(startup: Startup, here: Here) -> Environments:
    """Context key -> environment. Where reading and asking differ the real answer stands."""
    contexts, unknown = _contexts(startup, here)
    if "interactive" in contexts:
        contexts["batch"] = _batch(startup.view, contexts["interactive"])
    elif "interactive" in unknown:
        unknown["batch"] = unknown["interactive"]
    if here.live:
        now = {name: Variable(value, Origin("inherited", variable=name)) for name, value in here.env.items()}
        contexts = {"now": hidden(now), **contexts}
    return Environments(contexts, unknown)


# ---- as it would be


Readings = dict[tuple[str, str], Reading]
"""(shell, kind) -> what the reader made of the files as they are: kept by whoever projects more than once."""


def project(
    view: View, before: Mapping[str, Environment], planned: View, known: Readings | None = None
) -> dict[str, Environment]:
    """The environments after the files of ``planned`` are laid on.

    Both views are read; where the reader's result for a variable differs, the planned one stands, else what is known
    in ``before`` stays. fish and csh files are not parsed: there our own files' settings apply, unless a later line of
    the user sets the same variable.
    """
    start = clean(view.here, view.read("/etc/environment"))
    result = dict(before)
    for shell in counting(view):
        for kind in ASKED:
            key = key_of(kind, shell)
            if key not in before:
                continue
            if shell.name in READ:
                place = (shell.name, kind)
                old = (known or {}).get(place) or read_startup(view, shell.name, kind, start)
                if known is not None:
                    known[place] = old
                result[key] = _laid(before[key], old, read_startup(planned, shell.name, kind, start))
            elif shell.name in ("fish", "tcsh"):
                result[key] = _laid_lines(before[key], shell, view, planned)
    if "batch" in before and "interactive" in result:
        result["batch"] = _batch(planned, result["interactive"])
    return result


def _best(reading: Reading, name: str) -> Variable | None:
    found = reading.environment.get(name)
    return reading.guesses.get(name, found) if found is not None and found.value is None else found


def _laid(before: Environment, old: Reading, new: Reading) -> Environment:
    result = dict(before)
    for name in {*old.environment, *new.environment} - OWN:
        one, two = _best(old, name), _best(new, name)
        if (one and one.value) == (two and two.value) and (one is None) == (two is None):
            continue
        sure = two is None or new.environment[name].value is not None
        if not sure and name in before and before[name].origin.kind == "unknown":
            continue  # code that can't be read sets it, and perhaps after us
        if two is None:
            result.pop(name, None)
        else:
            result[name] = Variable(None if two.value is None else hide(name, two.value), two.origin)
    return result


def _own_settings(view: View, shell: Shell) -> dict[str, tuple[str, Origin]]:
    """What our own file sets, if the shell reads it in ``view``."""
    from envdoctor.edits import own
    from envdoctor.errors import EditError

    home, family = view.here.home, "fish" if shell.name == "fish" else "csh"
    path = f"{home}/.config/envdoctor/{own.FAMILIES[family]}"
    hooks = [_FISH_HOOK] if family == "fish" else [".tcshrc", ".cshrc"]
    texts = (view.read(f"{home}/{name}") for name in hooks)
    hooked = any(path in text for text in texts if text is not None)
    text = view.read(path)
    if text is None or not hooked:
        return {}
    try:
        found = own.parse(family, text)
    except EditError:
        return {}
    lines = {line.name: line.line for line in settings(family, text)}
    return {
        one.name: (one.value, Origin("file", path, lines.get(one.name), one.name))
        for one in found
        if all(view.look(folder).kind == "folder" for folder in one.folders)
    }


def _laid_lines(before: Environment, shell: Shell, view: View, planned: View) -> Environment:
    old, new = _own_settings(view, shell), _own_settings(planned, shell)
    own = f"{view.here.home}/.config/envdoctor/"
    users = {
        name
        for path, text in _texts(planned, shell)
        if not path.startswith(own)
        for name in (line.name for line in settings("fish" if shell.name == "fish" else "csh", text))
    }
    result = dict(before)
    for name in {*old, *new}:
        if old.get(name, ("",))[0] == new.get(name, ("",))[0] or name in users:
            continue
        if name in new and (name not in before or before[name].origin.kind != "unknown" or name in old):
            result[name] = Variable(*new[name])
        elif name not in new and name in old and name in before and before[name].value == old[name][0]:
            result.pop(name)
    return result
