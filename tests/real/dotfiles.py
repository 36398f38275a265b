"""Start-up files as systems give them to new accounts, and as people and installers write them; nothing is wrong."""

# ruff: noqa: E501 - each line is a line of somebody's file
from __future__ import annotations

import os

from homes import DEBIAN_PROFILE, DEBIAN_RC, NVM_BLOCK, PYENV_BLOCK, RHEL_PROFILE, RHEL_RC, ZSH_FRAMEWORK, ZSH_RC

Home = tuple[dict[str, str], str]
"""Files of a home, and the login shell."""


def _skeleton() -> dict[str, str]:
    """What this very system gives a new account."""
    found = {}
    for name in (".bashrc", ".profile", ".bash_profile", ".bash_logout", ".kshrc", ".zshrc"):
        path = os.path.join("/etc/skel", name)
        if os.path.isfile(path):
            with open(path, encoding="utf-8") as file:
                found[name] = file.read()
    return found


_RC, _PROFILE = DEBIAN_RC.decode(), DEBIAN_PROFILE.decode()
_SUSE_RC = """\
# Sample .bashrc for SUSE Linux
test -s ~/.alias && . ~/.alias || true
"""
_SUSE_PROFILE = """\
# Sample .profile for SUSE Linux
test -z "$PROFILEREAD" && . /etc/profile || true
# some people don't like fortune
#if [ -x /usr/bin/fortune ] ; then
#    echo
#    /usr/bin/fortune
#    echo
#fi
"""
_ARCH_RC = """\
# If not running interactively, don't do anything
[[ $- != *i* ]] && return

alias ls='ls --color=auto'
alias grep='grep --color=auto'
PS1='[\\u@\\h \\W]\\$ '
"""
_OLD_RHEL_PROFILE = """\
# .bash_profile

# Get the aliases and functions
if [ -f ~/.bashrc ]; then
\t. ~/.bashrc
fi

# User specific environment and startup programs

PATH=$PATH:$HOME/.local/bin:$HOME/bin

export PATH
"""
_ROOT_RC = """\
# .bashrc

# User specific aliases and functions

alias rm='rm -i'
alias cp='cp -i'
alias mv='mv -i'

# Source global definitions
if [ -f /etc/bashrc ]; then
\t. /etc/bashrc
fi
"""
_ROOT_CSHRC = """\
# .cshrc

# User specific aliases and functions

alias rm 'rm -i'
alias cp 'cp -i'
alias mv 'mv -i'

set prompt='[%n@%m %c]# '
"""
_ROOT_TCSHRC = "# .tcshrc\n\n# User specific aliases and functions\n\nalias rm 'rm -i'\n\nset prompt='[%n@%m %c]# '\n"

FRESH: dict[str, Home] = {
    "this system": (_skeleton(), "bash"),
    "debian": ({".bashrc": _RC, ".profile": _PROFILE}, "bash"),
    "debian root": (
        {
            ".profile": 'if [ "$BASH" ]; then\n  if [ -f ~/.bashrc ]; then\n    . ~/.bashrc\n  fi\nfi\n\nmesg n 2> /dev/null || true\n',
            ".bashrc": "# umask 022\n",
        },
        "bash",
    ),
    "red hat": ({".bashrc": RHEL_RC.decode(), ".bash_profile": RHEL_PROFILE.decode()}, "bash"),
    "older red hat": (
        {".bashrc": _ROOT_RC, ".bash_profile": _OLD_RHEL_PROFILE, ".cshrc": _ROOT_CSHRC, ".tcshrc": _ROOT_TCSHRC},
        "bash",
    ),
    "suse": ({".bashrc": _SUSE_RC, ".profile": _SUSE_PROFILE}, "bash"),
    "arch": (
        {".bashrc": _ARCH_RC, ".bash_profile": "#\n# ~/.bash_profile\n#\n\n[[ -f ~/.bashrc ]] && . ~/.bashrc\n"},
        "bash",
    ),
    "empty": ({}, "bash"),
    "fish": (
        {
            ".config/fish/config.fish": "if status is-interactive\n    # Commands to run in interactive sessions can go here\nend\n"
        },
        "fish",
    ),
    "tcsh": ({".tcshrc": _ROOT_TCSHRC}, "tcsh"),
    "zsh": (
        {
            ".zshrc": "# Lines configured by zsh-newuser-install\nHISTFILE=~/.histfile\nHISTSIZE=1000\nSAVEHIST=1000\nbindkey -e\n# End of lines configured by zsh-newuser-install\n"
        },
        "zsh",
    ),
}
"""New accounts."""

