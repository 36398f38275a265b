from __future__ import annotations

import pytest

from envdoctor.catalogue.containers_dockerd import RELEASES, verdict
from envdoctor.catalogue.containers_json import DEEPEST, NoJson, line_column, read
from envdoctor.facts.dockerd import Daemon, Daemons, _computed
from envdoctor.facts.types import Environments
from tests.catalogue.container_views import DOCKERD, UNIT, Machine
from tests.catalogue.driving import HOME, environment

DJ = "/etc/docker/daemon.json"
OWN = f"{HOME}/.config/docker/daemon.json"
NEW, OLD = (28, 5), (20, 10)

# ---- JSON as Go reads it


@pytest.mark.parametrize(
    ("text", "at", "why"),
    [
        ('{"a": 1,}', (1, 9), "a comma before }"),
        ('{"a": [1,\n]}', (2, 1), "a comma before ]"),
        ('{ // c\n"a": 1}', (1, 3), "comments are not allowed"),
        ('{"a": 1 # c\n}', (1, 9), "comments are not allowed"),
        ("{'a': 1}", (1, 2), "single quotes"),
        ('{"a": "x" "b": 1}', (1, 11), "a comma or colon is missing"),
        ('{"a" "x"}', (1, 6), "a comma or colon is missing"),
        ('{"a": "x\n"}', (1, 7), "not closed in its line"),
        ('{"a": "\\x"}', (1, 7), "a backslash that means nothing"),
        ('{"a": 01}', (1, 8), "1 is not expected here"),
        ('{"a": NaN}', (1, 7), "N is not expected here"),
        ('{"a": 1', (1, 8), "ends too early"),
        ("", (1, 1), "ends too early"),
        ("]", (1, 1), "] is not expected here"),
        ("\ufeff{}", (1, 1), "U+FEFF is not expected here"),
        ('{"ä": tru}', (1, 7), "t is not expected here"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(text: str, at: tuple[int, int], why: str) -> None:
    with pytest.raises(NoJson) as caught:
        read(text)
    assert line_column(text, caught.value.at) == at
    assert why in str(caught.value)


def test_deep_brackets_are_refused_as_go_refuses_them_and_no_stack_overflows() -> None:
    read("[" * DEEPEST + "]" * DEEPEST)
    with pytest.raises(NoJson, match="too deeply"):
        read("[" * (DEEPEST + 1) + "]" * (DEEPEST + 1))


def test_the_last_of_doubled_keys_counts() -> None:
    root, end = read('{"a": 1, "a": "x"} rest')
    node = root.get("a")
    assert node is not None
    assert (node.plain, end, [key for key, _at, _value in root.members]) == ("x", 18, ["a", "a"])


# ---- what dockerd says


@pytest.mark.parametrize(
    ("text", "accepted"),
    [
        ("{}", (OLD, NEW)),
        ("", (NEW,)),
        (" \n", (NEW,)),
        ('\ufeff{"debug": true}', (NEW,)),
        ("null", (OLD, NEW)),
        ("[]", ()),
        ('{"data-root": "/d"} x', (OLD,)),
        ('{"graph": "/d"}', (OLD,)),
        ('{"graph": "/a", "data-root": "/b"}', ()),
        ('{"data-root": null}', (OLD, NEW)),
        ('{"data-root": 5}', ()),
        ('{"Data-Root": "/d"}', ()),
        ('{"label": ["a"]}', (OLD, NEW)),
        ('{"labels": ["a"]}', ()),
        ('{"foo": {"debug": true}}', (OLD, NEW)),
        ('{"foo": {"bar": true}}', ()),
        ('{"http-proxy": "http://p"}', (NEW,)),
        ('{"proxies": {"http-proxy": "http://p"}}', (NEW,)),
        ('{"proxies": {"http-proxy": 5}}', ()),
        ('{"log-opts": {"max-size": 10}}', ()),
        ('{"mtu": 1500.0}', ()),
        ('{"mtu": 99999999999999999999}', ()),
        ('{"hosts": ["foo://x"]}', (OLD,)),
        ('{"registry-mirrors": ["x"]}', (OLD,)),
        ('{"default-shm-size": "64M"}', (OLD, NEW)),
        ('{"default-shm-size": 64}', ()),
        ('{"default-runtime": "nvidia"}', ()),
        ('{"default-runtime": "nvidia", "runtimes": {"nvidia": {"path": "x", "args": []}}}', (OLD, NEW)),
        ('{"runtimes": {"runc": {"path": "x"}}}', ()),
        ('{"default-ulimits": {"nofile": {"Name": "nofile", "Hard": 5, "Soft": 5}}}', (OLD, NEW)),
        ('{"data-root": "/\udcff"}', (OLD,)),
        ('{"builder": {"gc": {"enabled": true}}, "features": {"buildkit": true}}', (OLD, NEW)),
    ],
)
def test_releases(text: str, accepted: tuple[tuple[int, int], ...]) -> None:
    assert tuple(release for release in (OLD, NEW) if verdict(text, release).accepted) == accepted


def test_an_unknown_release_refuses_only_what_all_refuse() -> None:
    assert verdict('{"graph": "/d"}').accepted
    assert verdict("").accepted
    assert verdict('{"http-proxy": "x"}').accepted
    assert not verdict('{"data-root": "/d",}').accepted
    assert not verdict('{"no-such-key": 1}').accepted


def test_a_release_nobody_has_seen_may_know_more_keys() -> None:
    newer = (RELEASES[-1][0] + 1, 0)
    assert verdict('{"no-such-key": 1}', newer).accepted
    assert not verdict('{"data-root": 5}', newer).accepted


def test_utf_16_with_its_mark_is_read_by_newer_ones() -> None:
    text = '\ufeff{"debug": 1}'.encode("utf-16-le").decode("utf-8", "surrogateescape")
    assert verdict(text, OLD).line == 1
    assert verdict(text, NEW).why == "debug must be true or false, without quotes"


def test_the_place_is_that_of_the_key_or_value() -> None:
    said = verdict('{\n  "debug": true,\n  "data_root": "/d"\n}', NEW)
    assert (said.line, said.column, said.why) == (
        3,
        3,
        "no option is called data_root; did you mean data-root?",
    )
    assert verdict('{\n "debug": "yes"}', NEW).column == 11


@pytest.mark.parametrize(
    ("text", "flags", "accepted"),
    [
        ('{"hosts": []}', {"host": "fd://"}, False),
        ('{"data-root": "/d"}', {"data-root": "/d"}, False),
        ('{"x": {"data-root": "/d"}}', {"data-root": "/d"}, False),
        ('{"runtimes": {}}', {"add-runtime": "x=y"}, True),
        ('{"data-root": "/d"}', {"host": "fd://"}, True),
    ],
)
def test_what_the_unit_gives_must_not_stand_in_the_file(text: str, flags: dict[str, str], accepted: bool) -> None:
    assert verdict(text, NEW, flags).accepted is accepted


def test_hostile_text_ends_in_a_verdict() -> None:
    for text in (
        "\0",
        "\x00{}",
        '{"' + "k" * 100_000 + '": 1}',
        '{"mtu": ' + "9" * 100_000 + "}",
        "\udcff\udcfe\udcff",
    ):
        assert not verdict(text, NEW).accepted


# ---- the fact


def daemons(machine: Machine, **variables: str) -> Daemons:
    environments = Environments({"login": environment(variables)})
    return machine.view(lambda view: _computed(view.seen, view.here, environments))


def test_no_daemon_where_this_account_may_not_use_one() -> None:
    found = daemons(Machine({**DOCKERD, DJ: "{,}"}))
    assert found.machine is None
    assert found.own == Daemon("docker-rootless", OWN)


def test_the_machines_daemon() -> None:
    found = daemons(Machine({**DOCKERD, DJ: '{\n"debug": 1}'}, socket=True)).machine
    assert found is not None
    assert (found.accepted, found.line, found.column, found.release) == (False, 2, 10, (28, 5))


@pytest.mark.parametrize(
    ("text", "flags", "driver", "grows"),
    [
        ("{}", "", "json-file", True),
        ('{"log-driver": "local"}', "", "local", False),
        ('{"log-driver": "journald"}', "", "journald", False),
        ('{"log-driver": "json-file", "log-opts": {"max-size": "10m"}}', "", "json-file", False),
        ('{"log-opts": {"max-file": "3"}}', "", "json-file", True),
        ("{}", "--log-driver=local", "local", False),
        ("{}", "--log-opt max-size=10m --log-opt max-file=3", "json-file", False),
    ],
)
def test_logs(text: str, flags: str, driver: str, grows: bool) -> None:
    unit = f"[Service]\nExecStart=/usr/bin/dockerd {flags}\n"
    found = daemons(Machine({**DOCKERD, DJ: text, UNIT: unit}, socket=True)).machine
    assert found is not None
    assert (found.log_driver, found.grows, found.accepted) == (driver, grows, True)


def test_an_accounts_own_daemon_is_where_its_settings_are() -> None:
    machine = Machine({"/c/docker/daemon.json": '{"log-driver": "local"}'})
    found = daemons(machine, XDG_CONFIG_HOME="/c").own
    assert found is not None
    assert (found.file, found.exists, found.grows) == ("/c/docker/daemon.json", True, False)
