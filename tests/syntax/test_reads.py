from __future__ import annotations

import pytest

from envdoctor.syntax.reads import Reads, matters, names, path_of, reads

HOME = "/home/zhang"


@pytest.mark.parametrize(
    ("word", "path"),
    [
        ("~/.bashrc", f"{HOME}/.bashrc"),
        ('"$HOME/.bashrc"', f"{HOME}/.bashrc"),
        ("${HOME}/x/../y", f"{HOME}/y"),
        ('"$HOME"/.cargo/env', f"{HOME}/.cargo/env"),
        ("/etc/bashrc", "/etc/bashrc"),
        ("'/a b'", "/a b"),
        ("'$HOME/x'", None),
        ("'~/x'", None),
        ("$ZSH/oh-my-zsh.sh", f"{HOME}/.oh-my-zsh/oh-my-zsh.sh"),
        ("$OTHER/x", None),
        ("x/y", None),
        ("$(brew --prefix)/x", None),
        ("~/.bash*", None),
        ("~bob/x", None),
        ("/a\\ b", None),
        ("", None),
    ],
)
def test_which_file_a_word_names(word: str, path: str | None) -> None:
    assert path_of(word, HOME, {"ZSH": f"{HOME}/.oh-my-zsh"}) == path


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("echo\n", Reads()),
        (". ~/.a\n[ -f ~/.b ] && source ~/.b\n", Reads((f"{HOME}/.a", f"{HOME}/.b"))),
        ("Z=$HOME/z\n. $Z/x\n", Reads((f"{HOME}/z/x",))),
        ("Z=/a\nZ=/b\n. $Z/x\n", Reads(open=True)),
        ('. "$1"\n', Reads(open=True)),
        ("for f in ~/.{path,bash_*}; do . $f; done\n", Reads(patterns=(".bash_*", ".path"))),
        ("for f in $(ls ~/rc); do . $f; done\n", Reads(patterns=("rc)",), open=True)),
        ("exec zsh -l\n", Reads(replaced=True)),
        ("exec 2>/dev/null\n", Reads()),
        ("# . ~/.a\nalias b='. ~/.b'\n", Reads()),
    ],
)
def test_what_a_file_reads(text: str, found: Reads) -> None:
    got = reads(text, "bash", HOME)
    assert (got.paths, sorted(got.patterns), got.open, got.replaced) == (
        found.paths,
        sorted(found.patterns),
        found.open,
        found.replaced,
    )


@pytest.mark.parametrize(
    "text",
    [
        ". ~/.bashrc\n",
        'source "$HOME/.bashrc"\n',
        "if [ -f ~/.bashrc ]; then\n . ~/.bashrc\nfi\n",
        "test -f .bashrc && . .bashrc\n",
        "for f in .profile .bashrc; do . ~/$f; done\n",
        "for f in ~/.{profile,bashrc}; do . $f; done\n",
        "for f in ~/.bash*; do [ -r $f ] && . $f; done\n",
        "rc=~/.bashrc\n. $rc\n",
        'eval "$(cat ~/.bashrc)"\n',
    ],
)
def test_a_file_speaks_of_another(text: str) -> None:
    assert names(text, "bash", ".bashrc")


@pytest.mark.parametrize(
    "text",
    ["", "# . ~/.bashrc\n", "alias rc='vim ~/.bashrc'\n", ". /etc/bashrc\n", ". ~/.mybashrc\n", "export BASHRC=1\n"],
)
def test_a_file_does_not(text: str) -> None:
    assert not names(text, "bash", ".bashrc")


@pytest.mark.parametrize(
    ("text", "speaks"),
    [
        (". ~/.profile\n", True),
        (". /etc/profile\n", False),
        (". ~/.bash_profile\n", False),
        (". ~/.nix-profile/etc/profile.d/nix.sh\n", False),
    ],
)
def test_profiles_of_other_names(text: str, speaks: bool) -> None:
    assert names(text, "bash", ".profile") is speaks


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("export A=1\nB=2\nexport A=3\n", [("A", "variable")]),
        ("A=1\nexport A\n", [("A", "variable")]),
        ('PATH="$HOME/bin:$PATH"\nPATH=$PATH:$HOME/.local/bin:$HOME/bin\n', []),
        ("PATH=/opt/cuda/bin:$PATH\n", [("PATH", "variable")]),
        (". ~/.env\n. ~/.bashrc\n. /etc/x\n. ~/.bash_aliases\n", [("~/.env", "file")]),
        ('eval "$(/opt/conda/bin/conda shell.bash hook)"\n', [("conda", "output")]),
        ('eval "$(dircolors -b)"\neval "$(SHELL=/bin/sh lesspipe)"\n', []),
        ("alias g=git 'h=x y'\nalias ls='ls --color=auto'\n", [("g", "alias"), ("h", "alias")]),
        ("f() { export A=1; }\n(export B=1)\n", []),
        ("PS1='$ '\nHISTSIZE=9\nshopt -s histappend\n", []),
    ],
)
def test_what_a_file_brings(text: str, found: list[tuple[str, str]]) -> None:
    assert [(matter.name, matter.kind) for matter in matters(text, "bash")] == found
