from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path
from typing import Literal

import jsonschema
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from envdoctor.config import Config, DataDisk, Flags, Full, check_names, load, options_for, severity_of
from envdoctor.config.load import Leaves, _config, _locks, user_file
from envdoctor.config.reading import LIMIT, read
from envdoctor.config.shape import POLICY, ShapeError, flatten
from envdoctor.errors import PolicyError, UsageError
from envdoctor.host.host import Host
from envdoctor.model import Rule, Safety, Severity

SITE = "etc/envdoctor/envdoctor.yaml"
SCHEMA = json.loads(files("envdoctor").joinpath("policy.schema.json").read_text())
GB = 10**9
NO_FLAGS = Flags()


def host(home: Path, cwd: Path | None = None) -> Host:
    """A host whose home and working folder are throw-away."""
    return Host(home=str(home), env={}, cwd=str(cwd or home), live=False)


def policy(home: Path, cwd: Path | None = None, flags: Flags = NO_FLAGS) -> Config:
    """The policy in force, with a throw-away ``/etc`` as well."""
    return load(host(home, cwd), flags, str(home.parent / SITE))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "alice"
    folder.mkdir()
    return folder


def put(path: Path, text: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    path.chmod(0o644)
    return path


def user(home: Path, text: str | bytes) -> Path:
    return put(home / ".config/envdoctor/envdoctor.yaml", text)


def site(home: Path, text: str) -> Path:
    return put(home.parent / SITE, text)


# ---- one table for the loader and the schema

GOOD = [
    "",
    "# only a comment\n",
    "rules:\n",
    "rules: {select: [STO, cache-on-home], extend_select: [TMP101], ignore: []}",
    "rules: {severity: {STO101: error, 'STO101[pip-cache]': note, TMP101: warning}}",
    "rules: {severity: }",
    "rules: {settings: {STO101: {limit: 3, names: [a, b], deep: {x: null}}, TMP101: }}",
    "storage: {data: []}",
    "mirrors:",
    "mirrors: {wheels: [/home/share/wheels]}",
    "storage: {data: [{path: /data1}, {path: /data2, folder: 'users/{user}', nodes: all}]}",
    "storage: {data: [{path: /data1, folder: '/data1/{user}', nodes: this}]}",
    "storage: {home: {shared: true}}",
    "storage: {home: {shared: null}}",
    "storage: {home: {shared: no}}",
    "storage: {full: {percent: 5, bytes: 50GB}, near: {percent: 2.5}, small: {bytes: 200 GB}}",
    "storage: {small: {bytes: 1000}}",
    "storage: {small: {bytes: 64GiB}}",
    "storage: {small: {bytes: 1.5tb}}",
    "storage: {small: {bytes: '0'}}",
    "storage: {ignore: [/scratch, /mnt/a b]}",
    "fix: {mode: on}",
    "fix: {mode: off}",
    "fix: {mode: safe}",
    "fix: 'off'",
    "fix: safe",
    "fix:\n",
    "lock: [fix.mode, storage]",
    "scheduler:",
    "scheduler: {kind: slurm, version: '22.05', default_queue: gpu, memory_configured: false}",
    "scheduler: {version: 22.05, driver_cuda: '12.0', compute_network: null}",
    "scheduler: {queues: {gpu: , cpu: {}, long: {time: 14-00:00:00, default_time: 24:00:00}}}",
    "scheduler: {queues: {a: {time: 36h}, b: {time: 90}, c: {time: unlimited}, d: {time: 2d12h30m}, e: {time: 1-12}}}",
    "scheduler: {queues: {gpu: {nodes: 3, gpus: 8, cpus: 40, memory: 250GiB, card: A100, mig: yes, gpu_only: true}}}",
    "scheduler: {queues: {gpu: {most_gpus: 8, cpus_per_gpu: 5, memory_per_gpu: 30 G}}}",
    "scheduler: {profiles: {a: {when: {gpu.j_exclusive: yes}, require: {n: [1, 2], gpu.mig: null}, severity: note}}}",
    "scheduler: {profiles: {a: {when: {kwargs.gpu_exclusive: false}, require: {wait_time: [60, null]}, say: Ask us}}}",
    "scheduler: {modules: [cuda/12.4], required: [time], node_only: [/mnt], cpus: [8, 15], memory_per_cpu: 10GiB}",
    "scheduler: {whole_node: true, symlinks: false, shm_settable: false, no_root: true, mig_option: false}",
    "scheduler: {wait_time: 60, slice_picker: /opt/site/pick_slice}",
    "lock: [scheduler.queues]",
]
BAD = [
    ("[]", 1, "table of keys"),
    ("just text", 1, "table of keys"),
    ("rule: {}", 1, "did you mean rules"),
    ("rules: 3", 1, "table of keys: select"),
    ("rules:\n  select: STO", 2, "rules.select: expected a list"),
    ("rules:\n  select:\n    - STO\n    - 3", 4, "expected a text"),
    ("rules:\n  selct: [STO]", 2, "did you mean select"),
    ("rules: {select: [' ']}", 1, "expected a text"),
    ("rules:\n  severity:\n    STO101: fatal", 3, "note, warning, error, not 'fatal'"),
    ("rules: {severity: {STO101: [error]}}", 1, "note, warning, error"),
    ("rules: {settings: {STO101: 3}}", 1, "table of keys"),
    ("storage: {data: /data1}", 1, "list of disks"),
    ("storage:\n  data:\n    - folder: 'x/{user}'", 3, "expected path"),
    ("storage: {data: [/data1]}", 1, "table of keys: path"),
    ("storage: {data: [{path: data1}]}", 1, "absolute path, not 'data1'"),
    ("storage: {data: [{path: /data1, folder: shared}]}", 1, "{user}"),
    ("storage: {data: [{path: /data1, folder: '{user}/{group}'}]}", 1, "{user}"),
    ("storage: {data: [{path: /data1, nodes: some}]}", 1, "all, this, not 'some'"),
    ("storage: {data: [{path: /data1, node: all}]}", 1, "did you mean nodes"),
    ("storage: {home: {shared: maybe}}", 1, "true, false or null"),
    ("storage: {full: {percent: 101}}", 1, "from 0 to 100"),
    ("storage: {full: {percent: true}}", 1, "from 0 to 100"),
    ("storage: {full: {percent: '5'}}", 1, "from 0 to 100"),
    ("storage: {full: {bytes: -1}}", 1, "expected a size"),
    ("storage: {full: {bytes: 5 bananas}}", 1, "expected a size"),
    ("storage: {full: {bytes: 1.5}}", 1, "expected a size"),
    ("storage: {full: {bytes: }}", 1, "expected a size"),
    ("storage: {full: {size: 5GB}}", 1, "there is no key size"),
    ("storage: {ignore: /x}", 1, "list of absolute paths"),
    ("storage: {ignore: [x]}", 1, "absolute path"),
    ("fix: {mode: maybe}", 1, "fix.mode: expected on, safe, off, not 'maybe'"),
    ("fix: {mode: }", 1, "fix.mode"),
    ("fix: sometimes", 1, "fix.mode"),
    ("fix: [on]", 1, "table of keys"),
    ("lock: fix.mode", 1, "lock: expected a list"),
    ("plugins: []", 1, "there is no key plugins"),
    ("scheduler: slurm", 1, "table of keys: kind"),
    ("scheduler: {kind: sge}", 1, "slurm, lsf, pbs, not 'sge'"),
    ("scheduler: {version: 22}", 1, "in quotes, such as"),
    ("scheduler: {version: 'new'}", 1, "in quotes, such as"),
    ("scheduler: {driver_cuda: 12.0}", 1, "in quotes, such as"),
    (
        "scheduler:\n  queues:\n    gpu: {tme: 1}",
        3,
        "scheduler.queues.gpu: there is no key tme; did you mean time",
    ),
    ("scheduler:\n  queues:\n    gpu:\n      time: '24:00'", 4, "scheduler.queues.gpu.time: expected a time such as"),
    ("scheduler: {queues: {gpu: {time: 0}}}", 1, "expected a time"),
    ("scheduler: {queues: {gpu: {time: '  '}}}", 1, "expected a time"),
    ("scheduler: {queues: {gpu: {time: 0h}}}", 1, "expected a time"),
    ("scheduler: {queues: {gpu: {time: }}}", 1, "expected a time"),
    ("scheduler: {queues: {gpu: {time: [1]}}}", 1, "expected a time"),
    ("scheduler: {queues: {gpu: {time: true}}}", 1, "expected a time"),
    ("scheduler: {queues: [gpu]}", 1, "table of keys"),
    ("scheduler: {queues: {gpu: 8}}", 1, "table of keys: time"),
    ("scheduler: {queues: {gpu: {gpus: -1}}}", 1, "expected a whole number"),
    ("scheduler: {queues: {gpu: {gpus: '8'}}}", 1, "expected a whole number"),
    ("scheduler: {queues: {gpu: {gpus: true}}}", 1, "expected a whole number"),
    ("scheduler: {queues: {gpu: {memory: 256000}}}", 1, "with its unit"),
    ("scheduler: {queues: {gpu: {memory: 64KB}}}", 1, "with its unit"),
    ("scheduler: {queues: {gpu: {mig: maybe}}}", 1, "true, false or null"),
    ("scheduler: {profiles: {a: {when: {n: 1}}}}", 1, "scheduler.profiles.a: expected require"),
    ("scheduler: {profiles: {a: {when: {}, require: {n: 1}}}}", 1, "expected when"),
    ("scheduler: {profiles: {a: }}", 1, "scheduler.profiles.a: expected when"),
    ("scheduler: {profiles: {a: {when: {n: {x: 1}}, require: {n: 1}}}}", 1, "a list of allowed values"),
    ("scheduler: {profiles: {a: {when: {n: []}, require: {n: 1}}}}", 1, "at least one allowed value"),
    ("scheduler: {profiles: {a: {when: {n: 1}, require: {n: 2}, severity: bad}}}", 1, "note, warning, error"),
    ("scheduler: {cpus: [8]}", 1, "such as [8, 15]"),
    ("scheduler: {cpus: 8}", 1, "such as [8, 15]"),
    ("scheduler: {node_only: [mnt]}", 1, "absolute path"),
]


@pytest.mark.parametrize("text", GOOD)
def test_loader_and_schema_take_good_policies(text: str) -> None:
    value = read(text.encode(), "p.yaml")
    assert value is None or isinstance(flatten(value, POLICY), dict)
    jsonschema.validate(yaml.safe_load(text), SCHEMA)


@pytest.mark.parametrize(("text", "line", "says"), BAD)
def test_loader_and_schema_refuse_bad_policies(text: str, line: int, says: str, home: Path) -> None:
    path = user(home, text)
    with pytest.raises(PolicyError) as error:
        policy(home)
    assert error.value.line == line
    assert says in str(error.value)
    assert str(error.value).startswith(f"{path}:{line}: ")
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(yaml.safe_load(text), SCHEMA)


def test_schema_is_a_schema_and_knows_the_same_keys() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert set(SCHEMA["properties"]) == set(POLICY)
    for section in ("rules", "storage", "scheduler"):
        shape = POLICY[section]
        assert isinstance(shape, dict)
        assert set(SCHEMA["properties"][section]["properties"]) == set(shape)


# ---- hostile files


@pytest.mark.parametrize(
    ("data", "line", "says"),
    [
        (b"rules:\n  ignore: [\xff\xfe]\n", 2, "not UTF-8"),
        ("rules: {}".encode("utf-16"), 1, "not UTF-8"),
        (b"rules: {}\n\0", 2, "not valid YAML"),
        (b"rules: [\n", 2, "not valid YAML"),
        (b"a: b: c", 1, "not valid YAML"),
        (b"rules: {}\n---\nrules: {}\n", 2, "not valid YAML"),
        (b"rules:\n  ignore: *nowhere\n", 2, "not valid YAML"),
        (b"fix: {mode: on}\nfix: {mode: off}\n", 2, "fix is set twice, first near line 1"),
        (b"rules:\n  ignore: [a]\n  select: [b]\n  ignore: [c]\n", 4, "ignore is set twice, first near line 2"),
        (b"rules: !!python/object/apply:os.system ['true']", 1, "python/object/apply:os.system"),
        (b"rules:\n  ignore: [!!binary aGVsbG8=]", 2, "!!binary"),
        (b"rules: !!set {a, b}", 1, "!!set"),
        (b"? [a, b]\n: c\n", 1, "plain text"),
        (b"rules: &a\n  settings: {X: {y: *a}}\n", None, "aliases"),
        (b"x: " + b"[" * 5000 + b"]" * 5000, 1, "nested too deeply"),
        (b"x: " + b"[" * 100_000, 1, "nested too deeply"),
        (b"#" * (LIMIT + 1), None, "256 KiB"),
        (b"storage: {small: {bytes: " + b"9" * 5000 + b"}}", 1, "not a number"),
        (b"storage: {small: {bytes: 0b_}}", 1, "not a number"),
    ],
)
def test_hostile_files_end_in_one_sentence(data: bytes, line: int | None, says: str, home: Path) -> None:
    user(home, data)
    with pytest.raises(PolicyError, match=says) as error:
        policy(home)
    assert line is None or error.value.line == line


def test_an_alias_bomb_is_not_laid_out(home: Path) -> None:
    rows = ["a0: &a0 [x,x,x,x,x,x,x,x,x]"]
    rows += [f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    user(home, "\n".join(rows))
    with pytest.raises(PolicyError, match="aliases"):
        policy(home)


KEYS = st.sampled_from(["rules", "select", "storage", "data", "fix", "mode", "lock", "<<", "full", "bytes", "x"])
TREES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_bytes_are_a_policy_or_one_error(data: bytes) -> None:
    taken(data)


@given(TREES)
def test_any_tree_is_taken_by_loader_and_schema_alike(tree: object) -> None:
    text = yaml.safe_dump(tree)
    try:
        jsonschema.validate(yaml.safe_load(text), SCHEMA)
        good = True
    except jsonschema.ValidationError:
        good = False
    assert taken(text.encode()) is good


def taken(data: bytes) -> bool:
    """Whether the loader takes ``data``."""
    try:
        value = read(data, "p.yaml")
        assert value is None or isinstance(flatten(value, POLICY), dict)
    except (PolicyError, ShapeError):
        return False
    return True


def test_dates_are_text_and_a_byte_order_mark_is_no_matter(home: Path) -> None:
    user(home, b"\xef\xbb\xbfrules: {ignore: [2026-01-31]}")
    assert policy(home).rules.ignore == ("2026-01-31",)


def test_a_folder_or_fifo_where_the_file_should_be_is_named(home: Path) -> None:
    path = home / ".config/envdoctor/envdoctor.yaml"
    path.parent.mkdir(parents=True)
    os.mkfifo(path)
    with pytest.raises(PolicyError, match="not a regular file"):
        policy(home)


# ---- values


def test_defaults_without_any_file(home: Path) -> None:
    config = policy(home)
    assert config == Config()
    assert (config.storage.full, config.storage.near) == (Full(5, 50 * GB), Full(10, 200 * GB))
    assert config.storage.small.bytes == 200 * GB
    assert config.origin_of("fix.mode") is None


@pytest.mark.parametrize(
    ("written", "count"),
    [
        ("0", 0),
        ("1000", 1000),
        ("200GB", 200 * GB),
        ("50 GB", 50 * GB),
        ("1.5TB", 1500 * GB),
        ("64GiB", 64 * 2**30),
        ("2 k", 2000),
        ("0.1 B", 0),
        ("7tb", 7000 * GB),
    ],
)
def test_sizes(written: str, count: int, home: Path) -> None:
    user(home, f"storage: {{small: {{bytes: {written}}}}}")
    assert policy(home).storage.small.bytes == count


def test_everything_has_its_type_and_origin(home: Path) -> None:
    path = user(
        home,
        """\
rules:
  select: [STO, TMP]
  severity: {STO101: error}
  settings:
    STO101:
      limit: 3
      names: [a, b]
storage:
  data:
    - {path: /data1/, folder: "users/{user}"}
    - {path: /data2, nodes: all}
  home:
    shared: yes
  near:
    percent: 20
fix: safe
""",
    )
    config = policy(home)
    name = str(path)
    assert config.rules.select == ("STO", "TMP")
    assert config.rules.settings == {"STO101": {"limit": 3, "names": ("a", "b")}}
    assert config.storage.data == (
        DataDisk("/data1", "/data1/users/{user}", "this"),
        DataDisk("/data2", "/data2/{user}", "all"),
    )
    assert config.storage.data[0].folder_of("zhang") == "/data1/users/zhang"
    assert config.storage.home.shared is True
    assert config.storage.near == Full(20, 200 * GB)
    assert config.fix.mode == "safe"
    assert config.files == (name,)
    assert config.origin_of("rules.settings.STO101.limit") == (name, 6)
    assert config.origin_of("storage.near.percent") == (name, 15)
    assert config.origin_of("storage.near.bytes") is None
    assert config.origin_of("fix.mode") == (name, 16)
    assert config.origin_of("rules.select.0") == (name, 2)
    assert config.origin_of("rules.settings.STO101") == (name, 6)


@pytest.mark.parametrize("folder", ["../{user}", "/data2/{user}", "/data1/../x/{user}"])
def test_a_folder_outside_its_disk_is_refused(folder: str, home: Path) -> None:
    user(home, f"storage:\n  data:\n    - path: /data1\n      folder: '{folder}'\n")
    with pytest.raises(PolicyError, match=r"storage\.data\.folder: the folder .* is not on /data1"):
        policy(home)


# ---- layers


def test_later_layers_win_key_by_key(home: Path) -> None:
    site(home, "rules: {ignore: [A], severity: {X1: note, X2: note}}\nstorage: {small: {bytes: 1}}")
    user(home, "rules: {ignore: [B], severity: {X1: error}}")
    project = home / "work/deep/er"
    project.mkdir(parents=True)
    put(home / "work/envdoctor.yaml", "rules: {select: [C]}")
    put(home / "extra.yaml", "fix: off")
    flags = Flags(file=str(home / "extra.yaml"), ignore=("D",))
    config = policy(home, project, flags)
    assert config.rules.ignore == ("B", "D")
    assert config.rules.severity == {"X1": "error", "X2": "note"}
    assert config.rules.select == ("C",)
    assert config.storage.small.bytes == 1
    assert config.fix.mode == "off"
    assert config.origin_of("rules.ignore") == ("--ignore", None)
    assert config.origin_of("rules.severity.X2") == (str(home.parent / SITE), 1)
    assert len(config.files) == 4


def test_select_on_the_command_line_is_not_ignored_by_a_file(home: Path) -> None:
    user(home, "rules: {select: [A], extend_select: [B], ignore: [STO101]}")
    rules = policy(home, flags=Flags(select=("STO101",))).rules
    assert (rules.select, rules.extend_select, rules.ignore) == (("STO101",), (), ())


def test_isolated_reads_no_file_but_the_one_that_is_named(home: Path) -> None:
    user(home, "not: [valid")
    put(home / "mine.yaml", "fix: safe")
    assert policy(home, flags=Flags(isolated=True)) == Config()
    config = policy(home, flags=Flags(isolated=True, file=str(home / "mine.yaml")))
    assert config.fix.mode == "safe"


def test_a_named_file_must_exist(home: Path) -> None:
    with pytest.raises(UsageError, match=r"--config: there is no file .*/none\.yaml"):
        policy(home, flags=Flags(file=str(home / "none.yaml")))


def test_locked_keys_stay_and_are_told(home: Path) -> None:
    site(home, "fix: safe\nlock: [fix, rules.severity.X1]\n")
    user(home, "fix: on\nrules: {severity: {X1: note, X2: note}}")
    config = policy(home)
    assert config.fix.mode == "safe"
    assert config.rules.severity == {"X2": "note"}
    mine, theirs = home / ".config/envdoctor/envdoctor.yaml", home.parent / SITE
    assert config.notes == (
        f"{mine}:1: fix.mode has no effect; {theirs} locks it",
        f"{mine}:2: rules.severity.X1 has no effect; {theirs} locks it",
    )


def test_a_locked_flag_is_a_usage_error(home: Path) -> None:
    site(home, "rules: {ignore: [STO101]}\nlock: [rules.select]\n")
    with pytest.raises(UsageError, match=r"--select is not possible here: .*/etc/.*:2 locks select"):
        policy(home, flags=Flags(select=("STO101",)))


def test_a_locked_ignore_outlives_select(home: Path) -> None:
    site(home, "rules: {ignore: [STO101]}\nlock: [rules.ignore]\n")
    assert policy(home, flags=Flags(select=("STO",))).rules.ignore == ("STO101",)


@pytest.mark.parametrize(
    ("key", "known"), [("fix.mode", True), ("fix.moed", False), ("lock", False), ("rules.settings.A.b", True)]
)
def test_only_known_keys_can_be_locked(key: str, known: bool, home: Path) -> None:
    site(home, f"lock: [{key}]")
    if known:
        assert policy(home).notes == ()
    else:
        with pytest.raises(PolicyError, match="there is no key"):
            policy(home)


def test_only_the_site_can_lock(home: Path) -> None:
    user(home, "fix: off\nlock: [fix.mode]")
    with pytest.raises(PolicyError, match=r"only /etc/envdoctor/envdoctor\.yaml may lock") as error:
        policy(home)
    assert error.value.line == 2


def test_a_site_policy_can_be_tried_with_config(home: Path) -> None:
    path = put(home / "site.yaml", "fix: safe\nlock: [fix, rules.ignore]")
    assert policy(home, flags=Flags(file=str(path))).fix.mode == "safe"
    with pytest.raises(UsageError, match="--ignore is not possible here"):
        policy(home, flags=Flags(file=str(path), ignore=("A",)))


@pytest.mark.parametrize(("mode", "used"), [(0o644, True), (0o600, True), (0o646, False), (0o666, False)])
def test_a_project_file_that_others_may_write_is_not_used(mode: int, used: bool, home: Path) -> None:
    path = put(home / "envdoctor.yaml", "rules: {ignore: [SHL101]}")
    path.chmod(mode)
    config = policy(home)
    assert config.rules.ignore == (("SHL101",) if used else ())
    assert [("others may write to it" in note) for note in config.notes] == ([] if used else [True])


def test_a_project_file_that_a_group_of_others_may_write_is_not_used(home: Path) -> None:
    path = put(home / "envdoctor.yaml", "rules: {ignore: [SHL101]}")
    os.chown(path, -1, next((gid for gid in os.getgroups() if gid != os.getuid()), os.getuid()))
    path.chmod(0o664)
    shared = path.stat().st_gid != path.stat().st_uid
    assert policy(home).rules.ignore == (() if shared else ("SHL101",))


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root to give a file away: sudo pytest")
def test_a_project_file_of_another_account_is_not_used(home: Path) -> None:
    path = put(home / "envdoctor.yaml", "rules: {ignore: [SHL101]}")
    os.chown(path, 4321, 4321)
    config = policy(home)
    assert config.rules.ignore == ()
    assert config.notes == (f"the policy {path} is not used: it belongs to another account",)


@pytest.mark.parametrize("value", [None, "", "  ", "relative", "/abs/config"])
def test_the_users_file_is_where_platformdirs_says(value: str | None) -> None:
    env = {"HOME": "/home/alice"} | ({} if value is None else {"XDG_CONFIG_HOME": value})
    code = "import platformdirs; print(platformdirs.user_config_path('envdoctor') / 'envdoctor.yaml')"
    said = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)
    assert user_file("/home/alice", env) == said.stdout.strip()


# ---- rules


@dataclass(frozen=True, slots=True)
class Options:
    limit: int = 5
    share: float = 0.5
    names: tuple[str, ...] = ()
    mode: Literal["fast", "slow"] = "fast"
    deep: bool = False
    folder: str | None = None


def make(options: type | None = Options) -> Rule:
    return Rule("STO101", "cache-on-home", Severity.WARNING, Safety.SAFE, None, (), "", "", (print, options))


def config_of(text: str) -> Config:
    value = read(text.encode(), "p.yaml")
    assert value is not None
    leaves: Leaves = {key: (item, ("p.yaml", line)) for key, (item, line) in flatten(value, POLICY).items()}
    return _config(leaves)


@pytest.mark.parametrize(
    ("settings", "made"),
    [
        ("", Options()),
        ("limit: 7", Options(limit=7)),
        ("limit: 7GB", Options(limit=7 * GB)),
        ("share: 2", Options(share=2)),
        ("names: [a, b]", Options(names=("a", "b"))),
        ("mode: slow", Options(mode="slow")),
        ("deep: yes", Options(deep=True)),
        ("folder: /x", Options(folder="/x")),
        ("folder: null", Options()),
    ],
)
def test_options_are_made(settings: str, made: Options) -> None:
    for name in ("STO101", "cache-on-home"):
        assert options_for(make(), config_of(f"rules: {{settings: {{{name}: {{{settings}}}}}}}")) == made


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ("limt: 7", "has no option limt; did you mean limit"),
        ("limit: many", "expected a whole number, not 'many'"),
        ("limit: 1.5", "expected a whole number, not 1.5"),
        ("limit: true", "expected a whole number, not True"),
        ("share: x", "expected a number"),
        ("names: a", "expected a list, each a text, not 'a'"),
        ("names: [1]", "expected a list, each a text"),
        ("mode: medium", "expected fast, slow, not 'medium'"),
        ("deep: 1", "expected true or false, not 1"),
        ("folder: 3", "expected a text or null, not 3"),
        ("limit: null", "expected a whole number, not null"),
        ("limit: {a: 1}", "expected a whole number"),
    ],
)
def test_options_are_checked(settings: str, says: str) -> None:
    with pytest.raises(PolicyError, match=r"^p\.yaml:2: ") as error:
        options_for(make(), config_of(f"rules:\n  settings: {{STO101: {{{settings}}}}}"))
    assert says in str(error.value)


