from __future__ import annotations

from dataclasses import replace

import pytest
from envdoctor_rules.storage.folder_not_absolute import (
    EMPTY,
    IGNORED,
    IGNORED_EMPTY,
    OUT,
    OWN,
    RELATIVE,
    TILDE,
    WHOLE,
    folder_not_absolute,
)

from envdoctor import Advise, Finding, Here, Origin, Place, Row, Severity
from envdoctor.catalogue.rows import Side, VariableLever
from envdoctor.catalogue.view import Variable
from envdoctor.facts.types import Disk, Disks, Environments, Locations, Spot, Target
from envdoctor.testing import findings, passes, skips

HERE = Here(home="/home/alice", cwd="/home/alice/work")
HF = Row("huggingface", "huggingface", "models", "mixed", (), (VariableLever("HF_HOME"),), "cache/huggingface")
TORCH = replace(HF, id="torch-hub", tool="torch.hub", levers=(VariableLever("TORCH_HOME"),))
PIP = replace(HF, id="pip-cache", tool="pip", levers=(VariableLever("PIP_CACHE_DIR"),))
CATALOGUE = (HF, PIP, TORCH)


def line(name: str, path: str = "/home/alice/.bashrc") -> Origin:
    return Origin("file", path, 7, name)


def at(path: str, origin: Origin, relative: str | None) -> Spot:
    return Spot("x", dict.fromkeys(("interactive", "batch"), Place(f"/home/alice/work/{path}", origin, relative)))


def environments(origin: Origin, value: str | None, *contexts: str) -> Environments:
    variable = {origin.variable or "": Variable(value, replace(origin, variable=None))}
    return Environments(dict.fromkeys(contexts or ("interactive", "batch"), variable))


FINE = Spot("x", {"interactive": Place("/data1/x", Origin("default"))})


NONE = Disks()
DATA = Disks(target=Target("/data1/alice", True, Disk("/data1")))


def found(spots: dict[str, Spot], environments: Environments | None = None, disks: Disks = NONE) -> list[Finding]:
    return findings(
        folder_not_absolute,
        locations=Locations(spots),
        environments=environments or Environments(),
        catalogue=CATALOGUE,
        disks=disks,
        here=HERE,
    )


def test_one_finding_for_a_variable_that_many_follow() -> None:
    xdg = line("XDG_CACHE_HOME")
    spots = {"huggingface": at("huggingface/hub", xdg, ""), "torch-hub": at("torch/hub", xdg, ""), "pip-cache": FINE}
    [one] = found(spots, environments(xdg, ""))
    assert (one.template, one.severity) == (EMPTY, Severity.WARNING)
    assert one.args["tools"] == "huggingface ./huggingface/hub, torch.hub ./torch/hub"
    assert (one.location.path, one.location.line, one.key) == ("/home/alice/.bashrc", 7, "XDG_CACHE_HOME")
    assert one.wish == Advise(OUT, {"where": "XDG_CACHE_HOME (/home/alice/.bashrc:7)"})


@pytest.mark.parametrize(
    ("value", "path", "says", "command"),
    [
        ("~/hf", "/home/alice/.bashrc", TILDE, 'export HF_HOME="$HOME/hf"'),
        ("~/hf", "/home/alice/.config/fish/config.fish", TILDE, 'set -gx HF_HOME "$HOME/hf"'),
        ("~/hf", "/home/alice/.tcshrc", TILDE, 'setenv HF_HOME "$HOME/hf"'),
        ("~/my hf", "/home/alice/.bashrc", TILDE, "export HF_HOME='/home/alice/my hf'"),
    ],
)
def test_the_line_that_sets_it_right(value: str, path: str, says: str, command: str) -> None:
    [one] = found({"huggingface": at(f"{value}/hub", line("HF_HOME", path), value)})
    assert (one.template, one.args["value"], one.args["tools"]) == (says, value, f"huggingface ./{value}/hub")
    assert isinstance(one.wish, Advise)
    assert (one.wish.text, one.wish.commands) == (WHOLE, (command,))


@pytest.mark.parametrize(
    ("name", "value", "path", "command"),
    [
        ("HF_HOME", "hf", "/home/alice/.bashrc", "export HF_HOME=/data1/alice/cache/huggingface"),
        ("HF_HOME", "~/hf", "/home/alice/.bashrc", "export HF_HOME=/data1/alice/cache/huggingface"),
        ("OTHER", "../a/./b", "/home/alice/.bashrc", "export OTHER=/data1/alice/a/b"),
        ("OTHER", "my own", "/home/alice/.tcshrc", "setenv OTHER '/data1/alice/my own'"),
        ("OTHER", "..", "/home/alice/.bashrc", "export OTHER=/data1/alice"),
    ],
)
def test_the_line_names_the_data_disk(name: str, value: str, path: str, command: str) -> None:
    [one] = found({"huggingface": at("x", line(name, path), value)}, disks=DATA)
    assert isinstance(one.wish, Advise)
    assert (one.severity, one.wish.text, one.wish.commands) == (Severity.WARNING, WHOLE, (command,))


