"""Which files carry environment variables to every context.

Our own file a shell family, and one guarded line in the start-up files of each shell that counts, so that each of its
contexts reads at least one of them.
"""

from __future__ import annotations

from collections.abc import Sequence

from envdoctor import edits
from envdoctor.catalogue.view import View
from envdoctor.edits import block, own
from envdoctor.errors import EditError
from envdoctor.facts.types import Shell
from envdoctor.i18n import _
from envdoctor.light import replace
from envdoctor.plan.draft import Draft
from envdoctor.steps import Entry

FOLDER = "~/.config/envdoctor"
"""Our own files; not moved by XDG_CONFIG_HOME, which is not the same in every context."""
FISH_HOOK = "~/.config/fish/conf.d/envdoctor.fish"
_BASH_LOGIN = ("~/.bash_profile", "~/.bash_login", "~/.profile")


def _first(view: View, paths: Sequence[str], otherwise: str) -> str:
    """The first of ``paths`` that exists, even as a link that leads nowhere; else ``otherwise``, which hides none."""
    return next((path for path in paths if view.look(path).kind != "missing"), otherwise)


def carriers(shell: Shell, view: View) -> tuple[str, ...]:
    """Files of ``shell`` that together are read in all its contexts; those that do not exist hide no other.

    Source: the start-up files that each shell reads, by kind of start, were traced.
    """
    if shell.name == "bash":
        return ("~/.bashrc", _first(view, _BASH_LOGIN, "~/.profile"))
    if shell.name == "zsh":
        home = next((view.value(c, "ZDOTDIR") for c in ("ssh/zsh", "ssh") if view.variable(c, "ZDOTDIR")), None)
        # ~/.zshenv itself is read before ZDOTDIR can be set in it, so a user's own one is the right place.
        return (_first(view, ("~/.zshenv",), f"{home}/.zshenv" if home and _outside(view) else "~/.zshenv"),)
    if shell.name == "tcsh":
        return (_first(view, ("~/.tcshrc", "~/.cshrc"), "~/.tcshrc"),)
    return (FISH_HOOK,) if shell.name == "fish" else ("~/.profile",)


def _outside(view: View) -> bool:
    """True if ZDOTDIR is set by the system, so that ``~/.zshenv`` is never read."""
    for context in ("ssh/zsh", "ssh"):
        variable = view.variable(context, "ZDOTDIR")
        if variable is not None:
            return not (variable.origin.path or "").startswith(view.here.home + "/")
    return False


def with_settings(draft: Draft, shells: Sequence[Shell], settings: Sequence[own.Setting]) -> Draft:
    """The draft with ``settings`` made in every context of ``shells``.

    Raises:
        EditError: a start-up file or one of our own files may not be written.
    """
    counting = [shell for shell in shells if own.family(shell.name) and (shell.path or own.family(shell.name) == "sh")]
    if not counting:
        raise EditError("no shell of this account is one that envdoctor can write for")
    for family in dict.fromkeys(own.family(shell.name) for shell in counting):
        assert family is not None
        path = draft.view.expand(f"{FOLDER}/{own.FAMILIES[family]}")
        checker = next((shell for shell in counting if own.family(shell.name) == family and shell.path), None)
        for setting in settings:
            draft = _set(draft, path, family, setting, _check(checker))
    draft = replace(draft, environments=None)
    for shell in counting:
        for carrier in carriers(shell, draft.view):
            draft = _hook(draft, shell, draft.view.expand(carrier))
    return draft


def _set(draft: Draft, path: str, family: str, setting: own.Setting, check: tuple[str, ...]) -> Draft:
    text = draft.view.read(path) or ""
    stanza = own.stanza(family, setting)
    try:
        entry = edits.entry("own", text, (family, setting.name), stanza)
        after = edits.put("own", text, (family, setting.name), stanza)
    except EditError as error:
        advice = _("{path}: {why} To have it written anew, delete it, then run this again", path=path, why=error)
        raise EditError(advice) from error
    return draft.write(path, after, entry, check)


def _check(shell: Shell | None) -> tuple[str, ...]:
    """The command that parses a file with the real shell, where it is installed."""
    return (shell.path, *own.check_command(shell.name)[1:]) if shell is not None and shell.path else ()


def _hook(draft: Draft, shell: Shell, path: str) -> Draft:
    family = own.family(shell.name) or "sh"
    line = own.hook_line(family, draft.view.expand(f"{FOLDER}/{own.FAMILIES[family]}"))
    text = draft.view.read(path) or ""
    if family == "fish":
        after = line + "\n"
        return draft.write(path, after, Entry("own", (), after, text or None), _check(shell))
    try:
        after, entry = block.put_block(text, line), edits.entry("block", text, (), line)
    except EditError as error:
        raise EditError(_("{path}: {why}", path=path, why=error)) from error
    return draft.write(path, after, entry, _check(shell))
