from __future__ import annotations

import json

import pytest

from envdoctor.catalogue.rows import Place
from envdoctor.catalogue.view import Here, Variable
from envdoctor.errors import Unavailable
from envdoctor.facts.types import Disks, Environments, Locations, Scheduler, Spot
from envdoctor.model import Origin
from envdoctor.report.clean import Cleaner
from envdoctor.report.facts import facts_json, facts_text, names_text, origin_text
from envdoctor.report.style import Style

HOME = "/home/zhang"
PLAIN = Style(home=HOME)
PIP = Origin("file", f"{HOME}/.config/pip/pip.conf", 2)
LOCATIONS = Locations(
    {
        "pip-cache": Spot(
            "pip-cache",
            {"now": Place("/d/pip", PIP), "batch": Place("/d/pip", PIP)},
            {"interactive/fish": "fish gave no answer in 2 s"},
        ),
        "uv": Spot("uv", {"now": Place(None, Origin("default"), note="the cache is switched off")}),
        "npm": Spot("npm", {"now": Place(f"{HOME}/.npm")}, in_use=False),
    }
)


@pytest.mark.parametrize(
    ("origin", "said"),
    [
        (Origin("default"), "default"),
        (Origin("unknown"), "unknown"),
        (PIP, "~/.config/pip/pip.conf:2"),
        (Origin("file", "/etc/pip.conf"), "/etc/pip.conf"),
        (Origin("file", f"{HOME}/.bashrc", 12, "PIP_CACHE_DIR"), "PIP_CACHE_DIR (~/.bashrc:12)"),
        (Origin("inherited", variable="TMPDIR"), "TMPDIR (inherited)"),
        (Origin("planned", f"{HOME}/.npmrc"), "~/.npmrc, planned"),
    ],
)
def test_origins(origin: Origin, said: str) -> None:
    assert origin_text(origin, HOME) == said


def test_locations_as_json_are_flat() -> None:
    said = json.loads(facts_json({"locations": LOCATIONS}, ("locations",), HOME, Cleaner()))
    pip = {"tool": "pip-cache", "path": "/d/pip", "origin": "~/.config/pip/pip.conf:2", "in_use": True}
    assert said == {
        "schema": 1,
        "locations": [
            {**pip, "context": "now"},
            {**pip, "context": "batch"},
            {**pip, "context": "interactive/fish", "path": None, "origin": "fish gave no answer in 2 s"},
            {
                "tool": "uv",
                "context": "now",
                "path": None,
                "origin": "default: the cache is switched off",
                "in_use": True,
            },
        ],
    }
    every = json.loads(facts_json({"locations": LOCATIONS}, ("locations",), HOME, Cleaner(), all_tools=True))
    assert every["locations"][-1] == {
        "tool": "npm",
        "context": "now",
        "path": "/home/zhang/.npm",
        "origin": "default",
        "in_use": False,
    }


def test_locations_as_text() -> None:
    assert facts_text({"locations": LOCATIONS}, PLAIN).splitlines() == [
        "locations",
        "  pip-cache  /d/pip  ~/.config/pip/pip.conf:2  [now, batch]",
        "  pip-cache  -       fish gave no answer in 2 s  [interactive/fish]",
        "  uv         -       default: the cache is switched off  [everywhere]",
    ]


def test_other_facts() -> None:
    facts = {"scheduler": Scheduler("slurm", Origin("file", "/etc/slurm/slurm.conf")), "gone": Unavailable("no cards")}
    assert facts_text(facts, PLAIN).splitlines() == [
        "scheduler",
        "  name    slurm",
        "  origin  /etc/slurm/slurm.conf",
        "",
        "gone",
        "  cannot be told: no cards",
    ]
    assert json.loads(facts_json(facts, (), HOME, Cleaner()))["facts"]["gone"] == {"unavailable": "no cards"}


def test_lists_of_values_are_aligned() -> None:
    from envdoctor.facts.types import Shell, Shells

    lines = facts_text(
        {"shells": Shells((Shell("bash"), Shell("fish", files=("/home/zhang/a", "b"))))}, PLAIN
    ).splitlines()
    assert lines[1:4] == ["  all", "    - name      bash", "      path      -"]
    assert "      files     ~/a, b" in lines
    assert "    - name      fish" in lines


def test_sizes_are_for_people_in_text_and_numbers_in_json() -> None:
    assert "    free        500 GB" in facts_text({"disks": Disks()}, PLAIN).splitlines()
    assert json.loads(facts_json({"disks": Disks()}, ("disks",), HOME, Cleaner()))["facts"]["disks"]["home"][
        "free"
    ] == (500 * 10**9)


def test_a_variable_is_one_line_in_text() -> None:
    values = {"A": Variable("/home/zhang", Origin("file", "/home/zhang/.bashrc", 3)), "LONG": Variable(None)}
    assert facts_text({"environments": Environments({"now": values})}, PLAIN).splitlines()[1:] == [
        "  contexts",
        "    now",
        "      A     /home/zhang  (~/.bashrc:3)",
        "      LONG  (not known)  (unknown)",
        "  unknown  -",
    ]


def test_no_secret_is_shown() -> None:
    variables = {"HF_TOKEN": Variable("hf_secret"), "WANDB_API_KEY": Variable("k_secret"), "HF_HOME": Variable("/x")}
    facts = {
        "environments": Environments({"now": variables}),
        "here": Here(env={"GITHUB_TOKEN": "g_secret", "URL": "https://u:u_secret@h", "EDITOR": "vi"}),
    }
    for said in (facts_text(facts, PLAIN), facts_json(facts, (), HOME, Cleaner())):
        assert "_secret" not in said
        assert said.count("<hidden>") == 3
        assert "/x" in said
        assert "https://***@h" in said


def test_of_raw_bytes_only_the_size_is_shown() -> None:
    assert json.loads(facts_json({"x": {"data": b"secret" * 1000}}, (), HOME, Cleaner()))["facts"]["x"] == {
        "data": "6 KB"
    }
    assert "secret" not in facts_text({"x": {"data": b"secret"}}, PLAIN)


def test_names_of_facts_are_aligned() -> None:
    assert names_text({"a": "First.", "longer": "Second."}, PLAIN).splitlines() == [
        "a       First.",
        "longer  Second.",
        "",
        "One of them: envdoctor facts NAME   All: envdoctor facts --format json",
        "What a scheduler reads in a job script: envdoctor facts script FILE",
    ]
