from __future__ import annotations

from envdoctor_rules.shell.startup_file_syntax_error import DOS, LOOK, startup_file_syntax_error

from envdoctor import Advise, Severity
from envdoctor.facts.types import SourceFile
from envdoctor.facts.verdict import Verdict
from envdoctor.testing import findings, passes

HERE = SourceFile("/home/alice/.bashrc", "if true; then\n", "bash", "interactive")


def test_the_line_that_the_shell_names() -> None:
    said = Verdict("bash", "syntax error: unexpected end of file", 1, ("bash", "-n"))
    [found] = findings(startup_file_syntax_error, source=HERE, verdict=said)
    assert (found.location.path, found.location.line) == (HERE.path, 1)
    assert (found.args["said"], found.severity) == (said.said, Severity.ERROR)
    assert found.wish == Advise(LOOK, commands=("bash -n /home/alice/.bashrc",))


def test_a_shell_that_names_no_line_and_may_never_get_there() -> None:
    said = Verdict("tcsh", "Unmatched '\"'.", None, ("tcsh", "-f", "-n"))
    [found] = findings(startup_file_syntax_error, source=HERE, verdict=said)
    assert (found.location.line, found.severity) == (None, Severity.WARNING)


def test_line_ends_of_windows() -> None:
    source = SourceFile("my rc/.bashrc", "if true; then\r\nfi\r\n", "bash")
    said = Verdict("bash", "syntax error: unexpected end of file", 2)
    [found] = findings(startup_file_syntax_error, source=source, verdict=said)
    assert found.wish == Advise(DOS, commands=("sed -i --follow-symlinks 's/\\r$//' './my rc/.bashrc'",))


def test_healthy() -> None:
    passes(startup_file_syntax_error, HERE.text, verdict=Verdict("bash"))