_CARGO = '. "$HOME/.cargo/env"\n'
_CARGO_ENV = '#!/bin/sh\ncase ":${PATH}:" in\n    *:"$HOME/.cargo/bin":*)\n        ;;\n    *)\n        export PATH="$HOME/.cargo/bin:$PATH"\n        ;;\nesac\n'
_CONDA = """\
# >>> conda initialize >>>
# !! Contents within this block are managed by 'conda init' !!
__conda_setup="$('/bin/conda' 'shell.bash' 'hook' 2> /dev/null)"
if [ $? -eq 0 ]; then
    eval "$__conda_setup"
fi
unset __conda_setup
# <<< conda initialize <<<
"""
_SDKMAN = '#THIS MUST BE AT THE END OF THE FILE FOR SDKMAN TO WORK!!!\nexport SDKMAN_DIR="$HOME/.sdkman"\n[[ -s "$HOME/.sdkman/bin/sdkman-init.sh" ]] && source "$HOME/.sdkman/bin/sdkman-init.sh"\n'
_GHCUP = '[ -f "$HOME/.ghcup/env" ] && . "$HOME/.ghcup/env" # ghcup-env\n'
_JULIAUP = """\
# >>> juliaup initialize >>>

# !! Contents within this block are managed by juliaup !!

case ":$PATH:" in
    *:$HOME/.juliaup/bin:*)
        ;;

    *)
        export PATH=$HOME/.juliaup/bin${PATH:+:${PATH}}
        ;;
esac

# <<< juliaup initialize <<<
"""
_OPAM = "test -r ~/.opam/opam-init/init.sh && . ~/.opam/opam-init/init.sh > /dev/null 2> /dev/null || true\n"
_NIX = "if [ -e ~/.nix-profile/etc/profile.d/nix.sh ]; then . ~/.nix-profile/etc/profile.d/nix.sh; fi # added by Nix installer\n"
_FZF = "[ -f ~/.fzf.bash ] && source ~/.fzf.bash\n"
_DIRENV = 'command -v direnv >/dev/null && eval "$(direnv hook bash)"\n'
_MODULES = "if [ -f /usr/share/lmod/lmod/init/bash ]; then . /usr/share/lmod/lmod/init/bash; fi\ntype module >/dev/null 2>&1 && module load cuda 2>/dev/null\n"
_GREETING = 'if [[ $- == *i* ]]; then\n  echo "welcome"\n  command -v fortune >/dev/null && fortune\nfi\n'
_TITLE = 'if [ -t 1 ]; then\n  printf "\\033]0;%s\\007" "$HOSTNAME"\nfi\n'
_ALL_BLOCKS = (
    NVM_BLOCK.decode() + PYENV_BLOCK.decode() + _SDKMAN + _GHCUP + _JULIAUP + _OPAM + _FZF + _DIRENV + _MODULES
)

_BRACES = 'for file in ~/.{path,bash_prompt,exports,aliases,functions,extra}; do\n\t[ -r "$file" ] && [ -f "$file" ] && source "$file";\ndone;\nunset file;\nshopt -s nocaseglob;\nfor option in autocd globstar; do\n\tshopt -s "$option" 2> /dev/null;\ndone;\n'

