from __future__ import annotations

import time

import pytest

from envdoctor.syntax.startup import Export, outline, role_of

GUARDS = [
    "case $- in\n    *i*) ;;\n      *) return;;\nesac",
    'case "$-" in *i*) ;; *) return 0 ;; esac',
    "[[ $- != *i* ]] && return",
    "[[ $- == *i* ]] || return",
    '[ -z "$PS1" ] && return',
    '[ -n "$PS1" ] || return',
    'if [ -z "$PS1" ]; then\n  return\nfi',
    'if [[ -n "$PS1" ]]; then :; else return; fi',
    "tty -s || return",
    "[ -t 0 ] || return",
    "[ ! -t 1 ] && exit 0",
    '[ "${-#*i}" != "$-" ] || return',
    '[ x"$PS1" = x ] && return',
    "[[ -o interactive ]] || return",
    "if ! [[ $- =~ i ]]; then return; fi",
    "[[ $- == *i* ]] || { echo no; return; }",
]
NONE = [
    "[ -f ~/x ] && return",
    "[ -t 1 ] && exec zsh",
    "[[ $- == *i* ]] && alias ll=ls",
    "case $- in *i*) stty -ixon;; esac",
    "case $- in *i*) return;; esac",
    'f() { [ -z "$PS1" ] && return; }',
    '# [ -z "$PS1" ] && return',
    "if [[ $- == *i* ]]; then alias x=y; fi\nexport Z=1",
]


@pytest.mark.parametrize("guard", GUARDS)
def test_guards_are_seen(guard: str) -> None:
    found = outline(f"export A=1\n{guard}\nexport B='x y'\n", "bash")
    assert found.guard is not None
    assert (found.guard.line, found.guard.column) == (2, 1)
    assert [(export.name, export.value, export.behind) for export in found.exports] == [
        ("A", "1", False),
        ("B", "x y", True),
    ]


@pytest.mark.parametrize("text", NONE)
def test_other_conditions_are_no_guard(text: str) -> None:
    found = outline(f"{text}\nexport B=1\n", "bash")
    assert found.guard is None
    assert not found.exports[-1].behind


def test_a_file_wrapped_in_a_condition() -> None:
    found = outline("export A=1\nif [[ $- == *i* ]]; then\n  export B=1\nfi\n# end\n", "bash")
    assert found.guard is not None
    assert found.guard.line == 2
    assert [export.behind for export in found.exports] == [False, True]


def test_columns_are_code_points_and_ends_are_exclusive() -> None:
    found = outline("export 甲=1 A='數據' B=$X\n", "bash")
    assert found.exports == (Export("A", "數據", 1, 12, 18, False), Export("B", None, 1, 19, 23, False))


def test_a_name_exported_elsewhere_counts_where_it_is_set() -> None:
    found = outline("A=1\nexport A\n", "bash")
    assert [(export.name, export.value, export.line) for export in found.exports] == [("A", "1", 1)]


ROLES = [
    ("/home/zhang/.bashrc", ("bash", "interactive")),
    ("dotfiles/bashrc", ("bash", "interactive")),
    ("dotfiles/dot_bashrc", ("bash", "interactive")),
    ("/home/zhang/.profile", ("sh", "login")),
    ("profile", None),
    ("x/dot_zshenv", ("zsh", "always")),
    (".config/fish/config.fish", ("fish", "always")),
    ("fish/conf.d/a.fish", ("fish", "always")),
    (".tcshrc", ("tcsh", "always")),
    ("train.sh", None),
    ("login", None),
    (".bashrc.bak", None),
]


@pytest.mark.parametrize(("path", "role"), ROLES)
def test_roles(path: str, role: tuple[str, str] | None) -> None:
    assert role_of(path, "/home/zhang") == role


def test_a_long_line_of_exported_names_is_read_at_once() -> None:
    began = time.perf_counter()
    outline("export " + "name_of_a_variable " * 4000 + "= broken\n", "bash")
    assert time.perf_counter() - began < 1
