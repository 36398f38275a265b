from __future__ import annotations

from collections.abc import Mapping

import pytest

from envdoctor.catalogue.view import Here
from envdoctor.edits import own
from envdoctor.edits.block import put_block
from envdoctor.errors import Unavailable
from envdoctor.facts.siblings import Siblings, plain_name, siblings
from envdoctor.host.probes import Content, Read
from envdoctor.sources import source_of

HOME = "/home/alice"


def beside(path: str, text: str, files: Mapping[str, str] | None = None, here: Here | None = None) -> Siblings:
    """The fact; ``files``: absolute path -> text of what else is there."""
    here = here or Here(home=HOME, cwd=HOME)
    running = siblings.function(source_of(path, text.encode(), here.home), here)
    try:
        probes = next(running)
        while True:
            answers = []
            for probe in probes:
                assert isinstance(probe, Read)
                known = (files or {}).get(probe.path)
                answers.append(Content(None if known is None else known.encode()))
            probes = running.send(answers)
    except StopIteration as end:
        assert isinstance(end.value, Siblings)
        return end.value


def test_the_files_of_a_home() -> None:
    files = {f"{HOME}/.profile": "p", f"{HOME}/.bashrc": ". ~/more\n", f"{HOME}/more": "m", "/etc/profile": "e"}
    found = beside(f"{HOME}/.bash_profile", ". ~/.bashrc\n", files)
    assert (found.name, found.login, found.at_home, found.system) == (".bash_profile", ".bash_profile", True, "e")
    assert set(found.texts) == {".bash_profile", ".profile", ".bashrc"}
    assert found.path(".profile") == f"{HOME}/.profile"
    assert found.followed[f"{HOME}/more"] == "m"


def test_a_file_that_envdoctor_alone_made_is_none() -> None:
    ours = put_block("", own.hook_line("sh", f"{HOME}/.config/envdoctor/env.sh"))
    assert beside(f"{HOME}/.bashrc", "x", {f"{HOME}/.profile": ours}).login == ""
    assert beside(f"{HOME}/.bashrc", "x", {f"{HOME}/.profile": ours + "umask 077\n"}).login == ".profile"


@pytest.mark.parametrize(
    ("path", "other", "shown"),
    [
        ("dots/.bash_profile", "dots/.profile", "dots/.profile"),
        ("dots/dot_bash_profile", "dots/dot_profile", "dots/dot_profile"),
        ("dots/private_dot_bash_profile", "dots/private_dot_profile", "dots/private_dot_profile"),
        ("bash_profile", "profile", "profile"),
        ("bash_profile", ".profile", ".profile"),
    ],
)
def test_the_files_of_a_dotfiles_repository(path: str, other: str, shown: str) -> None:
    here = Here(home=HOME, cwd="/srv")
    found = beside(path, "", {f"/srv/{other}": "p"}, here)
    assert (found.texts, found.path(".profile")) == ({".bash_profile": "", ".profile": "p"}, shown)
    assert (found.name, found.at_home) == (".bash_profile", False)


def test_a_folder_that_stands_for_a_home() -> None:
    here = Here(home="/home/li", cwd="/home/li", live=False)
    found = beside(".profile", "", {"/home/li/.bashrc": "b"}, here)
    assert (found.login, found.path(".bashrc"), found.at_home) == (".profile", ".bashrc", True)


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("/a/.bashrc", ".bashrc"),
        ("private_dot_bashrc", ".bashrc"),
        ("executable_dot_profile", ".profile"),
        ("bash_login", ".bash_login"),
        (".zshrc", ""),
        ("x", ""),
    ],
)
def test_plain_names(name: str, plain: str) -> None:
    assert plain_name(name) == plain


@pytest.mark.parametrize("path", [f"{HOME}/.zshrc", f"{HOME}/.config/fish/config.fish", "/etc/profile.d/x.sh"])
def test_other_shells_have_none(path: str) -> None:
    assert beside(path, "x") == Siblings()


def test_what_is_no_start_up_file() -> None:
    with pytest.raises(Unavailable, match="not a shell start-up file"):
        beside("train.py", "x")


def reaching(text: str, files: Mapping[str, str] | None = None, folder: str = HOME) -> bool:
    here = Here(home=HOME, cwd=folder)
    return beside(f"{folder}/.bash_profile", text, files, here).reaches(".bashrc")


@pytest.mark.parametrize(
    "text",
    [
        ". ~/.bashrc\n",
        "for f in ~/.bash*; do . $f; done\n",
        ". ~/.profile\n",
        ". ~/.config/sh/init\n",
        "exec zsh -l\n",
    ],
)
def test_the_login_file_reads_the_other(text: str) -> None:
    files = {
        f"{HOME}/.profile": '. "$HOME/.bashrc"\n',
        f"{HOME}/.config/sh/init": "source ~/.config/sh/more\n",
        f"{HOME}/.config/sh/more": "source ~/.bashrc\n",
    }
    assert reaching(text, files)


def test_it_does_not() -> None:
    assert not reaching("export A=1\n. ~/gone\n. ~/loop\n", {f"{HOME}/loop": "source ~/loop\n"})


@pytest.mark.parametrize(("text", "folder"), [('. "$X/rc"\n', HOME), (". ~/.config/init\n", "/srv/dots")])
def test_it_may(text: str, folder: str) -> None:
    with pytest.raises(Unavailable, match=r"bash_profile reads files that only the shell can name"):
        reaching(text, folder=folder)


def test_long_files_are_not_read() -> None:
    assert beside(f"{HOME}/.bashrc", "a\n" * 20_000) == Siblings()
    assert set(beside(f"{HOME}/.bashrc", "", {f"{HOME}/.profile": "a\n" * 20_000}).texts) == {".bashrc"}