def test_a_rule_without_options_has_none() -> None:
    assert options_for(make(None), Config()) is None
    with pytest.raises(PolicyError, match="STO101 has no options"):
        options_for(make(None), config_of("rules: {settings: {STO101: {x: 1}}}"))


def test_severity_in_force() -> None:
    config = config_of("rules: {severity: {STO101: error, 'STO101[uv]': note}}")
    assert severity_of(make(), Config()) is Severity.WARNING
    assert severity_of(make(), config) is Severity.ERROR
    assert severity_of(make(), config, "pip-cache") is Severity.ERROR
    assert severity_of(make(), config, "uv") is Severity.NOTE
    assert severity_of(make(), config_of("rules: {severity: {cache-on-home: note}}")) is Severity.NOTE


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("rules: {severity: {STO102: note}}", "no rule is called STO102; did you mean STO101"),
        ("rules: {settings: {cache-on-hom: {a: 1}}}", "did you mean cache-on-home"),
        ("rules: {severity: {'STO101[pip]': note}}", "did you mean pip-cache"),
        ("rules: {settings: {'STO101[pip-cache]': {a: 1}}}", "expected a rule"),
        ("rules: {settings: {STO101: {limt: 2}}}", "STO101 has no option limt; did you mean limit"),
        ("rules: {settings: {small-tmp: {minutes: 2}}}", "TMP101 has no options"),
    ],
)
def test_names_of_rules_are_checked(text: str, says: str) -> None:
    rules = [make(), replace(make(None), code="TMP101", name="small-tmp")]
    with pytest.raises(PolicyError, match=r"^p\.yaml:1: ") as error:
        check_names(config_of(text), rules, ["pip-cache", "uv"])
    assert says in str(error.value)


