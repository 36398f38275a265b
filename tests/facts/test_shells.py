from __future__ import annotations

from collections.abc import Mapping

import pytest

from envdoctor.catalogue.view import Here, Variable
from envdoctor.edits import own
from envdoctor.edits.block import put_block
from envdoctor.facts.shells import Startup, clean, named, ours_only, survey
from envdoctor.host.probes import Answer, Look, Probe, Ran, Run, Seen, Which
from envdoctor.syntax.ask import BEGIN, DEADLINE, END
from tests.syntax.reading import HOME, answer


def surveyed(files: Mapping[str, str], here: Here, said: bytes = b"") -> tuple[Startup, list[list[Probe]]]:
    """A survey of a home in a dictionary; every shell answers ``said``."""

    def respond(probe: Probe) -> Answer:
        if isinstance(probe, Run):
            return Ran(0, BEGIN + said + END)
        if isinstance(probe, Which):
            return f"/usr/bin/{probe.command}"
        if isinstance(probe, Look) and probe.path == here.shell:
            return Seen("file", real="/usr/bin/dash" if here.shell == "/bin/sh" else here.shell)
        return answer(probe, {f"{HOME}/{name}": text for name, text in files.items()})

    steps, asked = survey(here), []
    try:
        probes = next(steps)
        while True:
            asked.append(list(probes))
            probes = steps.send([respond(probe) for probe in probes])
    except StopIteration as end:
        return end.value, asked


def here(shell: str = "/bin/bash", *, live: bool = True) -> Here:
    return Here(home=HOME, user="zhang", shell=shell, live=live, env={"LANG": "C"})


BLOCK = put_block("", own.hook_line("sh", "/home/zhang/.config/envdoctor/env.sh"))


def test_a_shell_counts_by_being_the_login_shell_or_by_its_files() -> None:
    files = {".zshrc": "true\n", ".tcshrc": BLOCK, ".config/fish/conf.d/envdoctor.fish": "x"}
    found, _ = surveyed(files, here())
    assert [(shell.name, shell.login, shell.files) for shell in found.shells] == [
        ("bash", True, ()),
        ("zsh", False, (f"{HOME}/.zshrc",)),
    ]


def test_all_shells_are_asked_in_one_batch() -> None:
    found, asked = surveyed({".bashrc": ". ~/more\n", ".config/fish/config.fish": "true\n"}, here(), b"A=1\0")
    runs = [probe for probe in asked[-1] if isinstance(probe, Run)]
    assert len(runs) == len(asked[-1]) == 6
    assert {probe.deadline for probe in runs} == {DEADLINE}
    assert all(f"{HOME}/more" in probe.stamps for probe in runs[2:3])
    assert found.shells[1].answered == {"login": 0, "interactive": 0, "ssh": 0}


def test_a_folder_is_only_read() -> None:
    found, asked = surveyed({".bashrc": "export A=1\n", ".tcshrc": "setenv A 1\n"}, here(live=False))
    assert not any(isinstance(probe, (Run, Which)) for batch in asked for probe in batch)
    assert found.readings["bash", "ssh"].environment["A"].value == "1"
    assert [shell.path for shell in found.shells] == [None, None]


def test_sh_is_what_it_leads_to() -> None:
    found, _ = surveyed({".profile": "export A=1\n"}, here("/bin/sh"))
    assert [(shell.name, shell.path) for shell in found.shells] == [("dash", "/bin/sh"), ("bash", "/usr/bin/bash")]
    assert named("/bin/csh", "/usr/bin/tcsh") == "tcsh"
    assert named("/usr/bin/rbash", "/usr/bin/bash") == "bash"


def test_only_our_block() -> None:
    assert ours_only(BLOCK)
    assert ours_only("\n" + BLOCK + "\r\n")
    assert not ours_only(BLOCK + "x\n")
    assert not ours_only("")


@pytest.mark.parametrize("text", [BLOCK.replace("\n# <<<", "\nx=1\n# <<<"), BLOCK[:-4], BLOCK + BLOCK])
def test_a_damaged_block_is_not_ours_alone(text: str) -> None:
    assert not ours_only(text)


def test_the_clean_environment_has_what_pam_gives() -> None:
    start = clean(here(), '# c\nHTTP_PROXY="http://p:1"\nexport B=2 # why\nbad line\nPATH=/opt/bin:/bin\n')
    assert start["HTTP_PROXY"].value == "http://p:1"
    assert (start["B"].value, start["B"].origin.line) == ("2", 3)
    assert start["PATH"].value == "/opt/bin:/bin"
    assert start["LANG"] == Variable("C", start["LANG"].origin)
    assert "XDG_RUNTIME_DIR" not in start


def stamps(asked: list[list[Probe]], shell: str) -> set[str]:
    runs = [probe for probe in asked[-1] if isinstance(probe, Run) and f"/usr/bin/{shell}" in probe.argv]
    return {path for probe in runs for path in probe.stamps}


def test_what_a_shell_that_is_not_read_reads_by_name_counts_to_the_tenth_level() -> None:
    files = {".tcshrc": "source ~/1\n", **{f"{n}": f"source ~/{n + 1}\n" for n in range(1, 12)}}
    found = stamps(surveyed({str(name): text for name, text in files.items()}, here())[1], "tcsh")
    assert {f"{HOME}/{n}" for n in range(1, 11)} <= found
    assert f"{HOME}/12" not in found


def test_files_that_read_each_other_come_to_an_end() -> None:
    files = {".tcshrc": "source ~/a\n", "a": "source ~/b\n", "b": "source ~/a\n"}
    assert {f"{HOME}/a", f"{HOME}/b"} <= stamps(surveyed(files, here())[1], "tcsh")


def test_the_folder_of_a_pattern_and_its_files_count() -> None:
    files = {".config/fish/config.fish": "for f in ~/more/*.fish; source $f; end\n", "more/a.fish": "source ~/b\n"}
    assert {f"{HOME}/more", f"{HOME}/more/a.fish", f"{HOME}/b"} <= stamps(surveyed(files, here())[1], "fish")


@pytest.mark.parametrize(
    ("shell", "family", "name"), [("fish", "fish", ".config/fish/config.fish"), ("tcsh", "csh", ".tcshrc")]
)
def test_folders_that_our_own_file_looks_for_count(shell: str, family: str, name: str) -> None:
    text = own.render(family, (own.Setting("PIP_CACHE_DIR", "/data1/zhang/pip", ("/data1/zhang", "/data1/zhang/pip")),))
    files = {name: "# mine\n", f".config/envdoctor/{own.FAMILIES[family]}": text}
    found = stamps(surveyed(files, here())[1], shell)
    assert {"/data1/zhang", "/data1/zhang/pip"} <= found
