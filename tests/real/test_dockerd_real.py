"""Real dockerds judge what envdoctor says of a daemon.json: 20.10 here, 26.1 and 28.5 in folders (the full set).

Known differences, by name:
- START: since 25 ``--validate`` passes over wrong runtimes, which stop the daemon when it starts (seen with 28.5).
- TLS: ``tlsverify`` makes ``--validate`` load the machine's certificates; whether they are there is not judged.
"""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from container_tools import Engines, machine, newer, says
from judging import some

from envdoctor.catalogue.containers import CHECK
from envdoctor.catalogue.containers_dockerd import KEYS, Release, verdict

BODIES = {
    "data_root": '{"data-root": "/data1/docker"}',
    "nvidia": (
        '{"runtimes":{"nvidia":{"path":"nvidia-container-runtime","runtimeArgs":[]}},"default-runtime":"nvidia"}'
    ),
    "object": "{}",
    "nothing": "",
    "blank": "  \n",
    "comma": '{"data-root": "/d",}',
    "comma_in_list": '{"dns": ["8.8.8.8",]}',
    "comment": '{ // c\n"data-root": "/d"}',
    "hash": '{ # c\n"data-root": "/d"}',
    "no_brace": '{"data-root": "/d"',
    "single_quotes": "{'data-root': '/d'}",
    "bom": '\ufeff{"data-root":"/d"}',
    "behind": '{"data-root":"/d"} x',
    "two": '{"data-root":"/d"}{}',
    "list": "[]",
    "null": "null",
    "text": '"x"',
    "unknown": '{"data_root": "/d"}',
    "capitals": '{"Data-Root": "/d"}',
    "flag_name": '{"label": ["a=b"], "storage-opt": ["x"], "insecure-registry": 5}',
    "inner": '{"foo": {"data-root": "/d"}}',
    "inner_unknown": '{"foo": {"bar": 1}}',
    "graph": '{"graph": "/d"}',
    "graph_and_root": '{"graph": "/a", "data-root": "/b"}',
    "number_for_text": '{"data-root": 5}',
    "text_for_switch": '{"debug": "yes"}',
    "number_for_switch": '{"debug": 1}',
    "text_for_list": '{"insecure-registries": "1.2.3.4:5000"}',
    "doubled": '{"data-root": "/a", "data-root": "/b"}',
    "doubled_wrong": '{"data-root": 5, "data-root": "/b"}',
    "relative": '{"data-root": "docker"}',
    "tilde": '{"data-root": "~/docker"}',
    "log_driver": '{"log-driver": "nosuch"}',
    "log_opt_number": '{"log-driver":"json-file","log-opts":{"max-size": 10}}',
    "log_level": '{"log-level": "loud"}',
    "runtime_missing": '{"default-runtime": "nvidia"}',
    "runtime_reserved": '{"runtimes":{"runc":{"path":"/x"}}}',
    "runtime_text": '{"runtimes":{"nvidia":"x"}}',
    "dns": '{"dns": ["not-an-ip"]}',
    "dns_search": '{"dns-search": ["a..b"]}',
    "mirror": '{"registry-mirrors": ["not a url"]}',
    "label": '{"labels": ["nolabel"]}',
    "label_reserved": '{"labels": ["com.docker.x=y"]}',
    "hosts": '{"hosts": ["foo://x"]}',
    "mtu": '{"mtu": -1}',
    "mtu_float": '{"mtu": 1500.0}',
    "mtu_exponent": '{"mtu": 15e2}',
    "mtu_huge": '{"mtu": 99999999999999999999}',
    "downloads": '{"max-concurrent-downloads": -1}',
    "attempts": '{"max-download-attempts": 0}',
    "pools": '{"default-address-pools":[{"base":"x","size":24}]}',
    "cdi": '{"features":{"cdi":"yes"}}',
    "resource": '{"node-generic-resources": ["NVIDIA-GPU=UUID1"]}',
    "resource_bad": '{"node-generic-resources": ["NVIDIA-GPU"]}',
    "shm": '{"default-shm-size": "64MB"}',
    "shm_bad": '{"default-shm-size": "64XB"}',
    "shm_number": '{"default-shm-size": 64}',
    "ulimit": '{"default-ulimits":{"nofile":{"Name":"nofile","Hard":64000,"Soft":64000}}}',
    "ulimit_number": '{"default-ulimits":{"nofile":64000}}',
    "live_restore": '{"live-restore": true}',
    "raw_tab": '{"data-root": "/a\tb"}',
    "escape": '{"data-root": "\\x"}',
    "surrogate": '{"data-root": "\\ud800"}',
    "bytes": '{"data-root": "/\udcff"}',
    "proxies": '{"proxies": {"http-proxy": "http://p:1"}}',
    "proxy_on_top": '{"http-proxy": 5}',
    "exec_opt": '{"exec-opts": ["foo=bar"]}',
    "cgroup": '{"exec-opts": ["native.cgroupdriver=systemd"]}',
    "ipc": '{"default-ipc-mode": "host"}',
    "deep": '{"features": ' + "[" * 12_000 + "]" * 12_000 + "}",
    "utf16": '\ufeff{"debug": true}'.encode("utf-16-le").decode("utf-8", "surrogateescape"),
}  # fmt: skip
START = ("runtime_missing", "runtime_reserved")
ENGINES = [
    pytest.param(None, (20, 10), id="20.10"),
    pytest.param("debian13", (26, 1), id="26.1", marks=pytest.mark.full),
    pytest.param("sid", (28, 5), id="28.5", marks=pytest.mark.full),
]


