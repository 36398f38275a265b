"""Homes as data: what to plant in an account's home folder. Paths count from home."""

from __future__ import annotations

import os

from host import MB, File, Folder, Link, Tree

GUARD = b"""# If not running interactively, don't do anything
case $- in
    *i*) ;;
      *) return;;
esac
"""

DEBIAN_RC = (
    b"# ~/.bashrc: executed by bash(1) for non-login shells.\n\n"
    + GUARD
    + b"""
HISTCONTROL=ignoreboth
shopt -s histappend checkwinsize
[ -x /usr/bin/lesspipe ] && eval "$(SHELL=/bin/sh lesspipe)"
PS1='\\u@\\h:\\w\\$ '
alias ll='ls -l'
if [ -f ~/.bash_aliases ]; then
    . ~/.bash_aliases
fi
"""
)

DEBIAN_PROFILE = b"""# ~/.profile: executed by the command interpreter for login shells.
if [ -n "$BASH_VERSION" ]; then
    if [ -f "$HOME/.bashrc" ]; then
        . "$HOME/.bashrc"
    fi
fi
if [ -d "$HOME/bin" ] ; then
    PATH="$HOME/bin:$PATH"
fi
"""

RHEL_RC = b"""# .bashrc

if [ -f /etc/bashrc ]; then
    . /etc/bashrc
fi
if ! [[ "$PATH" =~ "$HOME/.local/bin:$HOME/bin:" ]]; then
    PATH="$HOME/.local/bin:$HOME/bin:$PATH"
fi
export PATH
if [ -d ~/.bashrc.d ]; then
    for rc in ~/.bashrc.d/*; do
        if [ -f "$rc" ]; then
            . "$rc"
        fi
    done
fi
unset rc
"""

RHEL_PROFILE = b"""# .bash_profile

if [ -f ~/.bashrc ]; then
    . ~/.bashrc
fi
"""

ZSH_RC = b"""export ZSH="$HOME/.oh-my-zsh"
ZSH_THEME="plain"
plugins=(git colored)
source $ZSH/oh-my-zsh.sh
alias gs='git status'
"""

ZSH_FRAMEWORK = b"""autoload -U compinit
for plugin in $plugins; do
    [[ -r $ZSH/plugins/$plugin.zsh ]] && source $ZSH/plugins/$plugin.zsh
done
[[ -r $ZSH/themes/$ZSH_THEME.zsh-theme ]] && source $ZSH/themes/$ZSH_THEME.zsh-theme
PROMPT='%n@%m %~ %# '
"""


def conda_block(prefix: str, shell: str = "bash") -> bytes:
    """A block as ``conda init`` appends it."""
    return f"""
# >>> conda initialize >>>
# !! Contents within this block are managed by 'conda init' !!
__conda_setup="$('{prefix}/bin/conda' 'shell.{shell}' 'hook' 2> /dev/null)"
if [ $? -eq 0 ]; then
    eval "$__conda_setup"
else
    if [ -f "{prefix}/etc/profile.d/conda.sh" ]; then
        . "{prefix}/etc/profile.d/conda.sh"
    else
        export PATH="{prefix}/bin:$PATH"
    fi
fi
unset __conda_setup
# <<< conda initialize <<<
""".encode()


NVM_BLOCK = b"""
export NVM_DIR="$HOME/.nvm"
[ -s "$NVM_DIR/nvm.sh" ] && \\. "$NVM_DIR/nvm.sh"
[ -s "$NVM_DIR/bash_completion" ] && \\. "$NVM_DIR/bash_completion"
"""

PYENV_BLOCK = b"""
export PYENV_ROOT="$HOME/.pyenv"
[[ -d $PYENV_ROOT/bin ]] && export PATH="$PYENV_ROOT/bin:$PATH"
command -v pyenv >/dev/null && eval "$(pyenv init - bash)"
"""

