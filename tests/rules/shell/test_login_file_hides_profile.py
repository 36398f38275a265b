from __future__ import annotations

import pytest
from envdoctor_rules.shell.login_file_hides_profile import login_file_hides_profile

from envdoctor import Advise, Here
from envdoctor.facts.siblings import Siblings
from envdoctor.testing import offends, passes

HOME = "/home/alice"
DEBIAN = """\
if [ -n "$BASH_VERSION" ]; then
    if [ -f "$HOME/.bashrc" ]; then
        . "$HOME/.bashrc"
    fi
fi
if [ -d "$HOME/bin" ] ; then
    PATH="$HOME/bin:$PATH"
fi
if [ -d "$HOME/.local/bin" ] ; then
    PATH="$HOME/.local/bin:$PATH"
fi
mesg n 2> /dev/null || true
"""
OWN = DEBIAN + "export HF_HOME=/data1/hf\n"


def beside(profile: str, login: str = "true\n", name: str = ".profile", **more: str) -> Siblings:
    texts = {".bash_profile": login, name: profile, **{f".{other}": text for other, text in more.items()}}
    return Siblings(name, texts, {one: f"{HOME}/{one}" for one in texts})


def test_fires() -> None:
    text = 'umask 077\n. "$HOME/.bashrc"\nexport HF_HOME=/data1/hf\nexport A=1\n'
    annotated = text.replace("hf\n", f"hf\n{'^' * 24}\n")
    [found] = offends(login_file_hides_profile, annotated, path=f"{HOME}/.profile", siblings=beside(text))
    assert found.args["names"] == "HF_HOME, A"
    assert isinstance(found.wish, Advise)
    assert found.wish.args == {"login": f"{HOME}/.bash_profile"}
    assert found.wish.commands == ("if [ -r ~/.profile ]; then . ~/.profile; fi",)


def test_a_bash_login_is_hidden_too() -> None:
    [found] = offends(
        login_file_hides_profile,
        "export A=1\n^^^^^^^^^^\n",
        path=f"{HOME}/.bash_login",
        siblings=beside("export A=1\n", name=".bash_login"),
    )
    assert found.args["login"] == f"{HOME}/.bash_profile"


@pytest.mark.parametrize(
    ("siblings", "shell"),
    [
        pytest.param(Siblings(), "/bin/bash", id="no file of bash"),
        pytest.param(Siblings(".profile", {".profile": OWN}), "/bin/bash", id="nothing hides it"),
        pytest.param(beside(DEBIAN), "/bin/bash", id="as new accounts have it"),
        pytest.param(beside(OWN, ". ~/.profile\n"), "/bin/bash", id="it is read"),
        pytest.param(
            beside(OWN, "for f in profile bashrc; do . ~/.$f; done\n[ -r ~/.profile ]\n"), "/bin/bash", id="loop"
        ),
        pytest.param(beside(OWN, "export HF_HOME=/x\n"), "/bin/bash", id="set in both"),
        pytest.param(beside(OWN, ". ~/.bashrc\n", bashrc="export HF_HOME=/x\n"), "/bin/bash", id="set in bashrc"),
        pytest.param(beside('. "$HOME/.cargo/env"\n'), "/bin/bash", id="a file that is not there"),
        pytest.param(beside(OWN + ". ~/.bash_profile\n"), "/bin/bash", id="the other way round"),
        pytest.param(beside(OWN, "exec zsh -l\n"), "/bin/bash", id="zsh takes over"),
        pytest.param(beside(OWN), "/bin/zsh", id="bash is not the login shell"),
        pytest.param(beside(OWN), "/bin/sh", id="sh reads it"),
        pytest.param(beside("alias x=y\n"), "/bin/bash", id="aliases"),
        pytest.param(Siblings(".bash_profile", beside(OWN).texts), "/bin/bash", id="said at the hidden file"),
    ],
)
def test_healthy(siblings: Siblings, shell: str) -> None:
    text = siblings.texts.get(siblings.name, "")
    passes(login_file_hides_profile, text, path=f"{HOME}/.profile", siblings=siblings, here=Here(shell=shell))
