from __future__ import annotations

from collections.abc import Mapping

import pytest

from envdoctor.catalogue.view import Here
from envdoctor.errors import Unavailable
from envdoctor.facts.needed import Needed, needed
from envdoctor.host.probes import Answer, Failed, Look, Seen
from envdoctor.sources import source_of

HOME = "/home/alice"
HERE = Here(home=HOME, cwd="/srv")
THERE = Seen("file", real="")
TEXT = '. "$HOME/.cargo/env"\n. ~/there\n'


def of(path: str, here: Here = HERE, answers: Mapping[str, Answer] | None = None, text: str = TEXT) -> Needed:
    """The fact; what is not in ``answers`` is missing, but for the file itself and ``~/there``."""
    known: dict[str, Answer] = {f"{HOME}/there": THERE, **(answers or {})}
    running = needed.function(source_of(path, text.encode(), HOME), here)
    try:
        probes = next(running)
        while True:
            paths = [probe.path for probe in probes if isinstance(probe, Look)]
            probes = running.send([known.get(path, Seen("missing", real=path)) for path in paths])
    except StopIteration as end:
        assert isinstance(end.value, Needed)
        return end.value


@pytest.mark.parametrize(
    ("path", "here"),
    [
        (f"{HOME}/.bashrc", HERE),
        (".bashrc", Here(home=HOME, cwd=HOME)),
        (".bashrc", Here(home=HOME, cwd=HOME, live=False)),
        (f"{HOME}/.config/zsh/.zshrc", Here(home=HOME, env={"ZDOTDIR": f"{HOME}/.config/zsh"})),
    ],
)
def test_what_is_gone(path: str, here: Here) -> None:
    found = of(path, here)
    assert [(need.path, need.place.line) for need in found.gone] == [(f"{HOME}/.cargo/env", 1)]


def test_a_dotfiles_repository_counts_where_home_links_to_it() -> None:
    assert of("dots/.bashrc") == Needed()
    own = Seen("file", real="/srv/dots/.bashrc", link="../srv/dots/.bashrc")
    itself = Seen("file", real="/srv/dots/.bashrc")
    linked = of("dots/.bashrc", answers={f"{HOME}/.bashrc": own, "/srv/dots/.bashrc": itself})
    assert len(linked.gone) == 1


@pytest.mark.parametrize(
    ("answer", "gone", "untold"),
    [
        (THERE, 0, ""),
        (Seen("missing", error="Permission denied"), 0, ""),
        (Seen("link", link="/gone"), 1, ""),
        (Failed("/opt gave no answer in 1.5 s"), 0, "/opt gave no answer in 1.5 s"),
    ],
)
def test_what_is_seen(answer: Answer, gone: int, untold: str) -> None:
    found = of(f"{HOME}/.bashrc", answers={f"{HOME}/.cargo/env": answer})
    assert (len(found.gone), found.untold) == (gone, untold)


def test_no_start_up_file_and_a_long_one() -> None:
    with pytest.raises(Unavailable, match="not a shell start-up file"):
        of("train.py")
    assert of(f"{HOME}/.bashrc", text=TEXT * 10_000) == Needed()
