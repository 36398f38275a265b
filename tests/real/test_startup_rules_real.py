"""Rules over start-up files against the real shells: what is reported is so, and what is so is reported."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from dotfiles import FRESH, HABITS
from homes import conda_block
from rule_runs import lay, run, shell, started

# ---- what a login bash reads (SHL304, SHL305)

BASHRC = "export FROM_BASHRC=1\nexport BOTH=1\n"
PROFILE = "export FROM_PROFILE=1\nexport BOTH=1\n"
GUARD = "case $- in *i*) ;; *) return;; esac\n"

LOGINS: dict[str, dict[str, str]] = {
    "no login file": {},
    "nothing reads it": {".bash_profile": "export X=1\n"},
    "a dot": {".bash_profile": ". ~/.bashrc\n"},
    "source and quotes": {".bash_profile": 'source "$HOME/.bashrc"\n'},
    "in an if": {".bash_profile": "if [ -f ~/.bashrc ]; then\n  . ~/.bashrc\nfi\n"},
    "after a test": {".bash_profile": "[[ -r ~/.bashrc ]] && . ~/.bashrc\n"},
    "in a comment": {".bash_profile": "# . ~/.bashrc\nexport X=1\n"},
    "in an alias": {".bash_profile": "alias rc='. ~/.bashrc'\n"},
    "by a loop over names": {".bash_profile": "for f in .bashrc .env; do [ -r ~/$f ] && . ~/$f; done\n"},
    "by a loop over braces": {".bash_profile": "for f in ~/.{bashrc,env}; do [ -r $f ] && . $f; done\n"},
    "by a pattern": {".bash_profile": "for f in ~/.bashr*; do . $f; done\n"},
    "by a variable": {".bash_profile": "rc=~/.bashrc\n. $rc\n"},
    "through .profile": {".bash_profile": ". ~/.profile\n", ".profile": PROFILE + ". ~/.bashrc\n"},
    "through another file": {".bash_profile": ". ~/.config/init\n", ".config/init": ". ~/.bashrc\n"},
    "through two": {".bash_profile": ". ~/a\n", "a": ". ~/b\n", "b": "source ~/.bashrc\n"},
    "another file that does not": {".bash_profile": ". ~/a\n", "a": "export Y=1\n"},
    "a file that is not there": {".bash_profile": "[ -r ~/gone ] && . ~/gone\n"},
    "by the name of its folder": {".bash_profile": 'cd ~ && . ./.bashrc; cd "$OLDPWD"\n'},
    "by a function": {".bash_profile": 'load() { [ -r "$1" ] && . "$1"; }\nload ~/.bashrc\n'},
    "by an eval": {".bash_profile": 'eval "$(cat ~/.bashrc)"\n'},
    "guarded": {".bash_profile": ". ~/.bashrc\n", ".bashrc": GUARD + BASHRC},
    "bash_login reads it": {".bash_login": ". ~/.bashrc\n"},
    "bash_login does not": {".bash_login": "export X=1\n"},
    "bash_profile before bash_login": {".bash_profile": "export X=1\n", ".bash_login": ". ~/.bashrc\n"},
    "profile reads it": {".profile": PROFILE + ". ~/.bashrc\n"},
    "profile does not": {".profile": PROFILE},
    "a link": {".bash_profile": "-> dots/profile", "dots/profile": ". ~/.bashrc\n"},
    "a link that leads nowhere": {".bash_profile": "-> gone", ".profile": PROFILE + ". ~/.bashrc\n"},
    "an empty file": {".bash_profile": ""},
    "with line ends of Windows": {".bash_profile": "export X=1\r\n"},
    "set there as well": {".bash_profile": "export FROM_BASHRC=1 BOTH=1\n"},
    "before an error": {".bash_profile": ". ~/.bashrc\nif true; then\n"},
}
UNTOLD = {"by a loop over words of a command": {".bash_profile": "for f in $(echo .bashrc_d); do . ~/$f; done\n"},
          "by a name only the shell knows": {".bash_profile": '. "${RC:-$HOME/.bash}rc"\n'}}  # fmt: skip

ONLY_THE_SHELL = ("by the name of its folder", "by a function")
"""What is read there is not said by name, so that it might be any file."""


def _has(home: Path, name: str) -> bool:
    return f"{name}=1" in started(home, "bash", "-l", "-i", "-c", "env").stdout.split()


@pytest.mark.parametrize("name", LOGINS)
def test_a_bashrc_that_a_login_does_not_read(tmp_path: Path, name: str) -> None:
    home = tmp_path / "zhang"
    lay(home, {".bashrc": BASHRC, **LOGINS[name]})
    ran = run(home, "SHL305")
    assert ran.untold("SHL305") == []
    missing = not _has(home, "FROM_BASHRC")
    assert bool(ran.of("SHL305")) is missing


@pytest.mark.parametrize("name", LOGINS)
def test_a_profile_that_is_hidden(tmp_path: Path, name: str) -> None:
    home = tmp_path / "zhang"
    lay(home, {".profile": PROFILE, ".bashrc": BASHRC, **LOGINS[name]})
    ran = run(home, "SHL304")
    if name in ONLY_THE_SHELL:
        assert ran.untold("SHL304") or ran.of("SHL304")
        return
    assert ran.untold("SHL304") == []
    found = [finding for finding in ran.of("SHL304") if finding.place.endswith("/.profile")]
    assert bool(found) is not _has(home, "FROM_PROFILE")
    for finding in found:  # BOTH may come by ~/.bashrc: only what is really missing is named
        missed = str(finding.args["names"]).split(", ")
        assert [name for name in missed if _has(home, name)] == []


@pytest.mark.parametrize("name", UNTOLD)
def test_what_only_the_shell_can_name_is_not_guessed(tmp_path: Path, name: str) -> None:
    home = tmp_path / "zhang"
    lay(home, {".bashrc": BASHRC, **UNTOLD[name]})
    ran = run(home, "SHL305")
    assert (ran.of("SHL305"), len(ran.untold("SHL305"))) == ([], 1)


def test_the_advice_helps(tmp_path: Path) -> None:
    home = tmp_path / "zhang"
    lay(home, {".bash_profile": "export X=1\n", ".profile": PROFILE, ".bashrc": BASHRC})
    ran = run(home, "SHL304", "SHL305")
    lines = [finding.wish.commands[0] for code in ("SHL304", "SHL305") for finding in ran.of(code)]  # type: ignore
    assert len(lines) == 2
    (home / ".bash_profile").write_text("export X=1\n" + "\n".join(lines) + "\n")
    assert _has(home, "FROM_PROFILE")
    assert _has(home, "FROM_BASHRC")
    ran = run(home, "SHL304", "SHL305")
    assert (ran.of("SHL304"), ran.of("SHL305")) == ([], [])


@pytest.mark.parametrize("login", ["zsh", "fish", "tcsh", "dash"])
def test_other_login_shells_read_other_files(tmp_path: Path, login: str) -> None:
    home = tmp_path / "zhang"
    lay(home, {".bash_profile": "export X=1\n", ".profile": PROFILE, ".bashrc": BASHRC})
    ran = run(home, "SHL304", "SHL305", login=login)
    assert (ran.of("SHL304"), ran.of("SHL305")) == ([], [])


# ---- syntax errors (SHL303)

BROKEN = {
    "bash": (".bashrc", ["if true; then\n", 'A="x\n', "fi\n", "case x in\n", "f() {\n", "echo )\n", "a() b\n",
                         "if true; then\r\n:\r\nfi\r\n", "for x; do :\n", "((\n", "A=(1 2\n", "x=$(\n"]),
    "dash": (".profile", ["if true; then\n", 'A="x\n', "fi\n", "f() { :;\n", "echo )\n", "A=(1 2)\n"]),
    "zsh": (".zshrc", ["if true; then\n", "A='x\n", "fi\n", "case x in\n", "echo )\n", "f() {\n", "((\n"]),
    "fish": (".config/fish/config.fish", ["if true\n", 'set -x A "x\n', "end\n", "for x in a\n", "echo (\n"]),
    "tcsh": (".tcshrc", ["set a = 'x\n", 'echo "x\n', "end\n"]),
}  # fmt: skip
STARTS = {"bash": ("-i", "-c"), "dash": ("-l", "-c"), "zsh": ("-i", "-c"), "fish": ("-i", "-c"), "tcsh": ("-c",)}
SETS = {"fish": "set -gx BELOW 1\n", "tcsh": "setenv BELOW 1\n"}


@pytest.mark.parametrize(("name", "bad"), [(name, bad) for name, (_path, cases) in BROKEN.items() for bad in cases])
def test_what_stands_below_an_error_is_not_set(tmp_path: Path, name: str, bad: str) -> None:
    home, path = tmp_path / "zhang", BROKEN[name][0]
    lay(home, {path: f"# mine\n{bad}{SETS.get(name, 'export BELOW=1' + chr(10))}"})
    ran = run(home, "SHL303", login=name)
    assert ran.untold("SHL303") == []
    [found] = ran.of("SHL303")
    assert found.place == str(home / path)
    assert found.args["shell"] == name
    assert found.location.line is None if name == "tcsh" else 2 <= (found.location.line or 0) <= 5
    assert str(home) not in str(found.args["said"])
    assert "BELOW=1" not in started(home, name, *STARTS[name], "env", ENV="").stdout.split()


@pytest.mark.parametrize(("name", "text"), [
    ("bash", "shopt -s extglob\ncase $x in @(a|b)) export A=1;; esac\nexport BELOW=1\n"),
    ("bash", "cat <<E >/dev/null\nnot closed\nexport BELOW=1\nE\nexport BELOW=1\n"),
    ("bash", "[[ a =~ (a|b) ]] && A=(1 2)\nf() { :; }; export BELOW=1\n"),
    ("zsh", "alias -g L='| less'\nsetopt extended_glob\nfor x (a b) print -n\nexport BELOW=1\n"),
    ("zsh", "(( $+commands[git] )) && export G=1\n[[ -n $A(#qN) ]]\nexport BELOW=1\n"),
    ("fish", "if status is-interactive\n  set x 1\nend\nset -gx BELOW 1\n"),
    ("tcsh", "if ( $?prompt ) then\n  set prompt = '%n '\nendif\nsetenv BELOW 1\n"),
])  # fmt: skip
def test_what_the_shell_takes_is_no_error(tmp_path: Path, name: str, text: str) -> None:
    home, path = tmp_path / "zhang", BROKEN[name][0]
    lay(home, {path: text})
    ran = run(home, "SHL303", login=name)
    assert (ran.of("SHL303"), ran.untold("SHL303")) == ([], [])
    assert "BELOW=1" in started(home, name, *STARTS[name], "env").stdout.split()


def test_asking_runs_nothing(tmp_path: Path) -> None:
    home = tmp_path / "zhang"
    mark = home / "was-run"
    texts = {
        path: f"touch {mark}\n{'end' if name in ('fish', 'tcsh') else 'fi'}\n" for name, (path, _c) in BROKEN.items()
    }
    lay(home, texts)
    from envdoctor.catalogue.view import Here
    from envdoctor.facts.verdict import verdict
    from envdoctor.host.host import Host
    from envdoctor.sources import source_of

    here = Here(str(home), cwd=str(home), env={"PATH": os.environ["PATH"]}, shell=shell("bash"))
    for path, text in texts.items():
        host = Host(home=str(home), env=here.env, cwd=str(home))
        running = verdict.function(source_of(str(home / path), text.encode(), str(home)), here)
        probes = next(running)
        try:
            while True:
                probes = running.send(host.ask(probes))
        except StopIteration as end:
            assert end.value.said
        host.close()
    assert not mark.exists()


# ---- a shell that prints over ssh (SHL302)

LOUD = {
    "bash": (".bashrc", ["A=1\necho hi\n", "[ -d / ] && date\n", "cat <<E\nhi\nE\n", "printf '%s\\n' a >&1\n",
                         "hostname | cat\n", "if [ -n \"$HOME\" ]; then\n  echo x\nfi\n"]),
    "zsh": (".zshenv", ["A=1\nprint hi\n", "date\n"]),
    "fish": (".config/fish/config.fish", ["set A 1\necho hi\n", "if status is-interactive\n  echo a\nend\ndate\n"]),
    "tcsh": (".tcshrc", ["set a = 1\necho hi\n", "if ( $?prompt ) then\n  echo a\nendif\ndate\n"]),
}  # fmt: skip


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, (_path, cases) in LOUD.items() for text in cases])
def test_without_the_named_line_the_shell_is_silent(tmp_path: Path, name: str, text: str) -> None:
    home, path = tmp_path / "zhang", LOUD[name][0]
    lay(home, {path: text})
    [found] = run(home, "SHL302", login=name).of("SHL302")
    line = found.location.line
    assert (found.location.path, line is not None) == (str(home / path), True)
    lines = text.split("\n")
    end = lines.index("E") if "<<E" in lines[line - 1] else line - 1
    lay(home, {path: "\n".join(lines[: line - 1] + ([":"] if "then" in text else []) + lines[end + 1 :])})
    assert run(home, "SHL302", login=name).of("SHL302") == []


# ---- what is gone (SHL306)

TAKEN: dict[str, str] = {
    "a file": '. "$HOME/.cargo/env"\n',
    "a file, after a test": '[ -f "$HOME/.cargo/env" ] && . "$HOME/.cargo/env"\n',
    "a file, in an if": "if [ -r ~/.env ]; then . ~/.env; fi\n",
    "a file that is there": ". ~/there\n",
    "by a variable": 'export ZSH="$HOME/.oh-my-zsh"\nsource $ZSH/oh-my-zsh.sh\n',
    "a program": 'eval "$(~/.linuxbrew/bin/brew shellenv)"\n',
    "a program, after a test": '[ -x ~/.linuxbrew/bin/brew ] && eval "$(~/.linuxbrew/bin/brew shellenv)"\n',
    "a program on its own": "$HOME/bin/greet\n",
    "told to be silent": ". ~/.env 2>/dev/null\n",
    "at a prompt": "case $- in *i*) . ~/.env;; esac\n",
    "nvm": 'export NVM_DIR="$HOME/.nvm"\n[ -s "$NVM_DIR/nvm.sh" ] && \\. "$NVM_DIR/nvm.sh"\n',
    "in a function": "load() { . ~/.env; }\n",
}


@pytest.mark.parametrize("name", TAKEN)
def test_what_is_gone_makes_every_shell_complain(tmp_path: Path, name: str) -> None:
    home = tmp_path / "zhang"
    lay(home, {".bashrc": TAKEN[name], "there": "true\n"})
    complains = "No such file" in started(home, "bash", "-i", "-c", "true").stderr
    assert bool(run(home, "SHL306").of("SHL306")) is complains


def test_a_conda_that_is_gone_says_nothing_but_is_found(tmp_path: Path) -> None:
    home = tmp_path / "zhang"
    block = conda_block(f"{home}/miniconda3").decode()
    lay(home, {".bashrc": "export A=1\n" + block + "export B=1\n"})
    assert "No such file" not in started(home, "bash", "-i", "-c", "true").stderr
    [found] = run(home, "SHL306").of("SHL306")
    assert (found.args["path"], found.location.line) == (f"{home}/miniconda3/bin/conda", 3)
    started(home, "bash", "-c", found.wish.commands[0])  # type: ignore[union-attr]
    assert (home / ".bashrc").read_text() == "export A=1\n\nexport B=1\n"
    lay(home, {".bashrc": block, "miniconda3/bin/conda": "#!/bin/sh\n"})
    assert run(home, "SHL306").of("SHL306") == []


# ---- healthy accounts


@pytest.mark.parametrize("name", [*FRESH, *HABITS])
def test_healthy_start_up_files_give_nothing(tmp_path: Path, name: str) -> None:
    home = tmp_path / "zhang"
    files, login = {**FRESH, **HABITS}[name]
    lay(home, files)
    codes = ("SHL302", "SHL303", "SHL304", "SHL305", "SHL306")
    ran = run(home, *codes, login=login)
    assert {code: ran.of(code) for code in codes if ran.of(code)} == {}
    assert {code: ran.untold(code) for code in codes if ran.untold(code)} == {}
