from __future__ import annotations

import json
from dataclasses import dataclass, field, replace

from report_sample import STO, TMP

from envdoctor.report.page import page_json, page_text, rules_json, rules_text
from envdoctor.report.style import Style, cells


@dataclass(frozen=True, slots=True)
class Options:
    limit: int = 5
    names: tuple[str, ...] = field(default_factory=tuple)


PAGE = """\
Caches fill home.

## Why is this bad?
A long line that says why this is bad, and goes on
and on so that it must be wrapped somewhere.

- one item that is long enough to be wrapped as well, surely
- another

    envdoctor fix --apply
"""
__doc__ = PAGE  # a rule's page is the docstring of its module
RULE = replace(STO, module=__name__, body=(print, Options), family="locations")


def test_a_page() -> None:
    lines = page_text(RULE, Style()).splitlines()
    assert lines[:4] == [
        "STO101 cache-on-home",
        "severity: error, fix: safe, once for each of the locations",
        "",
        "Caches fill home.",
    ]
    assert "    envdoctor fix --apply" in lines
    assert lines[-4:] == [
        "Options",
        "set in envdoctor.yaml under rules.settings.STO101",
        "  limit  default: 5",
        "  names  default: ()",
    ]


def test_a_page_is_laid_out_anew_where_it_is_narrow() -> None:
    lines = page_text(RULE, Style(width=40)).splitlines()
    at = lines.index("## Why is this bad?")
    assert lines[at + 1 : at + 10] == [
        "A long line that says why this is bad,",
        "and goes on and on so that it must be",
        "wrapped somewhere.",
        "",
        "- one item that is long enough to be",
        "  wrapped as well, surely",
        "- another",
        "",
        "    envdoctor fix --apply",
    ]


def test_a_page_as_json() -> None:
    assert json.loads(page_json(RULE)) == {
        "schema": 1,
        "rule": {
            "code": "STO101",
            "name": "cache-on-home",
            "severity": "error",
            "fix": "safe",
            "family": "locations",
            "options": {"limit": 5, "names": []},
            "summary": "Caches fill home",
            "page": PAGE.rstrip("\n"),
        },
    }


def test_the_list_of_rules() -> None:
    none = replace(TMP, safety=None)
    assert rules_text((STO, none), Style()).splitlines() == [
        "code    name                  severity  fix",
        "STO101  cache-on-home         error     safe    Caches fill home",
        "TMP101  tmpdir-on-small-disk  warning   -       Caches fill home",
    ]
    narrow = rules_text((STO, none), Style(width=50)).splitlines()
    assert narrow[1:3] == ["STO101  cache-on-home         error     safe", "    Caches fill home"]
    assert max(cells(line) for line in narrow) <= 50
    assert rules_text((), Style()) == "No rules are installed.\n"
    assert [rule["code"] for rule in json.loads(rules_json((STO, none)))["rules"]] == ["STO101", "TMP101"]