TRACES: Tree = {
    ".cache/pip/http-v2/a/b/body": File(b"\0" * 20 * MB),
    ".cache/uv/wheels-v5/numpy/lib.so": File(b"\0" * 300_000),
    ".npm/_cacache/content-v2/sha512/ab/cd": File(b"\0" * 300_000),
    ".cache/huggingface/token": File(b"hf_" + b"x" * 34, 0o600),
    ".cache/huggingface/hub/models--gpt2/blobs/abc": File(b"\0" * MB),
    ".cache/torch/hub/checkpoints/resnet18.pth": File(b"\0" * MB),
    ".conda/pkgs/urls.txt": File(b""),
    ".conda/pkgs/numpy-1.26/lib.so": File(b"\0" * 300_000),
    ".conda/envs/llm/conda-meta/history": File(b""),
    ".conda/envs/llm/bin/python": File(b"#!/bin/sh\n", 0o755),
}
"""What eight tools leave behind when they are used; the temporary folder needs none."""

STARTUP: Tree = {
    ".bashrc": File(DEBIAN_RC),
    ".profile": File(DEBIAN_PROFILE),
    ".zshrc": File(b"PROMPT='%n %~ %# '\nalias ll='ls -l'\n", 0o600),
    ".config/fish/config.fish": File(b"if status is-interactive\n    alias ll 'ls -l'\nend\n"),
    ".tcshrc": File(b"set prompt = '%n %~ %# '\nalias ll ls -l\n"),
}

SETTINGS: Tree = {
    ".config/pip/pip.conf": File(
        b"# our mirror\n[global]\ntimeout = 60\n# no byte code\n\n[install]\nno-compile = yes\n"
    ),
    ".condarc": File(b"# channels of the lab\nchannels:\n    - conda-forge\nssl_verify: true", 0o640),
    ".npmrc": File(b"; mine\n//registry.example.org/:_authToken=npm_secret\nfund=false\n", 0o600),
}

BROKEN: Tree = {**STARTUP, **SETTINGS, **TRACES, "thesis": Folder(0o700), "thesis/notes.txt": File(b"day 1\n")}
"""A student's home with every tool used, all in their default places."""


def _skeleton() -> dict[str, File]:
    """The files that this system gives a new account, or ours where it has none."""
    found = {}
    for name in (".bashrc", ".profile", ".bash_logout"):
        path = os.path.join("/etc/skel", name)
        if os.path.isfile(path):
            with open(path, "rb") as file:
                found[name] = File(file.read())
    return found or {".bashrc": File(DEBIAN_RC), ".profile": File(DEBIAN_PROFILE)}


_FEW: Tree = {
    ".cache/pip/http-v2/a/b/body": File(b"\0" * 5000),
    ".npm/_cacache/content-v2/sha512/ab/cd": File(b"\0" * 5000),
    ".cache/huggingface/hub/models--gpt2/blobs/abc": File(b"\0" * 5000),
    ".cache/torch/hub/checkpoints/resnet18.pth": File(b"\0" * 5000),
}

_DOTFILES: Tree = {
    "dotfiles/bash/.bashrc": File(DEBIAN_RC),
    "dotfiles/bash/.profile": File(DEBIAN_PROFILE),
    "dotfiles/npm/.npmrc": File(b"fund=false\n"),
    ".bashrc": Link("dotfiles/bash/.bashrc"),
    ".profile": Link("dotfiles/bash/.profile"),
    ".npmrc": Link("dotfiles/npm/.npmrc"),
}

HEALTHY: dict[str, Tree] = {
    "debian": {**_skeleton(), **_FEW},
    "rhel": {".bashrc": File(RHEL_RC), ".bash_profile": File(RHEL_PROFILE), **_FEW},
    "oh-my-zsh": {".zshrc": File(ZSH_RC), ".oh-my-zsh/oh-my-zsh.sh": File(ZSH_FRAMEWORK), **_FEW},
    "stow": {**_DOTFILES, **_FEW},
    "no-data-disk": {**_skeleton(), **_FEW},
    "shared-home": {**_skeleton(), **_FEW},
    "container": {".bashrc": File(DEBIAN_RC), ".profile": File(DEBIAN_PROFILE), **_FEW},
    "root": {".bashrc": File(DEBIAN_RC), ".profile": File(DEBIAN_PROFILE), **_FEW},
}
"""Accounts that nothing is wrong with."""
