from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest
import yaml

from envdoctor.catalogue.site import UNLIMITED, Profile, Queue, Site
from envdoctor.config import Flags, load
from envdoctor.config.leaves import ShapeError
from envdoctor.config.names import CARDS, of_card, of_profile
from envdoctor.config.reading import Value
from envdoctor.config.scheduler import memory, minutes, version, wanted
from envdoctor.errors import PolicyError
from envdoctor.host.host import Host

SITES = Path(__file__).parents[2] / "examples/sites"
SCHEMA = json.loads(files("envdoctor").joinpath("policy.schema.json").read_text())


def value(text: str) -> Value:
    """A scalar as the reader makes it."""
    return Value(yaml.safe_load(text), text.strip("'\""), 1)


def site(text: str, folder: Path) -> Site:
    """The site of a policy file with this text."""
    (folder / "p.yaml").write_text(text)
    host = Host(home=str(folder), env={}, cwd=str(folder), live=False)
    return load(host, Flags(file=str(folder / "p.yaml"), isolated=True)).scheduler


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("90", 90),
        ("24:00:00", 1440),  # a number of seconds to YAML 1.1
        ("'24:00:00'", 1440),
        ("00:30:00", 30),
        ("00:00:01", 1),
        ("2-00:00:00", 2880),
        ("1-12", 2160),
        ("1-12:30", 2190),
        ("36h", 2160),
        ("2d", 2880),
        ("2d12h5m", 3605),
        ("unlimited", UNLIMITED),
        ("INFINITE", UNLIMITED),
    ],
)
def test_times(text: str, expected: int) -> None:
    assert minutes(value(text)) == expected


