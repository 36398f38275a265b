from __future__ import annotations

from collections.abc import Mapping

import pytest

from envdoctor.catalogue.view import Here
from envdoctor.errors import TimedOut, Unavailable
from envdoctor.facts.types import SourceFile
from envdoctor.facts.verdict import Verdict, parsed, verdict
from envdoctor.host.probes import Answer, Failed, Ran, Run, Which

ALL = {"bash", "zsh", "dash", "fish", "tcsh"}


def asked(
    source: SourceFile, here: Here, answers: Mapping[tuple[str, ...], Answer], installed: set[str] = ALL
) -> tuple[Verdict, list[tuple[str, ...]]]:
    """The fact; ``answers``: command line without the file -> answer, by default all is well. What was run."""
    running, ran = verdict.function(source, here), list[tuple[str, ...]]()
    try:
        probes = next(running)
        while True:
            said: list[Answer] = []
            for probe in probes:
                if isinstance(probe, Which):
                    said.append(f"/usr/bin/{probe.command}" if probe.command in installed else None)
                else:
                    assert isinstance(probe, Run)
                    ran.append(probe.argv)
                    assert probe.stamps == (probe.argv[-1],)
                    said.append(answers.get(probe.argv[:-1], Ran(0, b"")))
            probes = running.send(said)
    except StopIteration as end:
        return end.value, ran


def of(shell: str, path: str = "/home/alice/x", text: str = "a\nb\n") -> SourceFile:
    return SourceFile(path, text, shell)


BAD = Ran(2, b"", b"/home/alice/x: line 2: syntax error near unexpected token `fi'\n/home/alice/x: line 2: `fi'\n")


def test_bash_is_asked_again_with_extended_globs() -> None:
    plain, extended = ("/usr/bin/bash", "-n"), ("/usr/bin/bash", "-O", "extglob", "-n")
    found, ran = asked(of("bash"), Here(), {plain: BAD, extended: BAD})
    assert found == Verdict("bash", "syntax error near unexpected token `fi'", 2, ("bash", "-n"))
    assert ran == [(*plain, "/home/alice/x"), (*extended, "/home/alice/x")]
    found, ran = asked(of("bash"), Here(), {plain: BAD})
    assert (found.said, len(ran)) == ("", 2)


@pytest.mark.parametrize(
    ("shell", "login", "installed", "asks"),
    [
        ("bash", "/bin/zsh", ALL, "bash"),
        ("sh", "/bin/bash", ALL, "bash"),
        ("sh", "/bin/zsh", ALL, "bash"),
        ("sh", "/bin/sh", ALL, "dash"),
        ("sh", "/usr/bin/dash", {"bash"}, "bash"),
        ("zsh", "/bin/bash", ALL, "zsh"),
        ("fish", "/bin/bash", ALL, "fish"),
        ("tcsh", "/bin/bash", ALL, "tcsh"),
    ],
)
def test_the_shell_that_reads_the_file_is_asked(shell: str, login: str, installed: set[str], asks: str) -> None:
    found, ran = asked(of(shell), Here(shell=login), {}, installed)
    assert (found.shell, found.said, [argv[0] for argv in ran]) == (asks, "", [f"/usr/bin/{asks}"])


def test_a_path_of_the_command_line_is_laid_on_the_working_folder() -> None:
    _, ran = asked(of("zsh", "-rc/.zshrc"), Here(cwd="/srv/dots"), {})
    assert ran[0][-1] == "/srv/dots/-rc/.zshrc"


@pytest.mark.parametrize(
    ("source", "here", "installed", "answer", "why"),
    [
        (of(""), Here(), ALL, None, "not a shell start-up file"),
        (of("bash"), Here(live=False), ALL, None, "a folder is checked, so no shell is asked"),
        (of("fish"), Here(), {"bash"}, None, "fish is not installed here"),
        (of("zsh"), Here(), ALL, Failed("zsh gave no answer in 2 s", timed_out=True), "zsh gave no answer in 2 s"),
    ],
)
def test_could_not_tell(source: SourceFile, here: Here, installed: set[str], answer: Answer, why: str) -> None:
    kind = TimedOut if isinstance(answer, Failed) else Unavailable
    with pytest.raises(kind, match=why):
        asked(source, here, {("/usr/bin/zsh", "-f", "-n"): answer or Ran(0, b"")}, installed)


@pytest.mark.parametrize(
    ("err", "said", "line"),
    [
        ("/x: line 2: syntax error: unexpected end of file", "syntax error: unexpected end of file", 2),
        ("/x: line 9: syntax error", "syntax error", 2),
        ("/x: 2: Syntax error: end of file unexpected (expecting \"fi\")",
         'Syntax error: end of file unexpected (expecting "fi")', 2),
        ("/x:2: parse error near `\\n'", "parse error near `\\n'", 2),
        ("/x (line 1): Missing end to balance this if statement\nif true\n^^\nwarning: Error while reading file /x",
         "Missing end to balance this if statement", 1),
        ("Unmatched '\"'.", "Unmatched '\"'.", None),
        ("/x: line 1: near `export API_TOKEN=abcdef'", "near `export API_TOKEN=<hidden>'", 1),
        ("", "exit status 2", None),
        ("/x: line 99999999999999999999: what", "what", None),
        ("\udcff", "?", None),
    ],
)  # fmt: skip
def test_what_the_shells_say(err: str, said: str, line: int | None) -> None:
    answer = Ran(2, b"", err.encode("utf-8", "replace"))
    assert parsed(answer, "/x", "a\nb\n") == (said, line)


def test_nothing_said() -> None:
    assert parsed(Ran(0, b"", b"warning"), "/x", "") == ("", None)
