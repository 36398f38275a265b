"""Would Docker's daemon accept its ``daemon.json``? Told from the text, as each release judges it.

Facts: dockerd 20.10.24, 26.1.5 and 28.5.2 run (``--validate`` where there is one), the sources of 23 to 29 read:
daemon/config/config.go, config_linux.go, cmd/dockerd (daemon/command) flags. What only a start reveals (a port in use,
an unknown storage driver) is not judged.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from envdoctor.catalogue.containers_json import Node, NoJson, line_column, read
from envdoctor.i18n import _
from envdoctor.light import dataclass

Release = tuple[int, int]
RELEASES: tuple[Release, ...] = ((20, 10), (23, 0), (24, 0), (25, 0), (26, 0), (27, 0), (28, 5), (29, 0))
_ALWAYS, _NEVER = (0, 0), (999, 0)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether dockerd takes the file; if not, why, and where (from 1; None: no single place)."""

    accepted: bool = True
    why: str = ""
    line: int | None = None
    column: int | None = None


@dataclass(frozen=True, slots=True)
class _Key:
    """A key: what it holds (empty: known but not used), and the releases that know it (``until`` exclusive)."""

    kind: str
    since: Release = _ALWAYS
    until: Release = _NEVER


_KINDS = {
    "text": """api-cors-header:-29 bip bip6:28 bridge bridge-accept-fwmark:29 cgroup-parent cluster-advertise:-24
        cluster-store:-24 containerd containerd-namespace data-root default-cgroupns-mode default-ipc-mode
        default-runtime deprecated-key-path exec-root firewall-backend:29 fixed-cidr fixed-cidr-v6 graph:-24 group
        init-path log-driver log-format:25 log-level metrics-addr min-api-version:29
        pidfile seccomp-profile storage-driver swarm-default-advertise-addr tlscacert tlscert tlskey
        userland-proxy-path userns-remap""",
    "switch": """allow-direct-routing:28 cri-containerd debug experimental icc init ip-forward ip-forward-no-drop:28
        ip-masq ip6tables iptables ipv6 live-restore no-new-privileges raw-logs rootless selinux-enabled tls tlsverify
        userland-proxy""",
    "integer": """cpu-rt-period cpu-rt-runtime default-stop-timeout:29 max-concurrent-downloads max-concurrent-uploads
        max-download-attempts mtu network-control-plane-mtu network-diagnostic-port oom-score-adjust:-26
        shutdown-timeout""",
    "texts": """authorization-plugins cdi-spec-dirs:25 dns dns-opts dns-search exec-opts host-gateway-ips:28 hosts
        insecure-registries labels node-generic-resources registry-mirrors storage-opts""",
    "text map": "cluster-store-opts:-24 log-opts",
    "switch map": "features",
    "map map": "default-network-opts:24",
    "address": "default-gateway default-gateway-v6 host-gateway-ip ip",
    "bytes": "default-shm-size",
    "limits": "default-ulimits",
    "runtimes": "runtimes",
    "pools": "default-address-pools",
    "object": "builder nri-opts:29",
    "old texts": "allow-nondistributable-artifacts",
    "": """add-runtime authorization-plugin cdi-spec-dir:25 cluster-store-opt:-24
        containerd-plugins-namespace default-address-pool default-network-opt:24 default-ulimit dns-opt exec-opt
        feature:28 help host http-proxy:23 https-proxy:23 insecure-registry label log-opt no-proxy:23
        node-generic-resource registry-mirror restart storage-opt version""",
}
"""What a key holds -> keys, with the releases that know it: ``:25`` since 25, ``:-24`` before 24."""

_FLAT = frozenset("builder cluster-store-opts default-ulimits features log-opts runtimes".split())
_FLAT_SINCE: Mapping[str, Release] = {"default-network-opts": (24, 0), "nri-opts": (29, 0)}
_NAMED = {
    "authorization-plugin": "authorization-plugins",
    "cdi-spec-dir": "cdi-spec-dirs",
    "cluster-store-opt": "cluster-store-opts",
    "default-address-pool": "default-address-pools",
    "default-network-opt": "default-network-opts",
    "default-ulimit": "default-ulimits",
    "dns-opt": "dns-opts",
    "exec-opt": "exec-opts",
    "feature": "features",
    "host": "hosts",
    "insecure-registry": "insecure-registries",
    "label": "labels",
    "log-opt": "log-opts",
    "node-generic-resource": "node-generic-resources",
    "registry-mirror": "registry-mirrors",
    "storage-opt": "storage-opts",
}
"""Flags whose key in the file has another name. Both names are known in the file, but the flag's does nothing there."""


