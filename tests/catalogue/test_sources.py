from __future__ import annotations

import pytest

from envdoctor.catalogue import sources
from envdoctor.catalogue.view import Environment, Here, Missing, Variable, View
from envdoctor.errors import Unavailable
from envdoctor.host.probes import Content, Look, Read, Seen
from envdoctor.model import Origin
from tests.catalogue.driving import HOME, environment


def view(**values: str) -> View:
    return View(Here(home=HOME, cwd=HOME + "/proj"), {"now": environment(values)})


def test_need_asks_for_all_at_once_and_not_for_what_is_known_or_planned() -> None:
    known = View(seen={Read("/a"): Content(None)}, files={"/b": b""}, folders=frozenset({"/f"}))
    with pytest.raises(Missing) as caught:
        sources.need(known, Read("/a"), Read("/b"), Look("/f"), Read("/c"), Look("/a"))
    assert caught.value.probes == (Read("/c"), Look("/a"))


@pytest.mark.parametrize(
    ("options", "value", "path"),
    [
        ({}, "/a/../b", "/b"),
        ({}, "rel", f"{HOME}/proj/rel"),
        ({}, "~/x", f"{HOME}/proj/~/x"),
        ({"tilde": True}, "~/x", f"{HOME}/x"),
        ({"tilde": True}, "~alice/x", f"{HOME}/x"),
        ({}, "$HOME/x", f"{HOME}/proj/$HOME/x"),
        ({"variables": True}, "${HOME}/$NOPE", f"{HOME}/$NOPE"),
        ({}, "", None),
        ({"empty": True}, "", f"{HOME}/proj"),
        ({"suffix": "hub"}, "/a", "/a/hub"),
    ],
)
def test_a_variable_is_read_as_the_tool_reads_it(options: dict[str, object], value: str, path: str | None) -> None:
    place = sources.variable("X", **options)(view(X=value, HOME=HOME), "now")  # type: ignore[arg-type]
    assert (place and place.path) == path


def test_a_relative_value_is_kept_and_its_origin_named() -> None:
    place = sources.variable("X")(view(X="rel"), "now")
    assert place is not None
    assert place.relative == "rel"
    assert place.note
    assert place.origin == Origin("file", HOME + "/.bashrc", 1, "X")


@pytest.mark.parametrize(
    ("value", "strict", "loose"),
    [
        (None, f"{HOME}/.cache/t", f"{HOME}/.cache/t"),
        ("", f"{HOME}/.cache/t", f"{HOME}/proj/t"),
        ("rel", f"{HOME}/.cache/t", f"{HOME}/proj/rel/t"),
        ("/x", "/x/t", "/x/t"),
        ("~/x", f"{HOME}/.cache/t", f"{HOME}/x/t"),
    ],
)
def test_xdg_defaults(value: str | None, strict: str, loose: str) -> None:
    seen = view() if value is None else view(XDG_CACHE_HOME=value)
    for source, path in (
        (sources.xdg("XDG_CACHE_HOME", ".cache", "t"), strict),
        (sources.xdg("XDG_CACHE_HOME", ".cache", "t", loose=True, tilde=True), loose),
    ):
        place = source(seen, "now")
        assert place is not None
        assert place.path == path


def test_home_is_what_the_tool_sees() -> None:
    place = sources.below_home(".npm")(view(HOME="/data/alice"), "now")
    assert place is not None
    assert place.path == "/data/alice/.npm"


@pytest.mark.parametrize("value", ["/a\0b", "/" + "a" * 5000, "/\ud800"])
def test_a_value_that_can_be_no_path_is_unknown(value: str) -> None:
    with pytest.raises(Unavailable):
        sources.variable("X")(view(X=value), "now")


def test_somebody_elses_home_and_a_value_nobody_knows_are_unknown() -> None:
    with pytest.raises(Unavailable):
        sources.variable("X", tilde=True)(view(X="~bob/x"), "now")
    with pytest.raises(Unavailable):
        sources.variable("X")(View(environments={"now": {"X": Variable(None)}}), "now")


@pytest.mark.parametrize(
    ("above", "answer"),
    [
        (Seen("folder", writable=True), True),
        (Seen("folder", writable=False), False),
        (Seen("file"), None),
        (Seen("link", link="/gone"), None),
        (Seen("missing", error="Permission denied"), False),
    ],
)
def test_creatable_asks_the_nearest_thing_that_exists(above: Seen, answer: bool | None) -> None:
    seen = {
        Look("/d/a/b"): Seen("missing"),
        Look("/d/a"): Seen("missing"),
        Look("/d"): above,
        Look("/"): Seen("folder", writable=False),
    }
    assert sources.creatable(View(seen=seen), "/d/a/b") is answer


def test_config_file_follows_xdg_only_where_all_contexts_agree() -> None:
    one: Environment = environment({"XDG_CONFIG_HOME": "/c"})
    path = sources.config_file("pip/pip.conf")
    here = Here(home=HOME)
    assert path(View(here, {"now": {}, "login": one, "batch": one})) == "/c/pip/pip.conf"
    assert path(View(here, {"login": one, "batch": {}})) == f"{HOME}/.config/pip/pip.conf"
