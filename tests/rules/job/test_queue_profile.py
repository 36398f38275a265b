from __future__ import annotations

from pathlib import Path

import pytest
from envdoctor_rules.job.queue_profile import (
    ABSENT,
    EITHER,
    EITHER_NOT,
    NEEDLESS,
    OTHER,
    WRITE,
    WRONG,
    queue_profile,
)

from envdoctor.config import Flags, load
from envdoctor.facts.site import Profile, Site
from envdoctor.host.host import Host
from envdoctor.i18n import Template, render
from envdoctor.model import Severity
from envdoctor.testing import fixed, offends, passes

EXAMPLE = Path(__file__).parents[3] / "examples/sites/lsf-a100-slices.yaml"
FLAGS = Flags(file=str(EXAMPLE), isolated=True)
SITE = load(Host(home="/", env={}, cwd="/", live=False), FLAGS).scheduler

WHOLE = """#!/bin/bash
#BSUB -q gpu2
#BSUB -W 24:00
#BSUB -J deepmd
#BSUB -o %J.stdout
#BSUB -e %J.stderr
#BSUB -n 11
#BSUB -gpu "num=1:mode=shared:mps=no:j_exclusive=yes"
#BSUB -R "span[ptile=11]"

module add deepmd/2.0-cuda11.3
dp train input.json 1>> train.log 2>> train.err
"""
SLICE = """#BSUB -e %J.err
#BSUB -o %J.out
#BSUB -n 1
#BSUB -R 'span[ptile=1]'
#BSUB -q gpu2
#BSUB -gpu 'num=1:mode=shared:j_exclusive=no'
#BSUB -J train
#BSUB -W 24:00

module load deepmd/2.0-cuda11.3
export CUDA_VISIBLE_DEVICES=`/data/share/base/tools/mig_check.py`
dp train input.json 1>> train.log 2>> train.err
"""
RESOURCES = """"resources": {
    "number_node": 1,
    "cpu_per_node": 1,
    "gpu_per_node": 1,
    "queue_name": "gpu2",
    "group_size": 1,
    "kwargs": {
      "gpu_usage": true,
      "gpu_new_syntax": true,
      "gpu_exclusive": false
    },
    "custom_flags": [
      "#BSUB -J train",
      "#BSUB -W 24:00"
    ],
    "strategy": {"if_cuda_multi_devices": false},
    "module_list": ["deepmd/2.0-cuda11.3"],
    "envs": {"CUDA_VISIBLE_DEVICES": "`/data/share/base/tools/mig_check.py`"},
    "wait_time": 60
}
"""


def swapped(text: str, *pairs: tuple[str, str]) -> str:
    """``text`` with each first word of ``pairs`` replaced by the second, which must be there."""
    for before, after in pairs:
        assert before in text, before
        text = text.replace(before, after)
    return text


def under(text: str, before: str, needle: str) -> str:
    """``text`` with marks under ``needle``, which follows ``before``."""
    start = text.index(before + needle) + len(before)
    line = text.rfind("\n", 0, start) + 1
    end = text.index("\n", start) + 1
    return f"{text[:end]}{' ' * (start - line)}{'^' * len(needle)}\n{text[end:]}"


@pytest.mark.parametrize(
    ("text", "path"),
    [
        (WHOLE, "whole.lsf"),
        (SLICE, "slice.lsf"),
        (RESOURCES, "machine.json"),
        (f"{{{RESOURCES}}}", "machine.json"),
        (swapped(SLICE, ("`/data", "$(/data"), (".py`", ".py)")), "slice.lsf"),
        (swapped(SLICE, ("`/data/share/base/tools/mig_check.py`", "$(envdoctor gpus --free-mig)")), "slice.lsf"),
        (swapped(WHOLE, ("-q gpu2", "-q other"), ("-n 11", "-n 3")), "other.lsf"),
        (swapped(WHOLE, ("-n 11", "-n {{ cpus }}")), "whole.lsf"),
        ("#!/bin/bash\n#SBATCH -p gpu2\n", "other.sbatch"),
    ],
)
def test_what_belongs_together_is_healthy(text: str, path: str) -> None:
    passes(queue_profile, text, path=path, site=SITE)


