from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from envdoctor.catalogue.site import UNLIMITED, Queue
from envdoctor.survey.account import starter
from envdoctor.survey.text import policy, size, time, word
from envdoctor.survey.values import Described, Surveyed, card_of
from tests.survey.captured import site


@given(st.text(min_size=1))
def test_any_word_is_read_back(text: str) -> None:
    assert yaml.safe_load(f"key: {word(text)}") == {"key": text}


@pytest.mark.parametrize(
    "text", ["yes", "No", "on", "null", "y", "1e3", "0x1", "12:30", "a: b", "#a", "- a", " a", "队列"]
)
def test_words_that_mean_something_in_yaml_are_quoted(text: str) -> None:
    assert yaml.safe_load(f"key: {word(text)}") == {"key": text}


@pytest.mark.parametrize("minutes", [1, 30, 60, 1439, 1440, 2880, 10081, UNLIMITED])
def test_times_are_read_back(minutes: int) -> None:
    found = Surveyed("slurm", queues=(Described(Queue("a", minutes=minutes, default_minutes=minutes)),))
    made = site(policy(found, [])).queues["a"]
    assert (made.minutes, made.default_minutes) == (minutes, minutes), time(minutes)


@pytest.mark.parametrize("mib", [1, 1024, 500000, 524288])
def test_sizes_are_read_back(mib: int) -> None:
    assert site(policy(Surveyed("slurm", queues=(Described(Queue("a", memory=mib)),)), [])).queues["a"].memory == mib, (
        size(mib)
    )


@given(st.text(), st.text(min_size=1), st.text())
def test_hostile_names_and_remarks_stay_names_and_remarks(cluster: str, queue: str, remark: str) -> None:
    found = Surveyed("lsf", None, cluster, queue, (Described(Queue(queue), (remark,)),), None, (remark,))
    text = policy(found, [remark])
    if queue.strip():
        assert list(site(text).queues) == [queue]


def test_every_suggestion_is_good_once_its_sign_is_gone() -> None:
    text = policy(Surveyed("slurm", queues=(Described(Queue("gpu", gpus=8)),)), [])
    keys = ("compute_network:", "modules:", "required:", "whole_node:", "no_root:", "node_only:", "driver_cuda:")
    for key in keys:
        text = text.replace(f"  # {key}", f"  {key}")
    made = site(text.replace("      # card: A100", "      card: A100"))
    assert made.queues["gpu"].card == "A100"
    assert (made.compute_network, made.modules, made.no_root) == (False, ("cuda/12.4", "python/3.11"), True)
    assert (made.required, made.whole_node, made.driver_cuda) == (("time",), True, (12, 4))


def test_the_starter_is_all_comment_and_good_without_the_signs() -> None:
    text = starter(None, None)
    assert yaml.safe_load(text) is None
    keys = text[text.index("# storage:") :].split("\n")
    lines = [line.removeprefix("# ") for line in keys]
    assert site("\n".join(lines)).default_queue == "gpu"


@pytest.mark.parametrize(
    ("name", "card", "cut"),
    [
        ("a100", "A100", False),
        ("nvidia_a100_1g.10gb", "A100", True),
        ("A100_PCIE_80GB", "A100 PCIE 80GB", False),
        ("v100", "V100", False),
        ("TeslaV100_PCIE_", "V100 PCIE", False),
        ("h100", "H100", False),
        ("rtx_3090", "RTX 3090", False),
        ("tesla_p100", "P100", False),
        ("special", "", False),
        ("1g.5gb", "", True),
    ],
)
def test_cards_as_schedulers_call_them(name: str, card: str, cut: bool) -> None:
    assert card_of(name) == (card, cut)
