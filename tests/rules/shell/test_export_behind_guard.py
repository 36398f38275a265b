from __future__ import annotations

import pytest
from envdoctor_rules.shell.export_behind_guard import COMMANDS, LOGIN, export_behind_guard

from envdoctor import Advise, Row
from envdoctor.catalogue.rows import VariableLever
from envdoctor.testing import offends, passes

CASE = "case $- in\n    *i*) ;;\n      *) return;;\nesac\n"
GUARDS = [
    CASE,
    "case $- in *i*) ;; *) return;; esac\n",
    "[[ $- != *i* ]] && return\n",
    '[ -z "$PS1" ] && return\n',
    "[[ $- == *i* ]] || return\n",
    'if [ -z "$PS1" ]; then return; fi\n',
]
MATTERS = [
    "HF_HOME=/data1/alice/hf",
    "TORCH_HOME=/d",
    "TMPDIR=/data1/alice/tmp",
    "CUDA_HOME=/usr/local/cuda",
    "LD_LIBRARY_PATH=/usr/local/cuda/lib64:$LD_LIBRARY_PATH",
    "PATH=/usr/local/cuda-12.4/bin:$PATH",
    'PATH="$HOME/miniconda3/bin:$PATH"',
    "OMP_NUM_THREADS=8",
    "WANDB_MODE=offline",
    "https_proxy=http://proxy:3128",
    "HTTP_PROXY=http://proxy:3128",
    "PIP_CACHE_DIR=/d",
    "NLTK_DATA=/d",
]
COMFORT = """
PS1='$ '
export EDITOR=vim VISUAL=vim PAGER=less LESS=-R
export HISTSIZE=10000 HISTCONTROL=ignoreboth
export LS_COLORS='di=34' GCC_COLORS='error=01;31' CLICOLOR=1
export NVM_DIR="$HOME/.nvm"
export PATH="$HOME/bin:$PATH"
export LANG=en_US.UTF-8 TERM=xterm-256color
export CONDA_CHANGEPS1=no
alias ll='ls -l'
"""
CONDA = """
# >>> conda initialize >>>
__conda_setup="$('/home/alice/miniconda3/bin/conda' 'shell.bash' 'hook' 2> /dev/null)"
if [ $? -eq 0 ]; then
    eval "$__conda_setup"
else
    export PATH="/home/alice/miniconda3/bin:$PATH"
fi
# <<< conda initialize <<<
"""


@pytest.mark.parametrize("guard", GUARDS)
def test_fires_behind_every_usual_guard(guard: str) -> None:
    [found] = offends(export_behind_guard, f"{guard}export HF_HOME=/d\n       ^^^^^^^^^^\n")
    assert (found.template, found.args) == (COMMANDS, {"names": "HF_HOME", "guard": 1})
    assert found.place == "~/.bashrc"
    assert isinstance(found.wish, Advise)


@pytest.mark.parametrize("setting", MATTERS)
def test_fires_for_what_programs_need(setting: str) -> None:
    [found] = offends(export_behind_guard, f"{CASE}export {setting}\n       {'^' * len(setting)}\n")
    assert found.args["names"] == setting.split("=")[0]


def test_one_finding_a_file_at_the_first_setting() -> None:
    [found] = offends(
        export_behind_guard,
        """
        # ~/.bashrc

        case $- in *i*) ;; *) return;; esac
        export EDITOR=vim
        export HF_HOME=/d
               ^^^^^^^^^^
        export TORCH_HOME=/d
        export HF_HOME=/e
        export A=1 OMP_NUM_THREADS=8 UV_CACHE_DIR=/d TMPDIR=/d
        """,
    )
    assert found.args == {"names": "HF_HOME, TORCH_HOME, OMP_NUM_THREADS, UV_CACHE_DIR, ...", "guard": 3}
    assert found.evidence[-1] == "TMPDIR (line 8)"


def test_fires_where_the_rest_of_the_file_is_wrapped() -> None:
    offends(
        export_behind_guard,
        """
        if [[ $- == *i* ]]; then
            export HF_HOME=/d
                   ^^^^^^^^^^
        fi
        """,
    )


def test_a_marker_without_its_partner_hides_nothing() -> None:
    offends(export_behind_guard, f"{CASE}# >>> conda initialize >>>\nexport HF_HOME=/d\n       ^^^^^^^^^^\n")


def test_variables_of_the_catalogue_matter_too() -> None:
    row = Row("tool", "tool", "tool", "cache", (), (VariableLever("TOOL_CACHE"),), "cache/tool")
    offends(export_behind_guard, f"{CASE}export TOOL_CACHE=/d\n       ^^^^^^^^^^^^^\n", catalogue=(row,))
    passes(export_behind_guard, f"{CASE}export TOOL_CACHE=/d\n")


def test_a_login_file_is_told_so() -> None:
    [found] = offends(
        export_behind_guard, f"{CASE}export HF_HOME=/d\n       ^^^^^^^^^^\n", path="~/.profile", kind="login"
    )
    assert found.template == LOGIN


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("", id="empty"),
        pytest.param("export HF_HOME=/d\n", id="no guard"),
        pytest.param(f"export HF_HOME=/d\n{CASE}", id="above the guard"),
        pytest.param(f"export HF_HOME=/d\n{CASE}export HF_HOME=/e\n", id="above and below"),
        pytest.param(f"{CASE}{COMFORT}", id="comfort"),
        pytest.param(f"{CASE}{CONDA}", id="what conda init writes"),
        pytest.param(f"{CASE}HF_HOME=/d\n", id="not exported"),
        pytest.param(f"{CASE}# export HF_HOME=/d\n", id="a comment"),
        pytest.param("[[ $- == *i* ]] && export HF_HOME=/d\necho\n", id="one line at a prompt, on purpose"),
    ],
)
def test_healthy(source: str) -> None:
    passes(export_behind_guard, source)


def test_zshrc_is_never_read_without_a_prompt() -> None:
    passes(export_behind_guard, f"{CASE}export HF_HOME=/d\n", path="~/.zshrc", shell="zsh")


PIP = Row("pip", "pip", "pip", "cache", (), (VariableLever("PIP_CACHE_DIR"),), "cache/pip")


@pytest.mark.parametrize("value", ["~/x", '"$HOME/x"', "${HOME}/x", "/home/alice/x", "$HOME"])
@pytest.mark.parametrize("name", ["PIP_CACHE_DIR", "XDG_CACHE_HOME"])
def test_a_cache_below_home_is_another_rules(name: str, value: str) -> None:
    passes(export_behind_guard, f"{CASE}export {name}={value}\n", catalogue=(PIP,))


@pytest.mark.parametrize(
    "setting", ["PIP_CACHE_DIR=/data1/alice/x", "PIP_CACHE_DIR=/home/alice2/x", "CUDA_HOME=~/cuda"]
)
def test_what_lies_elsewhere_or_is_no_cache_is_not(setting: str) -> None:
    offends(export_behind_guard, f"{CASE}export {setting}\n       {'^' * len(setting)}\n", catalogue=(PIP,))