def _table() -> dict[str, _Key]:
    found: dict[str, _Key] = {}
    for kind, names in _KINDS.items():
        for name in names.split():
            key, _colon, release = name.partition(":")
            major = (int(release.lstrip("-")), 0) if release else _ALWAYS
            found[key] = _Key(kind, until=major) if release.startswith("-") else _Key(kind, major)
    return found


KEYS: Mapping[str, _Key] = _table()
_INNER: Mapping[str, _Key] = {"proxies": _Key("proxies", (23, 0))}
"""Objects whose keys are compared with the options, but not their own name."""


class _Refused(Exception):
    def __init__(self, why: str, at: int) -> None:
        super().__init__(why)
        self.at = at


def verdict(text: str, release: Release | None = None, flags: Mapping[str, str] | None = None) -> Verdict:
    """What dockerd says to a ``daemon.json`` that holds ``text`` (odd bytes as surrogates).

    Args:
        text: the file.
        release: of dockerd, ``(28, 5)``. None: it is not known; then only what all releases refuse
            is refused.
        flags: name of a flag that dockerd is started with -> its value: none may stand in the file as well.
    """
    found = [_judge(text, one, flags or {}) for one in ((release,) if release else RELEASES)]
    return found[-1] if not any(one.accepted for one in found) else Verdict()


def settings(text: str) -> Node | None:
    """What a file says that dockerd takes; None where it says nothing."""
    try:
        root = read(_decoded(text).removeprefix("\ufeff"))[0]
    except (NoJson, _Refused):
        return None
    return root if root.kind == "object" else None


def _judge(text: str, release: Release, flags: Mapping[str, str]) -> Verdict:
    shift = 0
    try:
        if release >= (23, 0):
            text = _decoded(text)
            shift = int(text.startswith("\ufeff"))
            text = text[shift:]
            if not text.strip():
                return Verdict()
        root, end = read(text)
        if release >= (23, 0) and text[end:].strip(" \t\r\n"):
            raise _Refused(_("something follows the closing bracket"), end)
        _check(root, release, flags)
    except (NoJson, _Refused) as error:
        line, column = line_column(text, error.at)
        return Verdict(False, str(error), line, column + shift if line == 1 else column)
    return Verdict()


def _decoded(text: str) -> str:
    """The text in the encoding that its mark tells.

    Raises:
        _Refused: it holds bytes that mean nothing in it.
    """
    odd = re.search("[\udc80-\udcff]", text)
    if odd is None:
        return text
    raw = text.encode("utf-8", "surrogateescape")
    try:
        return raw.decode("utf-16") if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else raw.decode("utf-8")
    except UnicodeDecodeError:
        raise _Refused(_("this is not UTF-8"), odd.start()) from None


def _check(root: Node, release: Release, flags: Mapping[str, str]) -> None:
    if root.kind == "null":
        return
    if root.kind != "object":
        raise _Refused(_("the file must hold an object: braces around all of it"), root.at)
    written = dict(_written(root, release))
    for key, at in written.items():
        if not _known(key, release):
            raise _Refused(_("no option is called {key}{near}", key=key, near=_near(key, release)), at)
    for flag in flags:
        key = _NAMED.get(flag, flag)
        if key in written and key != "runtimes":
            text = _("{key} is given to dockerd as --{flag} too; it must stand in one place only", key=key, flag=flag)
            raise _Refused(text, written[key])
    for key, _at, value in root.members:
        one = KEYS.get(key.lower(), _INNER.get(key.lower()))
        if one is not None and one.kind and one.since <= release < one.until:
            _SHAPES[one.kind](key, value, release)
    _rules(root, release)


def _written(root: Node, release: Release) -> Iterator[tuple[str, int]]:
    """Keys that are compared with the options: those of inner objects stand for themselves, with few exceptions."""
    for key, at, value in root.members:
        if value.kind == "object" and key not in _FLAT and not (key in _FLAT_SINCE and release >= _FLAT_SINCE[key]):
            yield from ((name, inner) for name, inner, _value in value.members)
        else:
            yield key, at


def _known(key: str, release: Release) -> bool:
    if release[0] > RELEASES[-1][0]:
        return True  # a release that nobody here has seen may know more
    one = KEYS.get(key)
    return one is not None and one.since <= release < one.until


def _near(key: str, release: Release) -> str:
    from envdoctor.guess import near

    return near(key, [name for name, one in KEYS.items() if one.kind and one.since <= release < one.until])