def test_names_that_exist_pass() -> None:
    text = "rules: {severity: {STO101: note, 'cache-on-home[uv]': note}, settings: {cache-on-home: {limit: 1}}}"
    check_names(config_of(text), [make()], ["uv"])


def test_the_example_for_a_site_is_good() -> None:
    data = (Path(__file__).parent.parent / "examples/sites/eight-gpu-box.yaml").read_bytes()
    value = read(data, "p.yaml")
    assert value is not None
    leaves: Leaves = {key: (item, ("p.yaml", line)) for key, (item, line) in flatten(value, POLICY).items()}
    locked = leaves.pop(("lock",))
    assert set(_locks("p.yaml", locked, True)) == {("storage", "data"), ("fix", "mode")}
    config = _config(leaves)
    assert [disk.folder_of("zhang") for disk in config.storage.data] == ["/data1/users/zhang", "/data2/users/zhang"]
    assert config.fix.mode == "safe"
    jsonschema.validate(yaml.safe_load(data), SCHEMA)


def test_yaml_is_not_imported_without_a_policy(home: Path) -> None:
    code = (
        "import sys; from envdoctor.host.host import Host; from envdoctor.config import Flags, load;"
        f"load(Host(home={str(home)!r}, env={{}}, cwd={str(home)!r}, live=False));"
        "print([name for name in ('yaml', 'platformdirs', 'difflib') if name in sys.modules])"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"


def test_a_project_moves_nothing_of_the_account(home: Path) -> None:
    path = put(
        home / "envdoctor.yaml", 'storage: {data: [{path: /d, folder: "x/{user}"}]}\nfix: off\nrules: {ignore: [A]}\n'
    )
    config = policy(home)
    assert (config.storage.data, config.fix.mode, config.rules.ignore) == ((), "on", ("A",))
    assert [note.partition(" counts")[0] for note in config.notes] == [f"{path}: storage.data", f"{path}: fix.mode"]


def test_an_account_is_not_judged_by_the_project_it_happens_to_stand_in(home: Path) -> None:
    put(home / "envdoctor.yaml", "rules: {ignore: [A]}\n")
    assert policy(home, flags=Flags(project=False)).rules.ignore == ()


@pytest.mark.parametrize(
    ("text", "secret"),
    [("s3cret:*:1: x\n", "s3cret"), ("s3cret pw:0: x\ns3cret pw:0: b\n", "s3cret")],
)
def test_a_link_to_another_file_does_not_have_its_text_told(text: str, secret: str, home: Path) -> None:
    put(home / "other", text)
    (home / "envdoctor.yaml").symlink_to(home / "other")
    with pytest.raises(PolicyError) as told:
        policy(home)
    assert secret not in str(told.value)
    assert "envdoctor.yaml:" in str(told.value)


@pytest.mark.parametrize(
    ("baseline", "used"),
    [
        ("known.json", True),
        ("ci/known.json", True),
        ("missing.json", True),
        ("/etc/passwd", False),
        ("../outside.json", False),
        ("../missing.json", False),
        ("~/.netrc", False),
        ("link.json", False),
    ],
)
def test_the_baseline_of_a_project_lies_in_it(baseline: str, used: bool, home: Path) -> None:
    project = home / "work"
    put(project / "ci/known.json", "{}")
    put(project / "known.json", "{}")
    put(home / "outside.json", "{}")
    (project / "link.json").symlink_to(home / "outside.json")
    put(project / "envdoctor.yaml", f"baseline: {baseline}\n")
    config = policy(home, project)
    assert config.baseline == (str(project / baseline) if used else "")
    assert [("the baseline is not used" in note) for note in config.notes] == ([] if used else [True])


def test_the_baseline_of_a_user_may_lie_anywhere(home: Path) -> None:
    user(home, "baseline: /data/known.json\n")
    assert policy(home).baseline == "/data/known.json"
