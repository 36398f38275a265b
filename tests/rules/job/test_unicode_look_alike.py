from __future__ import annotations

import pytest
from envdoctor_rules.job.unicode_look_alike import ALONE, unicode_look_alike

from envdoctor import Severity
from envdoctor.facts.types import SourceFile
from envdoctor.i18n import render
from envdoctor.testing import findings, fixed, offends, passes


def test_directives_and_commands() -> None:
    dash, word = offends(
        unicode_look_alike,
        """
        #!/bin/bash
        #SBATCH \u2013time=1:00 # \u2013 text
                ^
        python a.py \u2014epochs 3
                    ^^^^^^^
        """,
        path="a.sbatch",
    )
    said = "the long dash \u2013 (from a PDF or Word) is not --; sbatch refuses the script"
    assert (dash.severity, render(dash.template, dash.args)) == (None, said)
    assert (word.severity, word.wish) == (Severity.WARNING, None)


def test_an_invisible_command() -> None:
    [found] = offends(unicode_look_alike, "#!/bin/bash\n#SBATCH -n 1\n\u200b\n^\npython a.py\n", path="a.sbatch")
    assert (found.template, found.args["code"]) == (ALONE, "200B")


def test_a_warning_where_sbatch_goes_on() -> None:
    [found] = offends(unicode_look_alike, "#!/bin/bash\n#SBATCH -o a.out\u00a0\n                ^\n", path="a.sbatch")
    assert found.severity is Severity.WARNING
    [found] = offends(unicode_look_alike, "#!/bin/bash\n#SBATCH\u00a0-n 2\n       ^\n", path="a.sbatch")
    assert found.severity is None


@pytest.mark.parametrize(
    "text",
    [
        "#SBATCH -n 2 # \u201ctwo\u201d tasks \u2013 yes\u00a0\n",
        "#SBATCH -J 训练\u2014一\n",
        "#SBATCH -n 2\necho \u201chello\u201d \u2013 a\n",
        '#SBATCH -n 2\npython a.py "\u2014 text"\n',
        "#SBATCH -n 2\ncat <<E\n#SBATCH \u2013n 2\nE\n",
    ],
)
def test_healthy(text: str) -> None:
    passes(unicode_look_alike, f"#!/bin/bash\n{text}", path="a.sbatch")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("\u2013n 2 \u2014time=1:00 \u2013-mem=4G", "-n 2 --time=1:00 --mem=4G"),
        ("-n\u00a02\u00a0# \u00a0", "-n 2 # \u00a0"),
        ("--job-name=\u201ca b\u201d", '--job-name="a b"'),
        ("--time=01\uff1a00\uff1a00", "--time=01:00:00"),
        ("--nodes\uff1d2", "--nodes=2"),
        ("--mem=4G\u200b", "--mem=4G"),
    ],
)
def test_fixed(before: str, after: str) -> None:
    fixed(unicode_look_alike, f"#!/bin/bash\n#SBATCH {before}\n", f"#!/bin/bash\n#SBATCH {after}\n", path="a.sbatch")


@pytest.mark.parametrize(
    ("line", "marks", "said"),
    [
        (
            "\u00a0-n 2",
            "^",
            "an invisible wide space (U+00A0, from a PDF or a web page) is no plain space; sbatch refuses",
        ),
        (
            "-n 2\u200b",
            "    ^",
            "an invisible character without width (U+200B, from a PDF or a web page) is no plain space; sbatch refuses",
        ),
        (
            "-J \u201cab\u201d",
            "   ^",
            'the curly quote \u201c (from a PDF or Word) becomes part of the value; write "',
        ),
        (
            "\u201c--qos=high\u201d",
            "^",
            'the curly quote \u201c (from a PDF or Word) is not "; sbatch refuses the script',
        ),
        ("-t 1\uff1a00", "    ^", "the wide \uff1a (of a Chinese keyboard) is a letter to sbatch; write :"),
    ],
)
def test_says_what_it_is(line: str, marks: str, said: str) -> None:
    [found] = offends(unicode_look_alike, f"#!/bin/bash\n#SBATCH {line}\n        {marks}\n", path="a.sbatch")
    assert render(found.template, found.args).startswith(said)


_ACCEPTED = [
    "-J don\u2019t",
    "-J it\u2019s#1",
    "--mail-user=a\u2019b@c.d",
    "--job-name='a\u2019s'",
    '--comment="a \u201cb c\u201d d"',
    '--comment="\u201d"',
    "-J a\u00a0b",
    "-J 训练\u201c一\u201d",
    "--comment=x\u2019y\u2019z",
    "-o 日志/\u201c%x\u201d.out",
    '--comment="他说\u201c好\u201d吗"',
    "--comment=\u201cgood\u201d",
]


@pytest.mark.parametrize("line", _ACCEPTED)
def test_letters_of_a_name_or_a_comment(line: str) -> None:
    passes(unicode_look_alike, f"#!/bin/bash\n#SBATCH {line}\n", path="a.sbatch")


@pytest.mark.parametrize("line", _ACCEPTED)
def test_only_what_is_refused_changes(line: str) -> None:
    before, after = f"#!/bin/bash\n#SBATCH \u2013n 2 {line}\n", f"#!/bin/bash\n#SBATCH -n 2 {line}\n"
    fixed(unicode_look_alike, before, after, path="a.sbatch")


@pytest.mark.parametrize("line", ["-J \u201cab\u201d", "-o a.out\u00a0", "-J a\u00a0--mem=4G", "\u2013n 2 --tme=1"])
def test_nothing_is_written_where_the_request_would_change_or_stay_refused(line: str) -> None:
    source = SourceFile("a.sbatch", f"#!/bin/bash\n#SBATCH {line}\n", form="job")
    [found] = findings(unicode_look_alike, source=source)
    assert found.wish is None


def test_a_key_holds_no_value() -> None:
    source = SourceFile("a.sbatch", "#!/bin/bash\n#SBATCH \u2014comment=Tr0ub4dor\n", form="job")
    [found] = findings(unicode_look_alike, source=source)
    assert found.key == "U+2014 comment"


def test_lines_of_many_findings() -> None:
    lines = 3000
    text = "#!/bin/bash\n" + "#SBATCH -n 1\n#SBATCH \u2013n 1\n" * lines
    found = findings(unicode_look_alike, source=SourceFile("a.sbatch", text, form="job"))
    assert [one.location.line for one in found] == list(range(3, 2 * lines + 3, 2))
    assert {(one.location.column, one.location.end_column) for one in found} == {(9, 10)}
