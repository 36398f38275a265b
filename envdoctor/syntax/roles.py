"""Which files are start-up files, told by their names."""

from __future__ import annotations

import os

_ROLES = {
    "bashrc": ("bash", "interactive"),
    "bash_profile": ("bash", "login"),
    "bash_login": ("bash", "login"),
    "profile": ("sh", "login"),
    "zshenv": ("zsh", "always"),
    "zprofile": ("zsh", "login"),
    "zlogin": ("zsh", "login"),
    "zshrc": ("zsh", "interactive"),
    "config.fish": ("fish", "always"),
    "tcshrc": ("tcsh", "always"),
    "cshrc": ("tcsh", "always"),
    "login": ("tcsh", "login"),
}
_NEEDS_DOT = frozenset(("profile", "login"))
_SYSTEM = {
    "/etc/profile": ("sh", "login"),
    "/etc/bash.bashrc": ("bash", "interactive"),
    "/etc/bashrc": ("bash", "interactive"),
}


def role_of(path: str, _home: str = "") -> tuple[str, str] | None:
    """Which start-up file ``path`` is, as (shell, kind), told by its name; in a dotfiles repository too.

    ``.bashrc``, and as dotfiles managers call it: ``bashrc``, ``dot_bashrc``. ``profile`` and ``login`` are common
    names for other things, so these need their dot (or ``dot_``).
    """
    if path in _SYSTEM:
        return _SYSTEM[path]
    folder, name = os.path.split(path)
    base = name.removeprefix("private_").removeprefix("executable_")
    dotted = base.startswith((".", "dot_"))
    base = base.removeprefix("dot_").removeprefix(".")
    if base in _ROLES and (dotted or base not in _NEEDS_DOT):
        return _ROLES[base]
    if name.endswith(".fish") and os.path.basename(folder) == "conf.d":
        return ("fish", "always")
    if name.endswith(".sh") and folder == "/etc/profile.d":
        return ("sh", "login")
    return None
