from __future__ import annotations

import pytest

from envdoctor.catalogue.view import Here, View
from envdoctor.facts.loud import loud
from envdoctor.facts.shells import Startup
from envdoctor.facts.types import Shell
from envdoctor.syntax.shell import Reading

HOME = "/home/alice"


def told(name: str, files: dict[str, str], said: int = 5, login: bool = True) -> tuple[str, int, str] | None:
    """Path below home, line and command that the fact names; ``files`` in the order in which they are read."""
    paths = {f"{HOME}/{path}": text for path, text in files.items()}
    readings = {(name, "ssh"): Reading(files=tuple(paths))} if name in ("bash", "zsh") else {}
    shell = Shell(name, f"/bin/{name}", login, tuple(paths), {"ssh": said})
    view = View(Here(home=HOME), files={path: text.encode() for path, text in paths.items()})
    line = loud.function(Startup((shell,), readings=readings, view=view)).over_ssh.get(name)
    return (line.path[len(HOME) + 1 :], line.place.line, line.command) if line else None


@pytest.mark.parametrize(
    ("shell", "files", "found"),
    [
        ("bash", {".bashrc": "A=1\necho hi\necho ho\n"}, (".bashrc", 2, "echo")),
        ("bash", {".bashrc": ". ~/more\n", "more": "date\n"}, ("more", 1, "date")),
        ("bash", {".bashrc": "[ -f x ] && echo a\necho b\n"}, (".bashrc", 2, "echo")),
        ("bash", {".bashrc": "if [ $USER = alice ]; then\n  echo a\nfi\n"}, (".bashrc", 2, "echo")),
        ("bash", {".bashrc": "[ a ] && echo a\n[ b ] && echo b\n"}, None),
        ("bash", {".bashrc": "some_function\n"}, None),
        ("bash", {".bashrc": "[ -z \"$PS1\" ] && return\necho hi\n"}, None),
        ("zsh", {".zshenv": "print hi\n"}, (".zshenv", 1, "print")),
        ("fish", {".config/fish/config.fish": "echo hi\n"}, (".config/fish/config.fish", 1, "echo")),
        ("tcsh", {".tcshrc": "echo hi\n", ".cshrc": "date\n"}, (".tcshrc", 1, "echo")),
        ("tcsh", {".cshrc": "true\n", ".login": "date\n"}, None),
    ],
)  # fmt: skip
def test_the_line_that_prints(shell: str, files: dict[str, str], found: tuple[str, int, str] | None) -> None:
    assert told(shell, files) == found


def test_only_of_a_login_shell_that_did_print() -> None:
    assert told("bash", {".bashrc": "echo\n"}, said=0) is None
    assert told("bash", {".bashrc": "echo\n"}, login=False) is None
