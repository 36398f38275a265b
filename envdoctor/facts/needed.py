"""What the checked start-up file takes for granted, and what of it is not there."""

from __future__ import annotations

import os
from collections.abc import Generator, Sequence

from envdoctor.catalogue.view import Here
from envdoctor.declare import fact
from envdoctor.errors import OtherFile
from envdoctor.facts.types import SourceFile
from envdoctor.host.probes import Answer, Failed, Look, Probe, Seen
from envdoctor.light import dataclass
from envdoctor.syntax.needs import Need, needs
from envdoctor.syntax.state import too_much


@dataclass(frozen=True, slots=True)
class Needed:
    """What is not there. ``untold``: why some could not be looked at; empty: all could."""

    gone: tuple[Need, ...] = ()
    untold: str = ""


@fact(forms=("",), surely=False)
def needed(source: SourceFile, here: Here) -> Generator[Sequence[Probe], Sequence[Answer], Needed]:
    """Only of the account's own files: what a dotfiles repository needs may be on another machine."""
    if not source.shell:
        raise OtherFile("not a shell start-up file")
    path = os.path.normpath(os.path.join(here.cwd if here.live else here.home, source.path))
    if too_much(source.text):
        return Needed()
    [own, itself] = yield [Look(f"{here.home}/{os.path.basename(path)}"), Look(path)]
    folders = (here.home, f"{here.home}/.config/fish", f"{here.home}/.config/fish/conf.d", here.env.get("ZDOTDIR"))
    linked = isinstance(own, Seen) and isinstance(itself, Seen) and own.exists and own.real == itself.real
    if os.path.dirname(path) not in folders and not linked:
        return Needed()
    wanted = needs(source.text, source.shell, here.home)
    answers = (yield [Look(need.path) for need in wanted]) if wanted else ()
    pairs = list(zip(wanted, answers, strict=True))
    gone = tuple(need for need, seen in pairs if isinstance(seen, Seen) and not seen.exists and not seen.error)
    untold = next((answer.reason for _need, answer in pairs if isinstance(answer, Failed)), "")
    return Needed(gone, untold)
