from __future__ import annotations

import pytest

from envdoctor.addignore import between_commands, comments, offset
from envdoctor.errors import UsageError
from envdoctor.facts.types import SourceFile
from envdoctor.i18n import msg
from envdoctor.model import Advise, Finding, Hit, Location, ReplaceSpan, Rule, Severity
from envdoctor.plan.spans import replaced


def hit(code, line, path="a.sbatch"):
    made = Rule(code, "x-y", Severity.ERROR, None, None, (), "", "m", (lambda: iter(()), None))
    at = Location(path, line, 1, 2) if line else Location(path)
    return Hit(made, None, Severity.ERROR, f"{code}:{path}:{line}", Finding(msg("m"), place=path, location=at))


def written(text, *hits, form="job", shell=""):
    found = comments(hits, [SourceFile("a.sbatch", text, shell, "", form)], "so it is")
    return replaced(text, [one.finding.wish for one in found if isinstance(one.finding.wish, ReplaceSpan)])


JOB = "#!/bin/bash\n#BSUB -n 1\nif x; then\n    run a \\\n      b\nfi\n"


@pytest.mark.parametrize(
    ("hits", "line", "comment"),
    [
        ([("LSF101", 2), ("LSF103", 2)], 2, "# envdoctor: ignore[LSF101, LSF103] so it is"),
        ([("JOB101", 4)], 4, "    # envdoctor: ignore[JOB101] so it is"),
        ([("JOB101", 5)], 2, "# envdoctor: ignore-file[JOB101] so it is"),
        ([("JOB101", 1)], 2, "# envdoctor: ignore-file[JOB101] so it is"),
        ([("JOB101", None)], 2, "# envdoctor: ignore-file[JOB101] so it is"),
    ],
)
def test_a_comment_stands_where_it_changes_nothing_else(hits, line, comment):
    lines = JOB.split("\n")
    assert written(JOB, *(hit(*one) for one in hits)) == "\n".join([*lines[: line - 1], comment, *lines[line - 1 :]])


def test_line_ends_are_those_of_the_file():
    text = "#!/bin/bash\r\n#SBATCH x\r\n"
    assert written(text, hit("A1", 2)) == "#!/bin/bash\r\n# envdoctor: ignore[A1] so it is\r\n#SBATCH x\r\n"


def test_comments_for_the_file_and_for_a_line_at_one_place_are_one_wish():
    found = comments([hit("SLU101", 2), hit("JOB506", 5)], [SourceFile("a.sbatch", JOB, form="job")], "why")
    comment = "# envdoctor: ignore-file[JOB506] why\n# envdoctor: ignore[SLU101] why\n"
    assert [(one.rule.code, one.finding.wish.after) for one in found] == [("SLU101", comment), ("JOB506", comment)]


def test_what_is_about_all_line_ends_is_silenced_for_the_whole_file():
    text = "#!/bin/bash\n#SBATCH x\r\n"
    one = hit("JOB101", 2)
    one.finding.wish = ReplaceSpan("a.sbatch", 0, len(text), text, text.replace("\r", ""))
    assert "\n# envdoctor: ignore-file[JOB101] so it is\r\n#SBATCH" in written(text, one)


def test_other_languages_get_it_at_the_top_and_json_never():
    assert written("a: 1\nb: 2\n", hit("C1", 2), form="compose").startswith("# envdoctor: ignore-file[C1]")
    [one] = comments([hit("D1", 1)], [SourceFile("a.sbatch", "{}\n", form="dpdispatcher")], "why")
    assert isinstance(one.finding.wish, Advise)
    [one] = comments([hit("D1", 1, "elsewhere")], [SourceFile("a.sbatch", JOB)], "why")
    assert isinstance(one.finding.wish, Advise)


@pytest.mark.parametrize("reason", ["", "  ", "a\nb", "\x1b[31m"])
def test_a_reason_is_one_line(reason):
    with pytest.raises(UsageError, match="needs a reason"):
        comments([], [], reason)


@pytest.mark.parametrize(
    ("text", "line", "between"),
    [
        ("a\nb\n", 2, True),
        ("a 'x\ny'\n", 2, False),
        ("cat <<E\nx\nE\n", 2, False),
        ("a &&\nb\n", 2, False),
        ("f() {\n  a\n}\n", 2, True),
        ("for i in 1; do\n a\ndone\n", 2, True),
        ("x=(\na\n)\n", 2, False),
        ("a \\\n b\n", 2, False),
    ],
)
def test_between_commands(text, line, between):
    assert between_commands(text, offset(text, line)) is between
