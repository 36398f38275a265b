from __future__ import annotations

import pytest
from envdoctor_rules.dpdispatcher.broken_json import broken_json

from envdoctor.testing import fixed, offends, passes

LEAD = '{"resources": {"group_size": 1, "number_node": 1'


def test_fires_at_each_place() -> None:
    found = offends(
        broken_json,
        """
        {
          "resources": {
            "group_size": 1
                          ^
            "number_node": 1,
            // cards
            ^^^^^^^^
            "gpu_per_node": True,
                            ^^^^
            "custom_flags": ["#SBATCH -t 1:00:00",]
                                                 ^
          }
        }
        """,
        path="machine.json",
    )
    assert [finding.key for finding in found] == [
        "missing-comma",
        "comment",
        "python-word",
        "trailing-comma",
    ]


def test_names_a_few_places_only() -> None:
    text = LEAD + ",\n" + "\n".join(f"'k{n}': 1," for n in range(20)) + '"z": 1}}'
    assert len(offends(broken_json, marks(text), path="m.json")) == 5


def marks(text: str) -> str:
    """A mark under the first single-quoted word of each of the first five lines that have one."""
    out, left = [], 5
    for line in text.split("\n"):
        out.append(line)
        if line.startswith("'") and left:
            left -= 1
            out.append("^" * line.index(":"))
    return "\n".join(out)


def test_a_key_that_stands_twice_is_a_warning() -> None:
    [found] = offends(
        broken_json,
        """
        {"resources": {"group_size": 1, "number_node": 1, "group_size": 5}}
                                                          ^^^^^^^^^^^^
        """,
        path="m.json",
    )
    assert found.severity is not None
    assert found.severity.word == "warning"


@pytest.mark.parametrize(
    "source",
    [
        LEAD + "}}",
        LEAD[1:] + "}",
        LEAD[1:] + "},\n",
        LEAD + ', "_note": "a // b, {}"}}',
        LEAD + ', "queue_name": {{ queue }},}}',
    ],
)
def test_healthy(source: str) -> None:
    passes(broken_json, source, path="machine.json")


def test_yaml_has_its_own_rules() -> None:
    passes(broken_json, "resources:\n  group_size: 1\n  number_node: 1\n", path="machine.yaml")


def test_fixed() -> None:
    fixed(broken_json, LEAD + ', "custom_flags": ["a",],\n},\n}', LEAD + ', "custom_flags": ["a"]\n}\n}', path="m.json")
    fixed(
        broken_json, LEAD + ', "custom_flags": ["a",,],\n},,\n}', LEAD + ', "custom_flags": ["a"]\n}\n}', path="m.json"
    )