def engines(name: str | None) -> Engines:
    return newer(name) if name else machine("dockerd", "docker.io")


@pytest.mark.parametrize(("name", "release"), ENGINES)
def test_dockerd_takes_what_we_say_it_takes(box: Path, name: str | None, release: Release) -> None:
    judge, wrong = engines(name), []
    for key, text in BODIES.items():
        if name and key in START:
            continue
        took, said = says(judge, box, text)
        ours = verdict(text, release)
        if ours.accepted != took:
            wrong.append(f"{key}: ours {ours}, dockerd {said[-300:]}")
    assert wrong == []


@pytest.mark.parametrize(("name", "release"), ENGINES)
def test_dockerd_knows_the_keys_we_say_it_knows(box: Path, name: str | None, release: Release) -> None:
    """Null stands for "not set": only whether the key is known is told apart."""
    judge = engines(name)
    keys = [key for key, one in KEYS.items() if one.kind != "bytes" and key != "tlsverify"]
    keys = [*some(keys, 8), "no-such-key"] if name is None else [*keys, "no-such-key"]
    known = {
        key for key in keys if "match any configuration option" not in says(judge, box, json.dumps({key: None}))[1]
    }
    assert known == {key for key in keys if verdict(json.dumps({key: None}), release).accepted}


@pytest.mark.parametrize(("name", "release"), ENGINES)
@pytest.mark.parametrize(
    ("text", "flags", "names"),
    [
        ('{"hosts": ["unix:///run/x.sock"]}', ("-H", "fd://"), {"host": "fd://"}),
        ('{"data-root": "/a"}', ("--data-root=/a",), {"data-root": "/a"}),
        ('{"foo": {"data-root": "/a"}}', ("--data-root=/b",), {"data-root": "/b"}),
        ('{"labels": ["a=b"]}', ("--label", "c=d"), {"label": "c=d"}),
        ('{"debug": true}', ("-H", "fd://"), {"host": "fd://"}),
    ],
)
def test_a_flag_and_a_key_exclude_each_other(
    box: Path, name: str | None, release: Release, text: str, flags: tuple[str, ...], names: dict[str, str]
) -> None:
    took, said = says(engines(name), box, text, flags)
    assert verdict(text, release, names).accepted == took, said


VALUES = (
    '"x" 5 -1 true null [] ["a"] ["a=b"] {} {"a":"b"} {"a":true} {"a":{"b":"c"}} 1.5 "" "8.8.8.8" ["8.8.8.8"] "64m" '
    '[1] {"n":{"path":"x","runtimeArgs":["a"]}} [{"base":"10.0.0.0/8","size":24}] {"debug":true} "host" "private" '
    '"info" 1e3 {"nofile":{"Hard":5,"Soft":"x"}} ["fd://"] ["https://x"] [{"base":5}] ["."] ["a.b-"] "::1" 65536'
).split(" ")
NOISE = [*",\"}{][\\\t\n x0/#'.-e", "", "\ufeff", "\0", "\u2028"]


def drawn(number: int) -> str:
    """A file somebody might have written, sometimes with a slip of the hand."""
    dice = random.Random(number)
    keys = sorted(set(KEYS) - {"tlsverify", "default-runtime", "userland-proxy-path"})
    text = f'{{"{dice.choice(keys)}": {dice.choice(VALUES)}'
    if dice.random() < 0.4:
        text += f',\n "{dice.choice(keys)}": {dice.choice(VALUES)}'
    text += "}\n"
    if dice.random() < 0.35:
        at = dice.randrange(len(text))
        text = text[:at] + dice.choice(NOISE) + text[at + dice.randrange(2) :]
    return text


@pytest.mark.parametrize(("name", "release"), ENGINES)
def test_drawn_files(box: Path, name: str | None, release: Release) -> None:
    judge, wrong = engines(name), []
    for text in some([drawn(number) for number in range(150)], 10):
        took, said = says(judge, box, text)
        ours = verdict(text, release)
        if ours.accepted != took:
            wrong.append(f"{text!r}: ours {ours}, dockerd {said[-300:]}")
    assert wrong == []


@pytest.mark.parametrize("name", [None, pytest.param("sid", marks=pytest.mark.full)])
def test_the_check_of_a_new_file_refuses_only_where_dockerd_can_say_so(box: Path, name: str | None) -> None:
    judge, file = engines(name), box / "daemon.json"
    found = []
    for text in ('{"data-root": "/d"}', '{"data_root": "/d"}'):
        file.write_text(text)
        found.append(judge.run(box, {}, *CHECK, str(file), uid=65534).returncode == 0)
    assert found == ([True, False] if name else [True, True])