def test_a_whole_card_with_one_cpu() -> None:
    text = swapped(WHOLE, ("-n 11", "-n 1"))
    [found] = offends(queue_profile, under(text, "-n ", "1"), path="a.lsf", site=SITE)
    assert (found.template, found.args["wanted"], found.key) == (WRONG, "11", "whole-card:n")
    assert "the whole A100 goes with 11 CPUs" in render(found.template, found.args)
    fixed(queue_profile, text, WHOLE, path="a.lsf", site=SITE)


def test_a_slice_with_eleven_cpus() -> None:
    text = swapped(SLICE, ("-n 1\n", "-n 11\n"))
    offends(queue_profile, under(text, "-n ", "11"), path="a.lsf", site=SITE)
    fixed(queue_profile, text, SLICE, path="a.lsf", site=SITE)


def test_the_script_for_a_whole_card_sent_to_the_slices() -> None:
    text = swapped(WHOLE, ("j_exclusive=yes", "j_exclusive=no"))
    [found] = offends(queue_profile, under(text, "j_exclusive=", "no"), path="a.lsf", site=SITE)
    assert (found.template, found.args["wanted"]) == (OTHER, "yes")
    fixed(queue_profile, text, WHOLE, path="a.lsf", site=SITE)


def test_the_script_for_a_slice_sent_to_the_whole_card() -> None:
    text = swapped(SLICE, ("j_exclusive=no", "j_exclusive=yes"))
    [found] = offends(queue_profile, under(text, "j_exclusive=", "yes"), path="a.lsf", site=SITE)
    assert (found.template, found.args["wanted"]) == (OTHER, "no")
    fixed(queue_profile, text, SLICE, path="a.lsf", site=SITE)


def test_several_wrong_things_are_all_said_and_none_is_changed() -> None:
    text = swapped(WHOLE, ("-n 11", "-n 1"), ("ptile=11", "ptile=1"))
    found = offends(queue_profile, under(under(text, "ptile=", "1"), "-n ", "1"), path="a.lsf", site=SITE)
    assert [finding.wish for finding in found] == [None, None]


def test_no_word_about_the_kind_of_card() -> None:
    text = "#!/bin/bash\n#BSUB -q gpu2\n         ^^^^\n#BSUB -n 1\ndp train\n"
    [found] = offends(queue_profile, text, path="a.lsf", site=SITE)
    assert (found.template, found.key) == (WRITE, "card-or-slice:gpu.j_exclusive")
    assert "write j_exclusive=yes or =no in -gpu" in render(found.template, found.args)


@pytest.mark.parametrize(
    ("name", "template", "said"),
    [("span.ptile", WRITE, "write ptile=4 in -R span[]"), ("n", ABSENT, "n is missing: short needs 4")],
)
def test_what_is_missing_is_named_as_it_is_written(name: str, template: Template, said: str) -> None:
    site = Site(profiles=(Profile("short", {"queue": "short"}, {name: 4}),))
    text = "#!/bin/bash\n#BSUB -q short\n         ^^^^^\n"
    [found] = offends(queue_profile, text, path="a.lsf", site=site)
    assert found.template == template
    assert said in render(found.template, found.args)


DISPATCHED = swapped(
    RESOURCES,
    ("`/data/share/base/tools/mig_check.py`", "0"),
    ('"envs": {"CUDA_VISIBLE_DEVICES": "0"},', ""),
    ('"wait_time": 60', '"prepend_script": ["export CUDA_VISIBLE_DEVICES=$(/data/share/base/tools/mig_check.py)"]'),
)


@pytest.mark.parametrize("text", [RESOURCES, DISPATCHED], ids=["envs", "prepend_script"])
def test_the_resources_of_a_slice_sent_to_the_whole_card(text: str) -> None:
    wrong = swapped(text, ('"gpu_exclusive": false', '"gpu_exclusive": true'))
    [found] = offends(queue_profile, under(wrong, '"gpu_exclusive": ', "true"), path="machine.json", site=SITE)
    assert (found.template, found.args["wanted"], found.args["other"]) == (OTHER, "false", "dispatcher-slice")
    fixed(queue_profile, wrong, text, path="machine.json", site=SITE)