def test_the_line_names_what_the_fix_names_for_a_side() -> None:
    row = replace(HF, sides=(Side("runs", "runs", ("WANDB_DIR",), (), "wandb/runs"),))
    spot = replace(FINE, sides={"runs": at("wandb", line("WANDB_DIR"), "wandb")})
    facts = {"locations": Locations({"huggingface": spot}), "environments": Environments(), "disks": DATA, "here": HERE}
    [one] = findings(folder_not_absolute, catalogue=(row,), **facts)
    assert isinstance(one.wish, Advise)
    assert one.wish.commands == ("export WANDB_DIR=/data1/alice/wandb/runs",)


def test_home_is_never_offered_for_what_does_not_name_it() -> None:
    [one] = found({"huggingface": at("hf/hub", line("HF_HOME"), "hf")})
    assert isinstance(one.wish, Advise)
    assert (one.template, one.wish.text, one.wish.commands) == (RELATIVE, WHOLE, ())


@pytest.mark.parametrize("disks", [Disks(), DATA])
def test_what_is_meant_for_each_project_is_a_note(disks: Disks) -> None:
    [one] = found({"huggingface": at("wandb", line("WANDB_DIR"), "./wandb")}, disks=disks)
    where = {"where": "WANDB_DIR (/home/alice/.bashrc:7)"}
    assert (one.template, one.severity, one.wish) == (RELATIVE, Severity.NOTE, Advise(OWN, where))


def test_a_config_file() -> None:
    origin = Origin("file", "/home/alice/.config/pip/pip.conf", 2)
    [one] = found({"pip-cache": at("$HOME/pip", origin, "$HOME/pip")})
    assert (one.template, one.args["name"]) == (RELATIVE, "/home/alice/.config/pip/pip.conf:2")
    assert isinstance(one.wish, Advise)
    assert one.wish.commands == ()


def test_a_side_is_named_where_the_main_place_does_not_say_it() -> None:
    row = replace(HF, sides=(Side("datasets", "datasets", ("HF_DATASETS_CACHE",), (), "x"),))
    home, own = line("HF_HOME"), line("HF_DATASETS_CACHE")
    below = replace(at("hf/hub", home, "hf"), sides={"datasets": at("hf/datasets", home, "hf")})
    args = {"environments": Environments(), "catalogue": (row,), "disks": Disks(), "here": HERE}
    [one] = findings(folder_not_absolute, locations=Locations({"huggingface": below}), **args)
    assert one.args["tools"] == "huggingface ./hf/hub"
    alone = replace(FINE, sides={"datasets": at("~/ds", own, "~/ds")})
    [one] = findings(folder_not_absolute, locations=Locations({"huggingface": alone}), **args)
    assert (one.key, one.args["tools"]) == ("HF_DATASETS_CACHE", "huggingface datasets ./~/ds")


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("XDG_CACHE_HOME", "", IGNORED_EMPTY),
        ("XDG_DATA_HOME", "share", IGNORED),
        ("XDG_CONFIG_HOME", "~/cfg", IGNORED),
        ("PIP_CACHE_DIR", "", IGNORED_EMPTY),
    ],
)
def test_a_value_that_every_tool_takes_as_unset_is_a_note(name: str, value: str, says: str) -> None:
    [one] = found({"pip-cache": FINE}, environments(line(name), value))
    assert (one.template, one.severity, one.key) == (says, Severity.NOTE, name)
    assert (one.place, one.location.line) == ("/home/alice/.bashrc", 7)


@pytest.mark.parametrize(
    ("spots", "given"),
    [
        pytest.param({"pip-cache": FINE}, Environments(), id="nothing set"),
        pytest.param({"pip-cache": FINE}, environments(line("XDG_CACHE_HOME"), "/data1/c"), id="absolute"),
        pytest.param({"pip-cache": FINE}, environments(line("XDG_CACHE_HOME"), None), id="only the shell knows"),
        pytest.param(
            {"pip-cache": FINE},
            Environments({**environments(line("XDG_CACHE_HOME"), "", "now").contexts, "batch": {}}),
            id="only this process",
        ),
        pytest.param({"pip-cache": FINE}, environments(line("PIP_CACHE_DIR"), "1"), id="a switch or a list"),
        pytest.param({}, environments(line("PIP_CACHE_DIR"), ""), id="no tool in use"),
        pytest.param(
            {"huggingface": replace(at("hf/hub", line("HF_HOME"), "hf"), in_use=False)}, Environments(), id="not in use"
        ),
        pytest.param(
            {"pip-cache": Spot("x", {"batch": Place(None, line("PIP_CACHE_DIR"), note="x", stops=True)})},
            environments(line("PIP_CACHE_DIR"), ""),
            id="the tool stops: another rule says so",
        ),
    ],
)  # fmt: skip
def test_healthy(spots: dict[str, Spot], given: Environments) -> None:
    facts = {"locations": Locations(spots), "environments": given, "disks": DATA, "here": HERE}
    passes(folder_not_absolute, catalogue=CATALOGUE, **facts)


def test_where_only_this_process_is_known_it_counts() -> None:
    assert len(found({"pip-cache": FINE}, environments(line("XDG_CACHE_HOME"), "", "now"))) == 1


def test_could_not_tell_is_not_fine() -> None:
    unknown = Environments({}, {"now": "x", "batch": "bash gave no answer"})
    assert skips(folder_not_absolute, environments=unknown, catalogue=()) == "bash gave no answer"
