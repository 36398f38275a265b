from __future__ import annotations

import pytest
from envdoctor_rules.dpdispatcher.command_in_envs_not_run import command_in_envs_not_run

from envdoctor import Advise
from envdoctor.facts.types import SourceFile
from envdoctor.report.clean import Cleaner
from envdoctor.testing import findings, offends, passes


def test_fires() -> None:
    found = offends(
        command_in_envs_not_run,
        """
        {"resources": {"group_size": 1, "number_node": 1, "envs": {
          "A": "`/data/tools/pick.py`",
               ^^^^^^^^^^^^^^^^^^^^^^^
          "B": "'`/data/tools/pick.py`'",
               ^^^^^^^^^^^^^^^^^^^^^^^^^
          "C": "\\"`pick`\\"",
               ^^^^^^^^^^^^
          "PATH": ["/opt/bin:$PATH"],
                   ^^^^^^^^^^^^^^^^
          "D": "$(pick)"}}}
               ^^^^^^^^^
        """,
        path="machine.json",
    )
    assert [finding.severity and finding.severity.word for finding in found] == [None, "warning", None, None, None]
    assert found[1].wish is not None


@pytest.mark.parametrize("value", ["0,1", "/data/alice", "a$", "5 $", "{{ x }}"])
def test_healthy(value: str) -> None:
    source = f'{{"resources": {{"group_size": 1, "number_node": 1, "envs": {{"A": "{value}", "B": 1}}}}}}'
    passes(command_in_envs_not_run, source, path="machine.json")


def test_a_value_of_several_words_is_quoted_in_the_line() -> None:
    source = """{"resources": {"group_size": 1, "envs": {"DB_PASSWORD": "two $HOME words", "B": "`pick a b`"}}}"""
    two, one = findings(command_in_envs_not_run, source=SourceFile("machine.json", source, form="dpdispatcher"))
    assert isinstance(two.wish, Advise)
    assert isinstance(one.wish, Advise)
    assert two.wish.args["line"] == 'export DB_PASSWORD="two $HOME words"'
    assert Cleaner().text(str(two.wish.args["line"])) == "export DB_PASSWORD=<hidden>"
    assert one.wish.args["line"] == "export B=`pick a b`"
