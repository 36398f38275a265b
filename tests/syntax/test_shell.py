from __future__ import annotations

import time

import pytest

from tests.syntax.reading import HOME, read, values

KNOWN = [
    ("export A=1 B=$HOME/x", {"A": "1", "B": f"{HOME}/x"}),
    ("A=1\nB=2\nexport B", {"B": "2"}),
    ("export A=~/x:~/y", {"A": f"{HOME}/x:{HOME}/y"}),
    ("export A=1; unset A", {}),
    ("export A=${X:-d} B=${HOME:+s} C=${HOME##*/}", {"A": "d", "B": "s", "C": "zhang"}),
    ("A=1 B=2\nC=3 true\nexport A B C", {"A": "1", "B": "2"}),
    ("export A=1\r\n", {"A": "1\r"}),
    ("if true; then\r\nexport A=1\r\nfi\r\n", {"A": None}),
    ("export A=$(hostname) B=1", {"A": None, "B": "1"}),
    ("if hostname; then export A=1; else export A=2; fi", {"A": None}),
    ("if hostname; then export A=1; else export A=1; fi", {"A": "1"}),
    ("case $- in *i*) ;; *) return;; esac\nexport A=1", {}),
    ('export A=1\n[ -z "$PS1" ] && return\nexport B=1', {"A": "1"}),
    ("export A=1\nhostname || return\nexport B=1\nA=2", {"A": None, "B": None}),
    ("f() { export A=$1; }\nf x", {"A": "x"}),
    ("for i in a b; do L=$L$i; done\nexport L", {"L": "ab"}),
    ("while hostname; do export A=1; done < /etc/hosts", {"A": None}),
    ("export A=1\nB=2; if true\nexport C=3\n", {"A": "1", "B": None, "C": None}),
    ("( export A=1 )\nA=2 &\nexport B=1 | cat", {}),
    ("[ -d ~ ] && export A=1\n[ -f ~/nope ] || export B=1", {"A": "1", "B": "1"}),
    ("set -a\nA=1\nset +a\nB=2", {"A": "1"}),
    ("eval 'export A=1'", {"A": "1"}),
    ("export A=$-\n", {"A": None}),
    ('[[ -n "" && ${B:=y} == a* ]]\n[ -z "$B" ] && export M=1', {"M": "1"}),
    ("export A=1\nif [[ $A != ]]; then A=2; fi\n", {"A": None}),
    ("[ -t 0 ] && export A=1\ntty -s || return\nexport B=1", {}),
]


@pytest.mark.parametrize(("text", "expected"), KNOWN)
def test_what_a_file_exports(text: str, expected: dict[str, str | None]) -> None:
    found = values(text)
    assert found.pop("PATH") == "/bin"
    assert found == expected


def test_every_value_has_its_place() -> None:
    found = read("\nexport A=1\n. ~/more\n", more={f"{HOME}/more": "# x\n\nexport B=2\n"})
    assert (found.environment["A"].origin.path, found.environment["A"].origin.line) == (f"{HOME}/.bashrc", 2)
    assert (found.environment["B"].origin.path, found.environment["B"].origin.line) == (f"{HOME}/more", 3)
    assert found.environment["B"].origin.variable == "B"
    assert found.files == (f"{HOME}/.bashrc", f"{HOME}/more")


def test_code_that_cannot_be_read_puts_everything_in_doubt() -> None:
    found = read('export A=1\neval "$(site-setup)"\nexport B=2\n')
    assert found.environment["A"].value is None
    assert found.guesses["A"].value == "1"
    assert found.environment["B"].value == "2"
    assert found.environment["HOME"].value == HOME
    assert found.fog is not None
    assert found.fog.line == 2


def test_known_programs_leave_the_rest_alone() -> None:
    found = read('export A=1\neval "$(dircolors -b)"\n. <(kubectl completion bash)\n')
    assert found.environment["A"].value == "1"
    assert found.environment["LS_COLORS"].value is None
    assert found.fog is None