@pytest.mark.parametrize(
    "text", ["'24:00'", "24:00", "0", "-5", "1.5", "soon", "1-", "h", "''", "1:2:3:4", "[1]", "true"]
)
def test_what_is_no_time(text: str) -> None:
    with pytest.raises(ShapeError, match="expected a time"):
        minutes(value(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [("250GiB", 256000), ("1 MiB", 1), ("500000MiB", 500000), ("250GB", 238419)],
)
def test_memory_is_in_mib(text: str, expected: int) -> None:
    assert memory(value(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("'22.05'", (22, 5)), ("22.05", (22, 5)), ("24.10", (24, 10)), ("'10.1.0'", (10, 1))],
)
def test_versions(text: str, expected: tuple[int, int]) -> None:
    assert version(value(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("yes", "yes"),
        ("off", "off"),
        ("true", True),
        ("11", 11),
        ("1.5", "1.5"),
        ("24:00", "24:00"),
        ("shared", "shared"),
        ("", None),
    ],
)
def test_what_a_profile_wants_is_what_was_written(text: str, expected: object) -> None:
    assert wanted(value(text)) == expected


def test_queues_and_profiles_get_their_names(tmp_path: Path) -> None:
    made = site(
        "scheduler:\n  queues: {a: , b: {time: 1h, mig: true}}\n"
        "  profiles: {p: {when: {q: b}, require: {n: [1, null]}, say: Ask, severity: note}}\n",
        tmp_path,
    )
    assert made.queues == {"a": Queue("a"), "b": Queue("b", minutes=60, mig=True)}
    assert made.profiles == (Profile("p", {"q": "b"}, {"n": (1, None)}, "Ask", "note"),)


def test_a_later_policy_says_a_queue_anew(tmp_path: Path) -> None:
    user = tmp_path / ".config/envdoctor/envdoctor.yaml"
    user.parent.mkdir(parents=True)
    user.write_text("scheduler: {kind: slurm, queues: {a: {gpus: 4, cpus: 8}, b: {gpus: 1}}}\n")
    (tmp_path / "p.yaml").write_text("scheduler: {queues: {a: {gpus: 8}}}\n")
    host = Host(home=str(tmp_path), env={}, cwd=str(tmp_path), live=False)
    made = load(host, Flags(file=str(tmp_path / "p.yaml"), project=False), site="/nowhere").scheduler
    assert made.kind == "slurm"
    assert made.queues == {"a": Queue("a", gpus=8), "b": Queue("b", gpus=1)}


def test_no_section_is_an_unknown_site(tmp_path: Path) -> None:
    assert site("scheduler:\n", tmp_path) == Site() == site("", tmp_path)


@pytest.mark.parametrize("path", sorted(SITES.glob("*.yaml")), ids=lambda path: path.stem)
def test_the_examples_are_good(path: Path, tmp_path: Path) -> None:
    jsonschema.validate(yaml.safe_load(path.read_text()), SCHEMA)
    site(path.read_text(), tmp_path)


def test_the_examples_say_what_their_sites_are(tmp_path: Path) -> None:
    slurm = site((SITES / "slurm-public-cluster.yaml").read_text(), tmp_path)
    assert (slurm.queues["gpu"].gpus, slurm.memory_configured, slurm.compute_network) == (8, False, True)
    lsf = site((SITES / "lsf-a100-slices.yaml").read_text(), tmp_path)
    assert [profile.name for profile in lsf.profiles if profile.severity != "error"] == []
    assert (lsf.queues["gpu2"].cuda, lsf.mig_option, lsf.wait_time) == ((11, 1), False, 60)
    platform = site((SITES / "container-platform.yaml").read_text(), tmp_path)
    assert (platform.symlinks, platform.node_only, platform.cpus) == (False, ("/mnt",), (8, 15))
    assert site((SITES / "lab-servers.yaml").read_text(), tmp_path).no_root is True


# ---- names that nobody knows


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("scheduler:\n  required: [time,\n    tyme]\n", 3, "scheduler.required: nobody knows tyme; did you mean time"),
        ("scheduler: {required: [walltime]}", 1, "did you mean time? (an option's own name"),
        ("scheduler: {required: [zzz]}", 1, "known are time, queue"),
        ("scheduler: {modules: cuda}", 1, "such as [cuda/12.4, gcc]"),
        ("scheduler: {required: time}", 1, "such as [time, account]"),
        (
            "scheduler:\n  queues:\n    gpu:\n      card: B999\n",
            4,
            "gpu.card: no card is called B999 here, such as A100",
        ),
        ("scheduler: {queues: {gpu: {card: a100}}}", 1, "no card is called a100 here; did you mean A100?"),
        ("scheduler: {queues: {gpu: {gpus: -1}}}", 1, "expected a whole number from 0"),
        (
            "scheduler:\n  default_queue: gup\n  queues: {gpu: , cpu: }\n",
            2,
            "scheduler.default_queue: no queue of this",
        ),
        ("scheduler: {default_queue: gup, queues: {gpu: , cpu: }}", 1, "called gup; did you mean gpu?"),
        (
            "scheduler:\n  profiles:\n    a:\n      when:\n        qeue: gpu\n      require: {n: 1}\n",
            5,
            "scheduler.profiles.a.when: nobody knows the name qeue; did you mean queue?",
        ),
        (
            "scheduler:\n  queues: {gpu: }\n  profiles:\n    a: {when: {queue: gup}, require: {n: 1}}\n",
            4,
            "scheduler.profiles.a: no queue of this policy is called gup; did you mean gpu?",
        ),
    ],
)
def test_what_nobody_knows_is_an_error_with_its_line(text: str, line: int, says: str, tmp_path: Path) -> None:
    with pytest.raises(PolicyError) as error:
        site(text, tmp_path)
    assert error.value.line == line
    assert says in str(error.value)


@pytest.mark.parametrize(
    "text",
    [
        "scheduler: {queues: {gpu: {card: MI250X, cuda: '11.0'}}}",
        "scheduler: {default_queue: gpu}",
        "scheduler: {default_queue: gpu, queues: }",
        "scheduler: {queues: {a: , b: }, profiles: {p: {when: {q: [a, 'a b', null]}, require: {n: 1}}}}",
        "scheduler: {required: [time, gpus, constraint, W, l, gpu, A]}",
    ],
)
def test_what_is_known_or_cannot_be_told_is_taken(text: str, tmp_path: Path) -> None:
    site(text, tmp_path)


