from __future__ import annotations

import pytest

from envdoctor.catalogue.rows import Row
from envdoctor.errors import UsageError
from envdoctor.model import Rule, Severity
from envdoctor.select import selection


def make(code, name, family=None):
    return Rule(code, name, Severity.WARNING, None, family, (), "", "m", (lambda: iter(()), None))


RULES = (
    make("STO101", "cache-on-home", "locations"),
    make("STO201", "disk-nearly-full"),
    make("TMP101", "tmpdir-small"),
)
ROWS = tuple(Row(name, name, name, "cache", (), (), name) for name in ("pip-cache", "uv"))


@pytest.mark.parametrize(
    ("select", "ignore", "taken"),
    [
        ((), (), {"STO101[pip-cache]", "STO101[uv]", "STO201", "TMP101"}),
        (("STO",), (), {"STO101[pip-cache]", "STO101[uv]", "STO201"}),
        (("sto2",), (), {"STO201"}),
        (("tmpdir-small,STO201",), (), {"STO201", "TMP101"}),
        (("STO101[uv]",), (), {"STO101[uv]"}),
        (("cache-on-home[uv]", "TMP"), (), {"STO101[uv]", "TMP101"}),
        (("ALL",), ("STO101[uv]", "TMP101"), {"STO101[pip-cache]", "STO201"}),
        ((), ("STO",), {"TMP101"}),
    ],
)
def test_codes_prefixes_names_and_members(select, ignore, taken):
    chosen = selection(select, ignore, RULES, ROWS)
    found = set()
    for rule in RULES:
        for member in [row.id for row in ROWS] if rule.family else [None]:
            if chosen.takes(rule, member):
                found.add(f"{rule.code}[{member}]" if member else rule.code)
    assert found == taken


@pytest.mark.parametrize(
    ("word", "message"),
    [
        ("STX101", r"no rule is called STX101; did you mean STO101\?"),
        ("cache-on-hom", "did you mean cache-on-home"),
        ("STO101[pip]", r"STO101 has no member pip; did you mean pip-cache\?"),
        ("qqqqqq", "envdoctor rules"),
    ],
)
def test_a_wrong_word_names_the_nearest(word, message):
    with pytest.raises(UsageError, match=message):
        selection((word,), (), RULES, ROWS)
