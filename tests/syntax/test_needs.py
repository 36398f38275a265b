from __future__ import annotations

import pytest

from envdoctor.syntax.needs import needs

HOME = "/home/zhang"
CONDA = """\
# >>> conda initialize >>>
# !! Contents within this block are managed by 'conda init' !!
__conda_setup="$('/opt/mini/bin/conda' 'shell.bash' 'hook' 2> /dev/null)"
if [ $? -eq 0 ]; then
    eval "$__conda_setup"
else
    if [ -f "/opt/mini/etc/profile.d/conda.sh" ]; then
        . "/opt/mini/etc/profile.d/conda.sh"
    else
        export PATH="/opt/mini/bin:$PATH"
    fi
fi
unset __conda_setup
# <<< conda initialize <<<
"""
MAMBA = """\
# >>> mamba initialize >>>
export MAMBA_EXE="$HOME/.local/bin/micromamba";
export MAMBA_ROOT_PREFIX="$HOME/micromamba";
eval "$("$MAMBA_EXE" shell hook --shell bash --root-prefix "$MAMBA_ROOT_PREFIX" 2> /dev/null)"
# <<< mamba initialize <<<
"""
CONDA_FISH = """\
# >>> conda initialize >>>
eval /opt/mini/bin/conda "shell.fish" "hook" $argv | source
# <<< conda initialize <<<
"""


@pytest.mark.parametrize(
    ("text", "shell", "found"),
    [
        (CONDA, "bash", [("/opt/mini/bin/conda", "block", 1)]),
        ("true\n" + CONDA + MAMBA, "zsh",
         [("/opt/mini/bin/conda", "block", 2), (f"{HOME}/.local/bin/micromamba", "block", 16)]),
        (CONDA_FISH, "fish", [("/opt/mini/bin/conda", "block", 1)]),
        (CONDA[:-30], "bash", []),
        ('. "$HOME/.cargo/env"\n', "sh", [(f"{HOME}/.cargo/env", "file", 1)]),
        (". ~/a\n. ~/a\n", "bash", [(f"{HOME}/a", "file", 1)]),
        ("export ZSH=~/.omz\nsource $ZSH/omz.sh\n", "zsh", [(f"{HOME}/.omz/omz.sh", "file", 2)]),
        ('eval "$(/opt/brew/bin/brew shellenv)"\n', "bash", [("/opt/brew/bin/brew", "program", 1)]),
        ("~/bin/greet --now\n", "bash", [(f"{HOME}/bin/greet", "program", 1)]),
        ("case $- in *i*) . ~/a;; esac\n", "bash", [(f"{HOME}/a", "file", 1)]),
    ],
)  # fmt: skip
def test_what_is_taken_for_granted(text: str, shell: str, found: list[tuple[str, str, int]]) -> None:
    assert [(need.path, need.kind, need.place.line) for need in needs(text, shell, HOME)] == found


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[ -f ~/a ] && . ~/a\n",
        "if [ -r ~/a ]; then . ~/a; fi\n",
        "test -s ~/a && source ~/a\n",
        '[ -s "$NVM_DIR/nvm.sh" ] && \\. "$NVM_DIR/nvm.sh"\n',
        "[[ -d ~/x ]] && . ~/x/a\n",
        'command -v pyenv >/dev/null && eval "$(pyenv init -)"\n',
        'eval "$(pyenv init -)"\n',
        ". ~/a 2>/dev/null\n",
        "f() { . ~/a; }\n",
        "for f in ~/rc/*; do . $f; done\n",
        ". $OTHER/a\n",
        ". /dev/stdin\n",
        "source <(kubectl completion bash)\n",
        '(( $+commands[brew] )) && eval "$(/opt/brew/bin/brew shellenv)"\n',
        "# . ~/a\n",
    ],
)
def test_what_is_not(text: str) -> None:
    assert needs(text, "bash", HOME) == ()
    assert needs(text, "zsh", HOME) == ()
