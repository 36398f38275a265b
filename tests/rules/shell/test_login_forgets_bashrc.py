from __future__ import annotations

import pytest
from envdoctor_rules.shell.login_forgets_bashrc import FORGETS, LINE, MAKE, NONE, PUT, login_forgets_bashrc

from envdoctor import Advise, Here, Severity
from envdoctor.facts.siblings import Siblings
from envdoctor.facts.types import SourceFile
from envdoctor.testing import findings, passes, skips

HOME = "/home/alice"
LOGIN = SourceFile(f"{HOME}/.bash_profile", "export EDITOR=vim\n", "bash", "login")
BASHRC = "export HF_HOME=/data1/hf\nalias q=squeue\n"


def beside(bashrc: str = BASHRC, login: str = LOGIN.text, **more: str) -> Siblings:
    texts = {".bash_profile": login, ".bashrc": bashrc, **{f".{name}": text for name, text in more.items()}}
    return Siblings(".bash_profile", texts, {name: f"{HOME}/{name}" for name in texts})


def test_fires() -> None:
    [found] = findings(login_forgets_bashrc, source=LOGIN, siblings=beside())
    assert (found.template, found.place, found.severity) == (FORGETS, LOGIN.path, Severity.WARNING)
    assert (found.args["names"], found.args["bashrc"]) == ("HF_HOME, q", f"{HOME}/.bashrc")
    assert found.evidence == (f"{HOME}/.bashrc:1  HF_HOME", f"{HOME}/.bashrc:2  q")
    assert found.wish == Advise(PUT, {"file": LOGIN.path}, (LINE,))


def test_no_login_file_at_all() -> None:
    alone = Siblings(".bashrc", {".bashrc": BASHRC})
    bashrc = SourceFile(f"{HOME}/.bashrc", BASHRC, "bash", "interactive")
    [found] = findings(login_forgets_bashrc, source=bashrc, siblings=alone)
    assert (found.template, found.place, found.args["names"]) == (NONE, bashrc.path, "HF_HOME, q")
    assert found.wish == Advise(MAKE, {"file": bashrc.path}, (LINE,))


def test_aliases_alone_are_a_note() -> None:
    [found] = findings(login_forgets_bashrc, source=LOGIN, siblings=beside("alias q=squeue\n"))
    assert found.severity is Severity.NOTE


def test_many_names_are_cut() -> None:
    text = "".join(f"export A{n}=1\n" for n in range(9))
    [found] = findings(login_forgets_bashrc, source=LOGIN, siblings=beside(text))
    assert (found.args["names"], len(found.evidence)) == ("A0, A1, A2, A3, ...", 9)


def test_only_a_file_that_is_there_is_missed() -> None:
    followed = Siblings(".bash_profile", beside(". ~/env\n. ~/gone\n").texts, followed={f"{HOME}/env": ""})
    [found] = findings(login_forgets_bashrc, source=LOGIN, siblings=followed)
    assert found.args["names"] == "~/env"


@pytest.mark.parametrize(
    ("siblings", "shell"),
    [
        pytest.param(Siblings(), "/bin/bash", id="no file of bash"),
        pytest.param(beside(login=". ~/.bashrc\n"), "/bin/bash", id="it reads it"),
        pytest.param(beside(login="if [ -f ~/.bashrc ]; then\n  source ~/.bashrc\nfi\n"), "/bin/bash", id="in an if"),
        pytest.param(beside(login=". ~/.profile\n", profile=". ~/.bashrc\n"), "/bin/bash", id="through another"),
        pytest.param(beside(login="for f in ~/.{bashrc,env}; do . $f; done\n"), "/bin/bash", id="by a loop"),
        pytest.param(beside(login="[ -x /bin/zsh ] && exec zsh -l\n"), "/bin/bash", id="zsh takes over"),
        pytest.param(beside(". ~/.bash_profile\nexport A=1\n"), "/bin/bash", id="the other way round"),
        pytest.param(beside("HISTSIZE=1\nPS1='$ '\n"), "/bin/bash", id="nothing that matters"),
        pytest.param(beside(login="export HF_HOME=/x\nalias q=1\n"), "/bin/bash", id="it sets the same itself"),
        pytest.param(
            Siblings(".bashrc", {".bashrc": BASHRC}, at_home=False), "/bin/bash", id="dotfiles: the home may have one"
        ),
        pytest.param(beside(), "/usr/bin/zsh", id="bash is not the login shell"),
        pytest.param(beside(), "/usr/bin/fish", id="nor here"),
        pytest.param(Siblings(".bashrc", beside().texts), "/bin/bash", id="said at the login file"),
        pytest.param(Siblings(".bash_profile", {".bash_profile": ""}), "/bin/bash", id="no bashrc"),
        pytest.param(
            Siblings(".bash_profile", beside().texts, system=". $HOME/.bashrc\n"), "/bin/bash", id="the system reads it"
        ),
    ],
)
def test_healthy(siblings: Siblings, shell: str) -> None:
    passes(login_forgets_bashrc, LOGIN.text, path=LOGIN.path, siblings=siblings, here=Here(shell=shell))


def test_could_not_tell_is_not_fine() -> None:
    said = skips(login_forgets_bashrc, source=LOGIN, siblings=beside(login='. "$MY/rc"\n'))
    assert said == f"{LOGIN.path} reads files that only the shell can name"
