"""The index of the built-in pack is what its modules declare; entry points of packs are found without importlib."""

from __future__ import annotations

import os
from importlib import import_module
from pathlib import Path

import pytest

from envdoctor import builtin
from envdoctor.collect import collect, entry_points
from envdoctor.declare import Fact
from envdoctor.model import Rule


@pytest.mark.parametrize("package", [builtin.RULES, builtin.FACTS])
def test_the_index_is_current(package: str) -> None:
    made = import_module(f"{package}._index").__file__
    assert made is not None
    now = Path(made).read_text("utf-8")
    assert now == builtin.text_of(package), "make it anew: python -m envdoctor.builtin"


def test_rules_and_facts_of_the_index_are_those_of_the_modules() -> None:
    declared = {rule.code: rule for rule in builtin.values_in(builtin.RULES, Rule, builtin.APART)}
    indexed = {rule.code: rule for rule in builtin.rules()}
    assert indexed.keys() == declared.keys()
    for code, rule in indexed.items():
        real = declared[code]
        assert (rule.name, rule.severity, rule.safety, rule.family, rule.needs, rule.summary, rule.module) == (
            real.name, real.severity, real.safety, real.family, real.needs, real.summary, real.module,
        )  # fmt: skip
        assert rule.function is real.function
        assert rule.options is real.options
        assert rule.page == real.page
    facts = {fact.name: fact for fact in builtin.values_in(builtin.FACTS, Fact)}
    assert {fact.name: (fact.needs, fact.function) for fact in builtin.facts()} == {
        name: (fact.needs, fact.function) for name, fact in facts.items()
    }


def test_collecting_twice_gives_the_same_order() -> None:
    assert [rule.code for rule in collect(installed=False).rules] == sorted(
        rule.code for rule in collect(installed=False).rules
    )


def test_entry_points_of_installed_packs(tmp_path: Path) -> None:
    for name, text in {
        "lab_rules-1.0.dist-info": "[console_scripts]\nlab = lab:main\n\n[envdoctor]\n# ours\nlab = lab_rules.pack\n",
        "other-2.dist-info": "[console_scripts]\nenvdoctor = x:y\n",
        "odd-3.egg-info": "[envdoctor]\nodd = odd.pack:hooks [extra]\n",
    }.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "entry_points.txt").write_text(text)
    (tmp_path / "empty-1.dist-info").mkdir()
    places = [os.fspath(tmp_path), os.fspath(tmp_path / "gone")]
    assert sorted(entry_points(places)) == [("lab", "lab_rules.pack"), ("odd", "odd.pack:hooks")]
