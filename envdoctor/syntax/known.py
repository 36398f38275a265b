"""What is known of the shells themselves and of programs that start-up files call, so that less is in doubt."""

from __future__ import annotations

import re

_COMMON = "IFS OPTIND PPID PS4 LINENO"
_BASH = (
    "BASH BASHOPTS BASHPID BASH_ARGC BASH_ARGV BASH_CMDS BASH_COMMAND BASH_LINENO BASH_SOURCE BASH_SUBSHELL "
    "BASH_VERSINFO BASH_VERSION DIRSTACK EPOCHREALTIME EPOCHSECONDS GROUPS HOSTNAME HOSTTYPE MACHTYPE OPTERR OSTYPE "
    "PIPESTATUS RANDOM SECONDS SHELLOPTS SRANDOM"
)
_ZSH = (
    "ARGC CDPATH CPUTYPE EGID FIGNORE FPATH FUNCNEST GID HISTCHARS HISTSIZE HOST KEYBOARD_HACK KEYTIMEOUT LISTMAX "
    "MACHTYPE MAILCHECK MAILPATH MODULE_PATH NULLCMD OPTARG OSTYPE PROMPT PROMPT2 PROMPT3 PROMPT4 PS2 PS3 PSVAR RANDOM "
    "READNULLCMD SAVEHIST SECONDS SPROMPT TIMEFMT TMPPREFIX TRY_BLOCK_ERROR TTY USERNAME VENDOR WORDCHARS ZSH_ARGZERO "
    "ZSH_EVAL_CONTEXT ZSH_NAME ZSH_PATCHLEVEL ZSH_SUBSHELL ZSH_VERSION aliases argv builtins cdpath commands "
    "dirstack fignore fpath funcstack functions galiases history jobstates mailpath manpath module_path modules "
    "nameddirs options parameters path pipestatus prompt psvar reswords saliases signals status terminfo termcap "
    "userdirs widgets zsh_eval_context MANPATH"
)
SHELL_VARIABLES = {"bash": f"{_COMMON} {_BASH}".split(), "zsh": f"{_COMMON} {_ZSH}".split(), "dash": _COMMON.split()}
"""What each shell sets without exporting it; the value is not to be told."""
INTERACTIVE_VARIABLES = {
    "bash": ["PS2", "HISTFILE", "HISTFILESIZE", "HISTSIZE", "COLUMNS", "LINES", "MAILCHECK", "HISTCMD"],
    "zsh": ["COLUMNS", "LINES", "HISTFILE", "RPS1", "RPROMPT"],
    "dash": ["PS2"],
}
FILLED = frozenset(
    "BASH BASH_VERSION BASH_VERSINFO HOSTNAME HOSTTYPE MACHTYPE OSTYPE ZSH_VERSION ZSH_NAME HOST UID EUID".split()
)
OWN = frozenset(("PWD", "OLDPWD", "SHLVL", "_"))
"""Every shell exports these about itself; they say nothing about the account."""
ZSH_TIES = {"path": "PATH", "manpath": "MANPATH", "cdpath": "CDPATH", "fpath": "FPATH", "mailpath": "MAILPATH"}

_CONDA = ("CONDA_*", "CONDA_EXE", "CONDA_SHLVL", "CONDA_PREFIX", "CONDA_DEFAULT_ENV", "CONDA_PYTHON_EXE")
PROGRAMS: dict[str, tuple[str, ...]] = {
    "dircolors": ("LS_COLORS",),
    "lesspipe": ("LESSOPEN", "LESSCLOSE"),
    "lesspipe.sh": ("LESSOPEN", "LESSCLOSE"),
    "ssh-agent": ("SSH_AUTH_SOCK", "SSH_AGENT_PID"),
    "keychain": ("SSH_AUTH_SOCK", "SSH_AGENT_PID", "GPG_AGENT_INFO"),
    "tput": (),
    "resize": ("COLUMNS", "LINES", "TERMCAP"),
    "starship": ("STARSHIP_*", "STARSHIP_SHELL", "STARSHIP_SESSION_KEY", "PS1", "PS2", "PROMPT_COMMAND"),
    "zoxide": ("PROMPT_COMMAND", "_ZO_*"),
    "fzf": ("FZF_*",),
    "thefuck": ("PYTHONIOENCODING", "TF_*"),
    "pyenv": ("PATH", "PYENV_*", "PYENV_SHELL", "PYENV_VIRTUALENV_INIT", "PROMPT_COMMAND"),
    "rbenv": ("PATH", "RBENV_SHELL"),
    "brew": ("PATH", "MANPATH", "INFOPATH", "HOMEBREW_PREFIX", "HOMEBREW_CELLAR", "HOMEBREW_REPOSITORY"),
    "register-python-argcomplete": (),
}
"""Programs whose output is meant for ``eval``, and what that sets. Not among them: what loads a user's own settings
(conda runs the ``activate.d`` of the base environment, direnv a project's file)."""
CHANGING = frozenset(
    "module ml spack use conda mamba micromamba activate deactivate workon nvm pyenv sdk load_env direnv lmod "
    "setpkgs unuse soft switchml setenv prepend_path zplug antigen zinit zi antibody zgen zgenom znap compinit "
    "promptinit prompt bashcompinit colors add-zsh-hook vared".split()
)
"""Commands that are functions of the shell, from files or programs this reader may not have seen."""
ZSH_AUTOLOADED = {
    "compinit": ("fpath", "FPATH", "_comp_*"),
    "bashcompinit": (),
    "promptinit": ("prompt_*",),
    "prompt": ("PS1", "PS2", "PROMPT", "PROMPT2", "RPS1", "RPROMPT", "prompt_*", "psvar", "PSVAR"),
    "colors": ("fg", "bg", "color", "reset_color"),
    "add-zsh-hook": (),
}
_COMPLETION = re.compile(r"\bcomplet(?:ion|ions|e)\b|_COMPLETE=|--completion|generate-shell-completion")
_FIRST = re.compile(
    r"^(?:\$\(|[<>=]\(|`)\s*(?:[A-Za-z_]\w*=\S*\s+|command\s+|SHELL=\S+\s+)*[\"']?(?:[^\s\"']*/)?([\w.+-]+)"
)


def printed(text: str) -> tuple[str, ...] | None:
    """What running the output of ``$(...)`` or ``<(...)`` sets; None where it may be anything."""
    if _COMPLETION.search(text):
        return ()
    found = _FIRST.match(text)
    return PROGRAMS.get(found[1]) if found else None
