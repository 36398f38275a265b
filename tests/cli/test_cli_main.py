from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path

import click
import pytest

from envdoctor import __version__
from envdoctor.cli.fix import WithUnsafe, fix
from envdoctor.cli.main import COMMANDS, group, guarded, main
from envdoctor.cli.output import words
from envdoctor.edits import own


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of one's own, with nothing in it."""
    for name in list(os.environ):
        if name.startswith(("XDG_", "ENVDOCTOR")) or name in ("NO_COLOR", "FORCE_COLOR", "TMPDIR"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def command(*args: str) -> list[str]:
    return [sys.executable, "-m", "envdoctor", *args]


def environ() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}


# ---- usage


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["chekc"], "there is no command chekc; did you mean check?"),
        (["zzz"], "commands: check, fix"),
        (["check", "--formt", "json"], "there is no option --formt; did you mean --format?"),
        (["check", "--formt=json"], "there is no option --formt; did you mean --format?"),
        (["--format", "json", "check"], "--format goes after the command, as in: envdoctor check --format"),
        (["check", "--format", "jsn"], "jsn is not one of text, json, concise, junit, sarif, github, gitlab; did you"),
        (["check", "--color", "alway"], "did you mean always?"),
        (["check", "--fail-level", "warn"], "did you mean warning?"),
        (["check", "--config"], "requires an argument"),
        (["check", "--home", "/", "x"], "--home DIR checks a whole home; leave out x"),
        (["check", "--select", "STO999"], "no rule is called STO999 (all rules: envdoctor rules)"),
        (["explain", "cache-on-hom"], "did you mean cache-on-home?"),
        (["explain", "a b c d"], "no known error text was found in that"),
        (["explain", "STO999"], "no rule is called STO999 (all rules"),
        (["check", "--aply"], "there is no option --aply (try"),
        (["facts", "home"], "no fact is called home (facts: account, "),
        (["check", "--select", "npm"], "for that tool: STO101[npm]"),
        (["facts", "locatons"], "did you mean locations?"),
        (["undo", "--list", "x"], "--list takes no run"),
        (["check", "--config", "/no/such.yaml"], "there is no file /no/such.yaml"),
        (["fix", "--unsafe=STO1O1"], "no rule is called STO1O1; did you mean STO101?"),
        (["fix", "--apply", "--unsafe=TMP101,cache-on-hom"], "did you mean cache-on-home?"),
        (["fix", "--unsafe="], "--unsafe= names no rule"),
        (["completion"], "SHELL is missing: bash, zsh or fish (try"),
        (["explain", "slu12"], "no rule is called slu12; did you mean SLU120?"),
        (["check", "--select", "slur"], "no rule is called slur; did you mean SLU?"),
        (["rules", "--select", "JOB9"], "no rule is called JOB9"),
    ],
)
def test_usage_errors_exit_with_4_and_name_the_nearest(
    args: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(args) == 4
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("envdoctor: ")
    assert err.count("\n") == 1
    assert says in err


def test_a_wrong_policy_is_one_line_with_its_place(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (home / "p.yaml").write_text("rules:\n  selct: [STO]\n")
    assert main(["check", "--config", "p.yaml"]) == 4
    assert capsys.readouterr().err == "envdoctor: p.yaml:2: rules: there is no key selct; did you mean select?\n"


def test_alone_it_says_what_it_can_do(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    assert "envdoctor fix --apply" in capsys.readouterr().out


@pytest.mark.parametrize("args", [["--version"], ["--help"], ["-h"], *([name, "--help"] for name in COMMANDS)])
def test_help_and_version_exit_with_0(args: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(args) == 0
    out = capsys.readouterr().out
    assert out == f"envdoctor {__version__}\n" if args == ["--version"] else "Usage: envdoctor" in out


def test_every_command_has_the_shared_options_and_says_what_it_does() -> None:
    context = click.Context(group)
    for name in COMMANDS:
        found = group.get_command(context, name)
        assert found is not None
        assert found.help
        options = {option for param in found.params for option in param.opts}
        assert options >= {"--config", "--isolated", "--no-cache", "--format", "--lang", "--color"}
        assert all(param.help for param in found.params if isinstance(param, click.Option))


def test_rules_can_be_chosen(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "--select", "JOB4,WRK201", "--ignore", "JOB401"]) == 0
    codes = [line.split()[0] for line in capsys.readouterr().out.splitlines()[1:] if line[:3].isupper()]
    assert {"JOB402", "WRK201"} <= {*codes}
    assert {code[:4] for code in codes} == {"JOB4", "WRK2"}
    assert "JOB401" not in codes


def test_chinese_is_announced_not_failed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "--lang", "zh"]) == 0
    out, err = capsys.readouterr()
    assert "later version" in err
    assert "STO101" in out


@pytest.mark.parametrize(("values", "flat"), [((), ()), (("A,B", "C"), ("A", "B", "C")), ((" A ,,B,",), ("A", "B"))])
def test_words(values: tuple[str, ...], flat: tuple[str, ...]) -> None:
    assert words(values) == flat


@pytest.mark.parametrize(
    ("args", "unsafe", "rules", "paths"),
    [
        ([], False, (), ()),
        (["--unsafe"], True, (), ()),
        (["--unsafe", "train.sbatch"], True, (), ("train.sbatch",)),
        (["--unsafe=STO101,TMP101", "a"], False, ("STO101,TMP101",), ("a",)),
        (["--unsafe=STO101", "--unsafe=TMP101"], False, ("STO101", "TMP101"), ()),
        (["--unsafe-rule", "STO101"], False, ("STO101",), ()),
        (["--", "--unsafe=x"], False, (), ("--unsafe=x",)),
    ],
)
def test_unsafe_takes_rules_but_never_a_path(
    args: list[str], unsafe: bool, rules: tuple[str, ...], paths: tuple[str, ...]
) -> None:
    assert isinstance(fix, WithUnsafe)
    params = fix.make_context("fix", args).params
    assert (params["unsafe"], tuple(params["unsafe_rule"]), tuple(params["paths"])) == (unsafe, rules, paths)


# ---- ends


def test_a_bug_ends_in_3_with_one_line_and_a_traceback_only_on_request(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> object:
        raise KeyError("x\x1b")

    assert guarded(broken, []) == 3
    err = capsys.readouterr().err
    assert err.startswith(f"envdoctor: a bug in envdoctor {__version__}: KeyError: 'x\\x1b' (cli/test_cli_main.py:")
    assert err.count("\n") == 1
    assert guarded(broken, ["check", "-vv"]) == 3
    assert "Traceback" in capsys.readouterr().err
    monkeypatch.setenv("ENVDOCTOR_DEBUG", "1")
    assert guarded(broken, []) == 3
    assert "Traceback" in capsys.readouterr().err


def test_a_reader_that_goes_away_is_no_error() -> None:
    for args in (["rules"], ["explain", "STO101"], ["check", "--format", "json"], ["facts"]):
        child = subprocess.Popen(command(*args), stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environ())
        assert child.stdout is not None
        assert child.stderr is not None
        child.stdout.close()
        assert child.stderr.read() == b""
        child.stderr.close()
        assert child.wait() in (0, 1)


def test_output_that_cannot_be_written_is_told() -> None:
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            command("rules"), stdout=full, stderr=subprocess.PIPE, text=True, env=environ(), check=False
        )
    assert done.returncode == 3
    assert done.stderr == "envdoctor: the output could not be written: No space left on device\n"


def test_closed_output_is_no_traceback() -> None:
    done = subprocess.run(
        ["sh", "-c", 'exec "$@" >&-', "sh", *command("rules")],
        capture_output=True,
        text=True,
        env=environ(),
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_interrupted_is_2(home: Path) -> None:
    os.mkfifo(home / "wait")
    code = (
        "import signal, sys; from envdoctor.cli.main import guarded\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # a background job inherits it as ignored
        f"sys.exit(guarded(lambda: open({str(home / 'wait')!r}).read(), []))"
    )
    child = subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.PIPE, env=environ())
    time.sleep(1)
    child.send_signal(signal.SIGINT)
    _out, err = child.communicate(timeout=10)
    assert (child.returncode, err.splitlines()[-1]) == (2, b"envdoctor: interrupted")


def test_in_a_plain_c_locale_nothing_breaks() -> None:
    env = {**environ(), "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "ascii"}
    done = subprocess.run(command("check"), capture_output=True, env=env, check=False)
    assert done.returncode in (0, 1)
    assert done.stderr == b""
    assert b" | " in done.stdout.splitlines()[0]


def on_terminal(args: list[str], **env: str) -> str:
    """What a terminal of 60 columns gets."""
    pid, handle = pty.fork()
    if pid == 0:
        os.execve(sys.executable, command(*args), {**environ(), "TERM": "xterm", "COLUMNS": "60", **env})
    data = b""
    try:
        while part := os.read(handle, 4096):
            data += part
    except OSError:  # how Linux ends a terminal
        pass
    os.close(handle)
    os.waitpid(pid, 0)
    return data.decode()


def test_a_terminal_gets_colours_and_its_width() -> None:
    said = on_terminal(["rules"])
    assert "\033[1m" in said
    assert max(len(line) for line in said.replace("\033[1m", "").replace("\033[0m", "").splitlines()) <= 60
    assert "\033" not in on_terminal(["rules"], NO_COLOR="1")
    assert "\033" not in on_terminal(["rules"], TERM="dumb")
    assert "\033" not in on_terminal(["rules", "--color", "never"])
    assert "\033[1m" in on_terminal(["rules", "--color", "always"], NO_COLOR="1")


# ---- each command, end to end in an empty home


def test_check_as_json_is_alone_on_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["check", "--format", "json", "--no-cache"])
    out, err = capsys.readouterr()
    value = json.loads(out)
    assert err == ""
    assert code == (1 if value["summary"]["by_severity"]["error"] + value["summary"]["by_severity"]["warning"] else 0)
    assert list(value) == ["schema", "tool", "summary", "findings", "outcomes", "notes"]


def broken_home(home: Path) -> None:
    """A home whose TMPDIR is gone."""
    (home / ".bashrc").write_text("export TMPDIR=/no/such/folder\n")
    (home / ".profile").write_text(". ~/.bashrc\n")


def test_check_finds_and_the_level_decides(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken_home(home)
    args = ["check", "--no-cache", "--select", "TMP102"]
    assert main(args) == 1
    said = capsys.readouterr().out
    assert "W TMP102" in said
    assert main([*args, "--fail-level", "error"]) == 0
    assert main([*args, "--exit-zero"]) == 0
    capsys.readouterr()
    assert main([*args, "-q"]) == 1
    assert capsys.readouterr().out.startswith("1 finding")
    assert main([*args, "--ignore", "tmpdir-missing"]) == 5
    assert main([*args, "-v"]) == 1
    assert "tmpdir-missing, see: envdoctor explain TMP102" in capsys.readouterr().out


def test_redacted_output_has_no_home(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken_home(home)
    for form in ("text", "json"):
        assert main(["check", "--no-cache", "--redact", "--format", form, "-v"]) in (0, 1)
        out = capsys.readouterr().out
        assert str(home) not in out
        assert os.uname().nodename not in out


def test_notes_do_not_spoil_json(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (home / "envdoctor.yaml").write_text("rules: {ignore: [SHL101]}")
    (home / "envdoctor.yaml").chmod(0o666)
    (home / ".bashrc").write_text("export EDITOR=vi\n")
    for _again in range(2):
        main(["check", "--format", "json", str(home / ".bashrc")])
        out, err = capsys.readouterr()
        assert json.loads(out)["schema"] == 1
        assert err.startswith(f"envdoctor: the policy {home}/envdoctor.yaml is not used: others may write to it")
    main(["check", str(home / ".bashrc")])
    assert "is not used" in capsys.readouterr().out


def test_fix_shows_and_writes_nothing(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken_home(home)
    before = sorted(str(path) for path in home.rglob("*") if ".cache" not in path.parts)
    for form in ("text", "json"):
        assert main(["fix", "--select", "TMP102", "--no-cache", "--format", form]) == 0
        out = capsys.readouterr().out
        assert form == "text" or list(json.loads(out)) == ["schema", "changes", "withheld", "conflicts"]
    assert sorted(str(path) for path in home.rglob("*") if ".cache" not in path.parts) == before


def test_the_lists_are_valid_in_both_formats(capsys: pytest.CaptureFixture[str]) -> None:
    for args in (["rules"], ["facts"], ["undo", "--list"], ["explain", "STO101"], ["env"], ["uninstall", "--dry-run"]):
        assert main(args) == 0
        assert capsys.readouterr().err == ""
        assert main([*args, "--format", "json"]) == 0
        assert json.loads(capsys.readouterr().out)["schema"] == 1


def test_locations_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["facts", "locations", "--format", "json", "--all-tools"]) == 0
    rows = json.loads(capsys.readouterr().out)["locations"]
    assert {tuple(row) for row in rows} == {("tool", "context", "path", "origin", "in_use")}
    assert "pip-cache" in {row["tool"] for row in rows}


def test_nothing_to_undo(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["undo"]) == 1
    assert (
        capsys.readouterr().err == "envdoctor: nothing to undo (envdoctor undo --list shows what was done and undone)\n"
    )


def test_a_home_that_is_not_there_is_no_bug(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HOME", "/no/such/home")
    assert main(["fix"]) == 1
    assert capsys.readouterr().err == "envdoctor: home /no/such/home is not there\n"


def test_a_file_that_no_rule_reads(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (home / "job.py").write_text("print(1)\n")
    assert main(["check", "job.py"]) == 5
    said = capsys.readouterr().out
    assert said == "Nothing here for envdoctor to check: no job script, container spec or shell start-up file\n"


@pytest.mark.parametrize(
    ("args", "code"), [(["undo", "--list"], 0), (["undo"], 1), (["uninstall", "--dry-run"], 0), (["uninstall"], 0)]
)
def test_a_typo_in_the_policy_does_not_stand_in_the_way(
    args: list[str], code: int, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    policy = home / ".config" / "envdoctor" / "envdoctor.yaml"
    policy.parent.mkdir(parents=True)
    policy.write_text("storge: {}\n")
    assert main(args) == code
    out, err = capsys.readouterr()
    assert args == ["undo"] or "no policy is used" in out + err
    assert policy.exists()


def test_a_data_disk_of_the_policy_that_is_not_there_is_told(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (home / "p.yaml").write_text("storage: {data: [{path: /no/such/disk}]}\n")
    main(["check", "--config", "p.yaml", "--select", "STO"])
    assert "storage.data: /no/such/disk does not exist on this machine" in capsys.readouterr().out


def test_facts_are_listed_by_name(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["facts"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("account  ")
    assert "startup" not in out.replace("start-up", "")
    assert out.count("\n") < 30


def test_a_variable_of_this_shell_alone_that_leads_nowhere(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["check", "--no-cache"])
    assert "In this shell only" not in capsys.readouterr().out
    monkeypatch.setenv("SHELL", "/bin/bash")
    monkeypatch.setenv("TMPDIR", f"{home}/gone")
    main(["check", "--no-cache"])
    assert f"In this shell only, TMPDIR={home}/gone does not exist: unset TMPDIR\n" in capsys.readouterr().out


def test_a_shell_that_has_not_read_the_new_settings(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ours = home / ".config" / "envdoctor" / "env.sh"
    ours.parent.mkdir(parents=True)
    ours.write_text(own.render("sh", (own.Setting("HF_HOME", f"{home}/hf", (str(home),)),)))
    for name in (".bashrc", ".profile"):
        (home / name).write_text(own.hook_line("sh", str(ours)) + "\n")
    for folder in ("hf/hub/models", ".cache/huggingface/hub/models"):
        (home / folder).mkdir(parents=True)
    monkeypatch.setenv("SHELL", "/bin/bash")
    monkeypatch.delenv("HF_HOME", raising=False)
    main(["check", "--no-cache"])
    out = capsys.readouterr().out
    assert "This shell does not have the new settings; the old places still hold here for huggingface" in out
    assert ': eval "$(envdoctor env)"\n' in out
    main(["check", "--no-cache", "--format", "json"])
    out, err = capsys.readouterr()
    assert any("new settings" in note for note in json.loads(out)["notes"])
    assert "new settings" in err
    monkeypatch.setenv("HF_HOME", f"{home}/hf")
    main(["check", "--no-cache"])
    assert "new settings" not in capsys.readouterr().out