def test_the_first_login_file_hides_the_others() -> None:
    more = {f"{HOME}/.bash_profile": "export A=1", f"{HOME}/.profile": "export B=1"}
    found = values("export C=1", kind="login", more=more)
    assert (found.get("A"), found.get("B"), found.get("C")) == ("1", None, None)


def test_the_guard_lets_a_prompt_through() -> None:
    more = {f"{HOME}/.profile": ". ~/.bashrc"}
    text = "case $- in *i*) ;; *) return;; esac\nexport A=1\n"
    assert values(text, kind="interactive", more=more)["A"] == "1"
    assert "A" not in values(text, kind="login", more=more)


def test_a_job_reads_bash_env() -> None:
    more = {f"{HOME}/.profile": "export BASH_ENV=~/env A=1", f"{HOME}/env": "export A=2"}
    assert values("", kind="batch", more=more)["A"] == "2"
    assert values("", kind="interactive", more=more)["A"] == "1"


def test_profile_folder_is_read_in_order() -> None:
    profile = "for i in /etc/profile.d/*.sh; do\n  if [ -r $i ]; then . $i; fi\ndone\nunset i\n"
    more = {"/etc/profile": profile, "/etc/profile.d/b.sh": "export A=b", "/etc/profile.d/a.sh": "export A=a"}
    found = read("", kind="login", more=more)
    assert found.environment["A"].value == "b"
    assert "/etc/profile.d" in found.looked


def test_zsh_follows_zdotdir() -> None:
    more = {f"{HOME}/z/.zprofile": "export A=1", f"{HOME}/.zprofile": "export B=1"}
    found = values("export ZDOTDIR=~/z", "zsh", "login", more)
    assert (found.get("A"), found.get("B")) == ("1", None)


@pytest.mark.parametrize("shell", ["bash", "zsh", "dash"])
@pytest.mark.parametrize(
    "text",
    [
        "(" * 5000,
        '"$(' * 3000,
        "`" * 999,
        "if true; then\n" * 3000,
        "${a:-" * 3000,
        "\0",
        ". ~/.bashrc\n. ~/.zshenv\n. ~/.profile\n",
    ],
)
def test_nothing_crashes_the_reader(shell: str, text: str) -> None:
    assert read("export A=1\n" + text, shell).environment["HOME"].value == HOME


def test_a_file_over_the_limit_is_not_followed() -> None:
    found = read("export A=1\n" + "#" * (1 << 20))
    assert found.fog is not None


def test_two_thousand_lines_are_read_in_time() -> None:
    text = 'export A=1 B="$HOME/x:${PATH}"\nif [ -d "$HOME/x" ]; then PATH="$HOME/bin:$PATH"; fi\n' * 1000
    times = []
    for number in range(3):
        began = time.process_time()
        read(f"# {number}\n{text}")
        times.append(time.process_time() - began)
    assert min(times) < 0.4  # 0.2 s on a free machine; this one may be busy


LOOPS = [
    ("zsh", "export ZDOTDIR=$HOME\nfor f in $ZDOTDIR/rc.d/*.sh(N); do . $f; done\n"),
    ("bash", 'eval "$(brew shellenv)"\nfor f in ~/rc.d/*.sh; do [ -r "$f" ] && . "$f"; done\n'),
    ("bash", 'for f in ~/rc.d/*.sh "$(cat list)"; do . "$f"; done\n'),
    ("bash", 'for f in ~/rc.d/*.sh; do . "$f"; ls && break; done\n'),
    ("bash", 'while true; do for f in "$HOME"/rc.d/*.sh; do . "$f"; done; ls && break; done\n'),
    ("dash", 'for f in "${NONE:-$HOME}"/rc.d/*.sh; do . "$f" || continue; done\n'),
]


@pytest.mark.parametrize(("shell", "text"), LOOPS)
def test_a_loop_depends_on_the_folder_and_its_files_whether_followed_or_not(shell: str, text: str) -> None:
    more = {f"{HOME}/rc.d/a.sh": "export A=1\n", f"{HOME}/rc.d/b.sh": "export B=1\n"}
    kind = "login" if shell == "dash" else "ssh"
    looked = read(text, shell, kind, more).looked
    assert {f"{HOME}/rc.d", *more} <= set(looked)
