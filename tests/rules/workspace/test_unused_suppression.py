from __future__ import annotations

import pytest
from envdoctor_rules.workspace.unused_suppression import unused_suppression

from envdoctor.facts.remarks import Used
from envdoctor.facts.types import SourceFile
from envdoctor.testing import apply_spans, findings, fixed, offends, passes

KNOWN = frozenset(("slu125", "small-memory", "job203"))
GONE = Used(frozenset(), KNOWN, KNOWN)


def test_a_comment_that_silences_nothing() -> None:
    [found] = offends(
        unused_suppression,
        """
        #!/bin/bash
        #SBATCH --mem=16G # envdoctor: ignore[SLU125] tiny
                          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
        """,
        path="train.sbatch",
        used=GONE,
    )
    assert found.args["names"] == "SLU125"


def test_a_name_that_nobody_knows_and_a_place_too_far_down() -> None:
    [found] = offends(unused_suppression, "x # envdoctor: ignore[XYZ999]\n  ^^^^^^^^^^^^^^^^^^^^^^^^^^^\n", used=GONE)
    assert "no rule is called" in found.template
    far = "\n" * 25 + "# envdoctor: ignore-file[SLU125]\n^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^\n"
    [found] = offends(unused_suppression, "x\n" + far, used=GONE)
    assert "too far down" in found.template


def test_a_sign_that_is_written_otherwise() -> None:
    [found] = offends(unused_suppression, "x # Envdoctor: ignore[SLU125]\n  ^^^^^^^^^^^^^^^^^^^^^^^^^^^\n", used=GONE)
    assert "silences nothing" in found.template
    assert found.wish is None


@pytest.mark.parametrize(
    ("name", "said", "near"),
    [
        ("small-memry", "did you mean", "small-memory"),
        ("SLU126", "did you mean", "SLU125"),
        ("SLU", "not a whole code", "SLU125"),
        ("slu12", "not a whole code", "SLU125"),
        ("quite-other", "no rule is called", ""),
    ],
)
def test_a_name_that_is_no_rule_is_told_and_stays_with_its_reason(name: str, said: str, near: str) -> None:
    text = f"x # envdoctor: ignore[{name}] why\n"
    [found] = findings(unused_suppression, source=SourceFile("a.sh", text, form="script"), used=GONE)
    assert (said in found.template, found.args["near"], found.wish) == (True, near, None)


def test_beside_a_misspelt_name_only_the_useless_one_goes() -> None:
    text = "x # envdoctor: ignore[JOB203, small-memry] why\n"
    found = findings(unused_suppression, source=SourceFile("a.sh", text, form="script"), used=GONE)
    assert len(found) == 2
    assert apply_spans(text, found) == "x # envdoctor: ignore[small-memry] why\n"


@pytest.mark.parametrize(
    "used",
    [
        Used(frozenset({(2, "slu125")}), KNOWN, KNOWN),  # it silenced something
        Used(frozenset(), frozenset(), KNOWN),  # the rule did not run, or could not tell
    ],
    ids=["used", "untold"],
)
def test_one_that_is_good_for_something_or_may_be(used: Used) -> None:
    passes(unused_suppression, "x # envdoctor: ignore[SLU125]\n", used=used)


def test_only_the_useless_name_goes() -> None:
    used = Used(frozenset({(2, "job203")}), KNOWN, KNOWN)
    fixed(
        unused_suppression,
        "x # envdoctor: ignore[SLU125, JOB203] why\n",
        "x # envdoctor: ignore[JOB203] why\n",
        used=used,
    )


def test_of_a_comment_without_any_use_the_line_goes() -> None:
    text = "#!/bin/sh\n  # envdoctor: ignore[SLU125] why\nx # envdoctor: ignore[JOB203]\n"
    found = findings(unused_suppression, source=SourceFile("a.sh", text, form="script"), used=GONE)
    assert apply_spans(text, found) == "#!/bin/sh\nx\n"
