"""What dockerd demands of values whose kind is right: addresses, labels, runtimes and so on.

Facts: ``Validate`` and ``ValidatePlatformConfig`` in daemon/config, and ``setupRuntimes`` in daemon/runtime_unix.go,
20.10 to 29, read; 20.10.24, 26.1.5 and 28.5.2 run. Since 25 a wrong runtime is found at the start only.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from envdoctor.catalogue.containers_json import Node
from envdoctor.i18n import _

Release = tuple[int, int]
Wrong = tuple[str, int]
"""Why dockerd stops, and the offset to point at."""

_LEVELS = "panic fatal error warn warning info debug trace".split()
_RESERVED = ("com.docker.", "io.docker.", "org.dockerproject.")
_PROTOCOLS = ("tcp", "unix", "npipe", "fd")
_COUNTS = ("max-concurrent-downloads", "max-concurrent-uploads", "max-download-attempts")
_STOCK = ("runc", "io.containerd.runc.v2", "io.containerd.runtime.v1.linux")
_DOMAIN = re.compile(r"[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?(\.[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?)*\.?\s*")


def is_address(text: str) -> bool:
    """An IP address, version 4 or 6."""
    import ipaddress

    try:
        ipaddress.ip_address(text.strip())
    except ValueError:
        return False
    return True


def is_prefix(text: str) -> bool:
    """A network with its length, ``172.30.0.0/16``."""
    address, slash, length = text.partition("/")
    return bool(slash) and is_address(address) and length.isascii() and length.isdigit() and int(length) <= 128


def rules(root: Node, release: Release) -> Iterator[Wrong]:
    """All that is wrong with the values of ``root``, whose kinds are right."""
    for check in (_graph, _levels, _texts, _numbers, _runtimes, _modes):
        yield from check(root, release)


def _text(root: Node, key: str) -> tuple[str, int]:
    node = root.get(key)
    return (node.plain, node.at) if node is not None and isinstance(node.plain, str) else ("", 0)


def _graph(root: Node, release: Release) -> Iterator[Wrong]:
    graph, at = _text(root, "graph")
    if graph and (release >= (23, 0) or _text(root, "data-root")[0]):
        yield _('"graph" is the old name of "data-root": write only data-root'), at


def _levels(root: Node, release: Release) -> Iterator[Wrong]:
    level, at = _text(root, "log-level")
    if level and level.lower() not in _LEVELS:
        yield _("log-level must be one of debug, info, warn, error, fatal"), at
    form, at = _text(root, "log-format")
    if form and release >= (25, 0) and form not in ("text", "json"):
        yield _("log-format must be text or json"), at


def _no_address(text: str, release: Release) -> str:
    fine = is_address(text) or (not text and release >= (25, 0))
    return "" if fine else _("dns: {value} is no IP address", value=text)


def _no_domain(text: str, _release: Release) -> str:
    bare = text.strip(" ")
    fine = bare == "." or (re.search("[a-zA-Z]", bare) and len(bare) < 256 and _DOMAIN.fullmatch(bare))
    return "" if fine else _("dns-search: {value} is no domain", value=text)


def _no_label(text: str, _release: Release) -> str:
    if "=" not in text:
        return _("labels: {value} must be key=value", value=text)
    return _("labels: {value} uses a name that Docker keeps", value=text) if text.lower().startswith(_RESERVED) else ""


def _no_resource(text: str, _release: Release) -> str:
    return "" if "=" in text else _("node-generic-resources: {value} must be kind=value", value=text)


def _no_host(text: str, release: Release) -> str:
    protocol, colon, _rest = text.strip().partition("://")
    wrong = release >= (23, 0) and colon and protocol not in _PROTOCOLS
    return _("hosts: {value} must begin with unix://, tcp:// or fd://", value=text) if wrong else ""


def _no_mirror(text: str, release: Release) -> str:
    wrong = release >= (28, 3) and not text.lower().startswith(("http://", "https://"))
    return _("registry-mirrors: {value} must begin with https:// or http://", value=text) if wrong else ""


def _no_option(text: str, release: Release) -> str:
    name, equals, value = (part.strip().lower() for part in text.partition("="))
    wrong = release >= (28, 0) and not (name == "native.cgroupdriver" and equals and value)
    return _("exec-opts: {value} is no option; there is native.cgroupdriver=...", value=text) if wrong else ""


_EACH: dict[str, Callable[[str, Release], str]] = {
    "dns": _no_address,
    "host-gateway-ips": lambda text, _release: "" if not text else _no_address(text, _release),
    "dns-search": _no_domain,
    "labels": _no_label,
    "node-generic-resources": _no_resource,
    "hosts": _no_host,
    "registry-mirrors": _no_mirror,
    "exec-opts": _no_option,
}


def _texts(root: Node, release: Release) -> Iterator[Wrong]:
    """Lists whose every text must have a form."""
    for key, judge in _EACH.items():
        node = root.get(key)
        for item in node.items if node is not None else ():
            text = item.plain if isinstance(item.plain, str) else ""
            if why := judge(text, release):
                yield why, item.at


def _numbers(root: Node, release: Release) -> Iterator[Wrong]:
    lowest = {"mtu": 0, "default-stop-timeout": 0} if release >= (23, 0) else {}
    lowest |= dict.fromkeys(_COUNTS, 0) | ({"max-download-attempts": 1} if release < (23, 0) else {})
    for key, least in lowest.items():
        digits, at = _text(root, key)
        if digits and int(digits) < least:
            yield _("{key} must be at least {least}", key=key, least=least), at
    port, at = _text(root, "network-diagnostic-port")
    if port and release >= (28, 0) and not 0 <= int(port) <= 65535:
        yield _("network-diagnostic-port must be at most 65535"), at


def _runtimes(root: Node, release: Release) -> Iterator[Wrong]:
    node = root.get("runtimes")
    named = {name: at for name, at, _value in node.members} if node is not None else {}
    if "runc" in named:
        yield _("runtimes: runc is Docker's own and cannot be defined"), named["runc"]
    default, at = _text(root, "default-runtime")
    shim = release >= (23, 0) and default.startswith(("io.containerd.", "/"))
    if default and default not in named and default not in _STOCK and not shim:
        yield _("default-runtime: {name} is not among the runtimes of this file", name=default), at


def _modes(root: Node, release: Release) -> Iterator[Wrong]:
    ipc, at = _text(root, "default-ipc-mode")
    if ipc not in ("", "private", "shareable"):
        yield _("default-ipc-mode must be private or shareable"), at
    proxy, at = _text(root, "userland-proxy-path")
    switch = root.get("userland-proxy")
    on = switch is None or switch.plain is not False
    if proxy and on and not proxy.startswith("/") and release >= (25, 0):
        yield _("userland-proxy-path must be an absolute path"), at
    namespace, at = _text(root, "default-cgroupns-mode")
    if namespace not in ("", "private", "host"):
        yield _("default-cgroupns-mode must be private or host"), at