def test_a_default_queue_may_stand_in_another_layer(tmp_path: Path) -> None:
    user = tmp_path / ".config/envdoctor/envdoctor.yaml"
    user.parent.mkdir(parents=True)
    user.write_text("scheduler: {queues: {gpu: }}\n")
    (tmp_path / "p.yaml").write_text("scheduler: {default_queue: gpu}\n")
    host = Host(home=str(tmp_path), env={}, cwd=str(tmp_path), live=False)
    flags = Flags(file=str(tmp_path / "p.yaml"), project=False)
    assert load(host, flags, site="/nowhere").scheduler.default_queue == "gpu"
    (tmp_path / "p.yaml").write_text("scheduler:\n  default_queue: gup\n")
    with pytest.raises(PolicyError, match=r"p\.yaml:2: scheduler\.default_queue"):
        load(host, flags, site="/nowhere")


@pytest.mark.parametrize(
    "name",
    """queue commands n W constraint nodes gpu.mode gpu.j_exclusive span.ptile rusage.mem select.ngpus l.walltime gpu x
    env.CUDA_VISIBLE_DEVICES envs.X queue_name wait_time kwargs.gpu_exclusive strategy.if_cuda_multi_devices
    kwargs.scass_type custom_flags time cpus-per-task""".split(),
)
def test_names_of_profiles(name: str) -> None:
    assert of_profile(name) == ""


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("qeue", "queue"),
        ("gpu.j_exclusiv", "gpu.j_exclusive"),
        ("gpu.exclusive_job", ""),
        ("span.ptil", "span.ptile"),
        ("kwargs.gpu_exlusive", "kwargs.gpu_exclusive"),
        ("strategy.if_cuda_multi_device", "strategy.if_cuda_multi_devices"),
        ("evn.CUDA_VISIBLE_DEVICES", "env.CUDA_VISIBLE_DEVICES"),
        ("cpu_per_nod", "cpu_per_node"),
        ("constrain", "constraint"),
        ("l.", ""),
        ("kwargs.", ""),
        ("", ""),
        (".", ""),
        ("groupsize.x", ""),
    ],
)
def test_names_that_no_profile_has(name: str, meant: str) -> None:
    problem = of_profile(name)
    assert problem.startswith("nobody knows the name ")
    assert (f"; did you mean {meant}?" in problem) is bool(meant)


def test_a_variable_needs_its_name() -> None:
    assert of_profile("env") == of_profile("env.") == "expected env.NAME, such as env.CUDA_VISIBLE_DEVICES"


def test_cards_to_guess_from_are_known() -> None:
    assert [name for name in CARDS if of_card(name)] == []


@pytest.mark.parametrize(
    ("given", "meant"), [("22.1", "22.05"), ("'99.99'", "26.05"), ("'22.06'", "22.05"), ("'10.1'", "14.03")]
)
def test_a_slurm_that_never_was(given: str, meant: str, tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match=f"scheduler.version: there is no Slurm .*; the nearest is {meant}"):
        site(f"scheduler: {{kind: slurm, version: {given}}}\n", tmp_path)
    assert site(f"scheduler: {{kind: lsf, version: {given}}}\n", tmp_path).version is not None


@pytest.mark.parametrize(("given", "notes"), [("20.11", 0), ("'21.08'", 0), ("26.05", 0), ("26.11", 1), ("'28.02'", 1)])
def test_a_slurm_that_is_newer_than_all_known(given: str, notes: int, tmp_path: Path) -> None:
    (tmp_path / "p.yaml").write_text(f"scheduler: {{kind: slurm, version: {given}}}\n")
    host = Host(home=str(tmp_path), env={}, cwd=str(tmp_path), live=False)
    found = load(host, Flags(file=str(tmp_path / "p.yaml"), isolated=True)).notes
    assert len(found) == notes
    assert all("is newer than all that are known here" in note for note in found)