HABITS: dict[str, Home] = {
    "every installer": ({".bashrc": _RC + _ALL_BLOCKS, ".profile": _PROFILE}, "bash"),
    "rustup": ({".bashrc": _RC + _CARGO, ".profile": _PROFILE + _CARGO, ".cargo/env": _CARGO_ENV}, "bash"),
    "rustup, later a bash_profile": (
        {
            ".bashrc": _RC + _CARGO,
            ".profile": _PROFILE + _CARGO,
            ".bash_profile": "[ -f ~/.bashrc ] && . ~/.bashrc\n",
            ".cargo/env": _CARGO_ENV,
        },
        "bash",
    ),
    "nix": ({".bashrc": _RC, ".profile": _PROFILE + _NIX}, "bash"),
    "a greeting at the prompt": ({".bashrc": _GREETING + _RC + _TITLE, ".profile": _PROFILE}, "bash"),
    "a greeting behind the guard": ({".bashrc": _RC + "echo welcome\ndate\n", ".profile": _PROFILE}, "bash"),
    "one file for all": ({".bash_profile": '[ -n "$PS1" ] && source ~/.bashrc;\n', ".bashrc": _BRACES}, "bash"),
    "the other way round": (
        {".bash_profile": "export A=1\nalias q=squeue\n", ".bashrc": '[ -n "$PS1" ] && source ~/.bash_profile;\n'},
        "bash",
    ),
    "bash starts zsh": (
        {
            ".bashrc": _RC + "export A=1\n",
            ".bash_profile": "[ -x /bin/zsh ] && [ -t 0 ] && exec /bin/zsh -l\n",
            ".profile": _PROFILE,
        },
        "bash",
    ),
    "stow": (
        {
            "dots/bash/.bashrc": _RC,
            "dots/bash/.profile": _PROFILE,
            ".bashrc": "-> dots/bash/.bashrc",
            ".profile": "-> dots/bash/.profile",
        },
        "bash",
    ),
    "a folder of pieces": (
        {
            ".bashrc": 'for f in ~/.bashrc.d/*.sh; do [ -r "$f" ] && . "$f"; done\nunset f\n',
            ".bashrc.d/a.sh": "export A=1\n",
            ".bash_profile": "[ -f ~/.bashrc ] && . ~/.bashrc\n",
        },
        "bash",
    ),
    "extended globs": (
        {
            ".bashrc": _RC + "shopt -s extglob\ncase $TERM in @(xterm|screen)*) export X=1;; esac\n",
            ".profile": _PROFILE,
        },
        "bash",
    ),
    "oh-my-zsh": ({".zshrc": ZSH_RC.decode(), ".oh-my-zsh/oh-my-zsh.sh": ZSH_FRAMEWORK.decode()}, "zsh"),
    "zsh with an old bash": (
        {
            ".zshrc": "alias ll='ls -l'\nexport A=1\n",
            ".bashrc": _RC + "export B=1\n",
            ".bash_profile": "export C=1\n",
            ".profile": _PROFILE + "export D=1\n",
        },
        "zsh",
    ),
    "prezto": (
        {
            ".zshrc": 'if [[ -s "${ZDOTDIR:-$HOME}/.zprezto/init.zsh" ]]; then\n  source "${ZDOTDIR:-$HOME}/.zprezto/init.zsh"\nfi\n',
            ".zshenv": 'if [[ ( "$SHLVL" -eq 1 && ! -o LOGIN ) && -s "${ZDOTDIR:-$HOME}/.zprofile" ]]; then\n  source "${ZDOTDIR:-$HOME}/.zprofile"\nfi\n',
            ".zprofile": "export LANG=C.UTF-8\n",
        },
        "zsh",
    ),
    "powerlevel10k": (
        {
            ".zshrc": 'if [[ -r "${XDG_CACHE_HOME:-$HOME/.cache}/p10k-instant-prompt-${(%):-%n}.zsh" ]]; then\n  source "${XDG_CACHE_HOME:-$HOME/.cache}/p10k-instant-prompt-${(%):-%n}.zsh"\nfi\n[[ ! -f ~/.p10k.zsh ]] || source ~/.p10k.zsh\n'
        },
        "zsh",
    ),
    "fish with conf.d": (
        {
            ".config/fish/config.fish": "if status is-interactive\n    echo hello\nend\nset -gx EDITOR vim\nfish_add_path ~/bin\n",
            ".config/fish/conf.d/rustup.fish": 'if test -r "$HOME/.cargo/env.fish"\n    source "$HOME/.cargo/env.fish"\nend\n',
        },
        "fish",
    ),
    "tcsh at a prompt": (
        {
            ".cshrc": "if ( $?prompt ) then\n  echo hello\n  set prompt = '%n '\nendif\nif ( -f ~/.aliases ) source ~/.aliases\nsetenv EDITOR vim\n"
        },
        "tcsh",
    ),
}
"""What people and installers make of them."""
