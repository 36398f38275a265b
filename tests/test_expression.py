from __future__ import annotations

import pytest

from envdoctor.errors import UsageError
from envdoctor.expression import parse, words


@pytest.mark.parametrize(
    ("text", "true", "value"),
    [
        ("a", "a", True),
        ("a and b", "a", False),
        ("a or b", "b", True),
        ("not a", "", True),
        ("not a and b", "b", True),
        ("not (a and b)", "a", True),
        ("a or b and c", "a", True),
        ("(a or b) and c", "a", False),
        ("(a)or(b)", "b", True),
        ("SLU101[x] and d/e.sh", "SLU101[x] d/e.sh", True),
    ],
)
def test_values(text, true, value):
    assert parse(text, "-k")(lambda word: word in true.split()) is value


@pytest.mark.parametrize(
    "text", ["", "and", "a and", "a b", "(a", "a)", "not", "or a", "()", "a or or b", "(" * 9999, "not " * 9999 + "a"]
)
def test_what_is_no_expression_is_told(text):
    with pytest.raises(UsageError, match="-k"):
        parse(text, "-k")


def test_words():
    assert list(words("not (a or b.c)")) == ["a", "b.c"]