def test_prepend_script_sets_what_envs_does_not() -> None:
    passes(queue_profile, DISPATCHED, path="machine.json", site=SITE)


def test_the_resources_of_a_whole_card_with_one_cpu() -> None:
    text = swapped(DISPATCHED, ("mig_check.py", "hostname"), ('"gpu_exclusive": false', '"gpu_exclusive": true'))
    text = swapped(text, ("export CUDA_VISIBLE_DEVICES=$(", "export HOST=$("))
    [found] = offends(queue_profile, under(text, '"cpu_per_node": ', "1"), path="machine.json", site=SITE)
    assert (found.template, found.args["wanted"]) == (WRONG, "11")
    fixed(
        queue_profile, text, swapped(text, ('_per_node": 1,\n    "gpu', '_per_node": 11,\n    "gpu')),
        path="machine.json", site=SITE,
    )  # fmt: skip


@pytest.mark.parametrize(("wanted", "template"), [(11, EITHER), (None, EITHER_NOT)])
def test_where_one_word_or_another_may_be_the_slip_nothing_is_changed(wanted: object, template: Template) -> None:
    whole = Profile("whole", {"queue": "a", "gpu.j_exclusive": "yes"}, {"n": wanted}, say="Ask us")
    site = Site(profiles=(whole, Profile("slice", {"queue": "a", "gpu.j_exclusive": "no"}, {"n": 1})))
    text = "#!/bin/bash\n#BSUB -q a\n#BSUB -n 1\n         ^\n#BSUB -gpu num=1:j_exclusive=yes\n"
    [found] = offends(queue_profile, text, path="a.lsf", site=site)
    assert (found.template, found.wish) == (template, None)
    assert "or else gpu.j_exclusive is meant to be no, as for slice (Ask us)" in render(found.template, found.args)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('"if_cuda_multi_devices": false', '"if_cuda_multi_devices": true'),
        ('"cpu_per_node": 1', '"cpu_per_node": 4'),
        ('"gpu_new_syntax": true', '"gpu_new_syntax": false'),
        ('"gpu_usage": true', '"gpu_usage": 1'),
    ],
)
def test_resources_of_a_slice_with_one_thing_wrong(before: str, after: str) -> None:
    for text in (RESOURCES, f"{{{RESOURCES}}}"):
        wrong = swapped(text, (before, after))
        with pytest.raises(AssertionError, match="finds"):
            passes(queue_profile, wrong, path="machine.json", site=SITE)
        if "multi" not in before:  # where several values are allowed, none of them is chosen for the author
            fixed(queue_profile, wrong, text, path="machine.json", site=SITE)


def test_what_must_be_absent() -> None:
    site = Site(profiles=(Profile("short", {"queue": "short"}, {"x": None, "W": "1:00"}, severity="note"),))
    found = offends(
        queue_profile,
        """
        #!/bin/bash
        #BSUB -q short
        #BSUB -W 1:00
        #BSUB -x
              ^^
        """,
        path="a.lsf",
        site=site,
    )
    assert [(finding.template, finding.severity) for finding in found] == [(NEEDLESS, Severity.NOTE)]


def test_slurm_and_pbs_options_and_commands() -> None:
    site = Site(
        profiles=(
            Profile("big", {"partition": "big"}, {"nodes": 2, "commands": "srun"}),
            Profile("cards", {"q": "gpu"}, {"select.ngpus": 1}),
        )
    )
    passes(queue_profile, "#!/bin/bash\n#SBATCH -p big -N 2\nsrun a\n", path="a.sbatch", site=site)
    offends(
        queue_profile, "#!/bin/bash\n#SBATCH -p big -N 3\n                  ^\nsrun a\n", path="a.sbatch", site=site
    )
    passes(queue_profile, "#!/bin/bash\n#PBS -q gpu\n#PBS -l select=1:ncpus=2:ngpus=1\n", path="a.pbs", site=site)
    text = "#!/bin/bash\n#PBS -q gpu\n#PBS -l select=1:ncpus=2:ngpus=2\n                               ^\n"
    offends(queue_profile, text, path="a.pbs", site=site)
