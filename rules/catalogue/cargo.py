"""cargo's home, rustup's toolchains, and cargo's build folder where one is configured."""

from __future__ import annotations

import os

from envdoctor.catalogue import parsers, sources
from envdoctor.catalogue.rows import FileLever, Place, Relocation, Row, Side, VariableLever, move_and_link
from envdoctor.catalogue.view import View
from envdoctor.i18n import _, msg
from envdoctor.model import Origin


def _cargo_home(view: View, context: str) -> str:
    value = view.value(context, "CARGO_HOME")
    return sources.absolute(view, value) if value else sources.home(view, context) + "/.cargo"


def _config_files(view: View, context: str) -> list[tuple[str, str]]:
    """``(path, text)``, the nearest first: upwards from the working folder, then CARGO_HOME's own.

    Of two in one folder cargo reads the one without ``.toml``.
    """
    cwd = view.here.cwd
    folders = [folder.rstrip("/") + "/.cargo" for folder in (cwd, *sources.parents(cwd))]
    folders.append(_cargo_home(view, context))
    paths = [f"{folder}/{name}" for folder in dict.fromkeys(folders) for name in ("config", "config.toml")]
    texts = dict(zip(paths, sources.reads(view, paths), strict=True))
    return [
        (path, text)
        for path, text in texts.items()
        if text is not None and not (path.endswith(".toml") and texts[path.removesuffix(".toml")] is not None)
    ]


def _built(view: View, context: str) -> Place | None:
    """``build.target-dir`` of the nearest file that has it, a relative one laid on the folder above the file's.

    Raises:
        Stopped: cargo does not take one of the files.
    """
    first: Place | None = None
    for path, text in _config_files(view, context):
        try:
            build = parsers.toml(text.removeprefix("\ufeff")).get("build", {})
        except parsers.Malformed as error:
            raise sources.Stopped("cargo", f"{path}: {error}", Origin("file", path)) from None
        value = build.get("target-dir") if isinstance(build, dict) else ""
        if value is None or first is not None:
            continue
        line = parsers.key_line(text, "target-dir") or parsers.key_line(text, "build.target-dir")
        origin = Origin("file", path, line)
        if not isinstance(value, str) or not value:
            first = sources.stops("cargo", _("{path}: {key} is no path", path=path, key="build.target-dir"), origin)
        else:
            above = os.path.dirname(os.path.dirname(path))
            first = sources.placed(view, os.path.join(above, value), origin)
    return first


@sources.may_stop
def _target(view: View, context: str) -> Place | None:
    configured = _built(view, context)
    for name in ("CARGO_TARGET_DIR", "CARGO_BUILD_TARGET_DIR"):
        value = view.value(context, name)
        if value == "":
            return sources.stops("cargo", _("{name} is empty", name=name), sources.origin_of(view, context, name))
        if value is not None:
            return sources.placed(view, value, sources.origin_of(view, context, name))
    return configured


@sources.may_stop
def _readable(view: View, context: str) -> Place | None:
    """Says nothing, unless cargo stops at one of its files."""
    _built(view, context)
    return None


TOOLCHAINS = Side(
    key="rustup",
    title=msg("rustup's toolchains"),
    variables=("RUSTUP_HOME",),
    sources=(sources.variable("RUSTUP_HOME"), sources.below_home(".rustup")),
    folder="rustup",
    keep=msg("toolchains that exist are found only there: move them first, or install them anew"),
)

TARGET = Side(
    key="target",
    title=msg("cargo's build folder"),
    variables=("CARGO_TARGET_DIR", "CARGO_BUILD_TARGET_DIR"),
    sources=(_target,),
    folder="cache/cargo-target",
    levers=(FileLever("toml", lambda view: view.here.home + "/.cargo/config.toml", ("build", "target-dir")),),
)

CARGO = Row(
    id="cargo",
    tool="cargo",
    title=msg("cargo's downloads"),
    holds="mixed",
    sources=(
        _readable,
        sources.variable("CARGO_HOME", suffix="registry"),
        sources.below_home(".cargo/registry"),
    ),
    levers=(VariableLever("CARGO_HOME", suffix="registry"),),
    folder="cargo",
    variables=("CARGO_HOME",),
    traces=("~/.cargo/registry", "~/.rustup/toolchains"),
    usual=("~/.cargo/registry",),
    keep=msg("CARGO_HOME would also hide the programs and the login beside it"),
    relocation=Relocation(
        "ok",
        msg("copy the downloads and leave a link in their place; programs and login then stay"),
        move_and_link("/registry"),
    ),
    sides=(TOOLCHAINS, TARGET),
    needs_exec=True,
    pitfalls=(
        msg("registry/cache, registry/src and git/checkouts can be deleted: cargo downloads them again"),
        msg("bin, credentials.toml and rustup's toolchains cannot"),
        msg("each project's build folder, target, is often the larger part: cargo clean there frees it"),
        msg("CARGO_HOME does not move toolchains: RUSTUP_HOME does"),
        msg("XDG variables move none of it"),
    ),
    facts=("cargo 1.65.0 and 1.95.0, rustup 1.29.0, run",),
)