# ---- what a value must be


def _must(key: str, value: Node, kind: str, what: str) -> bool:
    """False for null, which stands for "not set".

    Raises:
        _Refused: it is of another kind.
    """
    if value.kind == "null":
        return False
    if value.kind != kind:
        raise _Refused(_("{key} must be {what}", key=key, what=what), value.at)
    return True


def _is_text(key: str, value: Node, _release: Release) -> None:
    _must(key, value, "string", _("a text in double quotes"))


def _is_switch(key: str, value: Node, _release: Release) -> None:
    _must(key, value, "bool", _("true or false, without quotes"))


def _is_integer(key: str, value: Node, _release: Release) -> None:
    if _must(key, value, "number", _("a whole number, without quotes")):
        digits = str(value.plain)
        if not re.fullmatch(r"-?[0-9]{1,19}", digits) or not -(1 << 63) <= int(digits) < 1 << 63:
            raise _Refused(_("{key} must be a whole number", key=key), value.at)


def _is_texts(key: str, value: Node, release: Release) -> None:
    if _must(key, value, "array", _("a list of texts in square brackets")):
        for item in value.items:
            _is_text(key, item, release)


def _is_address(key: str, value: Node, _release: Release) -> None:
    if _must(key, value, "string", _("an IP address in double quotes")) and value.plain:
        _address(key, value)


def _is_bytes(key: str, value: Node, _release: Release) -> None:
    text = value.plain if value.kind == "string" else None
    if not isinstance(text, str) or not re.fullmatch(r"[0-9]+(\.[0-9]+)? ?([kKmMgGtTpP][iI]?)?[bB]?", text):
        raise _Refused(_('{key} must be a size like "64M", in double quotes', key=key), value.at)


def _map_of(inner: Callable[[str, Node, Release], None]) -> Callable[[str, Node, Release], None]:
    def shape(key: str, value: Node, release: Release) -> None:
        if _must(key, value, "object", _("an object in braces")):
            for name, _at, member in value.members:
                inner(f"{key}.{name}", member, release)

    return shape


def _fields(texts: str = "", integers: str = "", lists: str = "") -> Callable[[str, Node, Release], None]:
    """An object of which only these fields are judged; Go compares their names without looking at case."""
    shapes = dict.fromkeys(texts.split(), _is_text)
    shapes |= dict.fromkeys(integers.split(), _is_integer) | dict.fromkeys(lists.split(), _is_texts)

    def shape(key: str, value: Node, release: Release) -> None:
        if _must(key, value, "object", _("an object in braces")):
            for name, _at, member in value.members:
                if name.lower() in shapes:
                    shapes[name.lower()](f"{key}.{name}", member, release)

    return shape


def _is_pools(key: str, value: Node, release: Release) -> None:
    if _must(key, value, "array", _("a list of objects")):
        for item in value.items:
            _fields(texts="base", integers="size")(key, item, release)
            base = item.get("base")
            if base is not None and base.plain and release >= (27, 0) and not _is_prefix(str(base.plain)):
                raise _Refused(_('{key}: base must be a network like "172.30.0.0/16"', key=key), base.at)


def _is_old_texts(key: str, value: Node, release: Release) -> None:
    if release < (28, 0):
        _is_texts(key, value, release)


_SHAPES: Mapping[str, Callable[[str, Node, Release], None]] = {
    "text": _is_text,
    "switch": _is_switch,
    "integer": _is_integer,
    "texts": _is_texts,
    "old texts": _is_old_texts,
    "text map": _map_of(_is_text),
    "switch map": _map_of(_is_switch),
    "map map": _map_of(_map_of(_is_text)),
    "address": _is_address,
    "bytes": _is_bytes,
    "limits": _map_of(_fields(texts="name", integers="hard soft")),
    "runtimes": _map_of(_fields(texts="path runtimetype", lists="runtimeargs")),
    "pools": _is_pools,
    "object": _fields(),
    "proxies": _fields(texts="http-proxy https-proxy no-proxy"),
}


def _rules(root: Node, release: Release) -> None:
    from envdoctor.catalogue.containers_rules import rules

    for why, at in rules(root, release):
        raise _Refused(why, at)


def _address(key: str, value: Node) -> None:
    from envdoctor.catalogue.containers_rules import is_address

    if not is_address(str(value.plain)):
        raise _Refused(_("{key}: {value} is no IP address", key=key, value=value.plain), value.at)


def _is_prefix(text: str) -> bool:
    from envdoctor.catalogue.containers_rules import is_prefix

    return is_prefix(text)
