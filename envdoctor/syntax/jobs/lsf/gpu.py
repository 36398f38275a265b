"""The value of LSF's ``-gpu``: its keys, each with its place, and what is wrong with it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from envdoctor.catalogue.lsf_options import GPU_KEYS
from envdoctor.syntax.jobs.fill_ins import unknown
from envdoctor.syntax.jobs.lsf.words import nearest, unquoted

_KEY = re.compile(r"[A-Za-z_]\w*")
_GLUED = re.compile(rf"(?<=[\w\]])({'|'.join(GPU_KEYS)})=")
_VALUES = {
    "num": re.compile(r"[1-9]\d*(/(task|host))?"),
    "mig": re.compile(r"\d+(/\d+)?"),
    "gmem": re.compile(r"\d+(\.\d+)?([KMGTPEZ]B?)?", re.I),
    "gtile": re.compile(r"\d+|!"),
    "gmodel": re.compile(r"[^\s:]+"),
    "mps": re.compile(r"(yes|per_socket|per_gpu)(,shared)?(,nocvd)?|no|(yes|per_socket|per_gpu)(,nocvd)?(,shared)?"),
}


class Part(NamedTuple):
    """One ``key=value``.

    Attributes:
        key, value: as written, without white space around them; ``value`` is None where no ``=`` stands.
        start, end: code points of the whole part within the text that was given; ``value_start``: of its value.
    """

    key: str
    value: str | None
    start: int
    end: int
    value_start: int


class Trouble(NamedTuple):
    """What LSF does not take.

    Attributes:
        kind: ``separator`` (something else than ``:`` between two parts), ``unknown-key``, ``no-value``, ``bad-value``.
        start, end: of the text it is about.
        word: the key. value: its value. meant: what it should be; "" if nobody can know.
    """

    kind: str
    start: int
    end: int
    word: str
    value: str = ""
    meant: str = ""


class GpuRequest(NamedTuple):
    """All of ``-gpu``. ``keys``: the part that counts for each key; ``troubles``: in the order of the text."""

    parts: tuple[Part, ...] = ()
    troubles: tuple[Trouble, ...] = ()

    @property
    def keys(self) -> dict[str, Part]:
        """Key -> its last part."""
        return {part.key: part for part in self.parts}


def gpu_string(written: str) -> GpuRequest:
    """Read the value of ``-gpu``.

    Args:
        written: as it stands in the script, quotes included. Offsets count from its first code point.
    """
    value, at = unquoted(written)
    if value.strip() in ("-", "") or unknown(value):
        return GpuRequest()
    parts: list[Part] = []
    troubles: list[Trouble] = []
    for piece in value.split(":"):
        for start, end in _pieces(piece, at, troubles):
            part = _part(written, start, end)
            if part.key or part.value is not None:
                parts.append(part)
                troubles += _judge(part)
        at += len(piece) + 1
    return GpuRequest(tuple(parts), tuple(sorted(troubles, key=lambda trouble: trouble.start)))


def _pieces(piece: str, at: int, troubles: list[Trouble]) -> list[tuple[int, int]]:
    """Where the parts of ``piece`` stand: it holds one, unless a ``:`` was forgotten or mistaken."""
    cuts = [match for match in re.finditer(r"[\s,;]+(?=[A-Za-z_]\w*=)|(?<==)=+", piece) if match[0].strip("=")]
    glued = [] if cuts else list(_GLUED.finditer(piece))
    bounds, begin = [], 0
    for match in (*cuts, *glued):
        start, end = match.span() if cuts else (match.start(), match.start())
        if not piece[begin:start].strip():
            continue
        bounds.append((at + begin, at + start))
        troubles.append(Trouble("separator", at + start, at + end, match[0].strip(), meant=":"))
        begin = end
    return [*bounds, (at + begin, at + len(piece))]


def _part(written: str, start: int, end: int) -> Part:
    piece = written[start:end]
    start += len(piece) - len(piece.lstrip())
    piece = piece.strip()
    key, equals, value = piece.partition("=")
    return Part(
        key.strip(), value.strip() if equals else None, start, start + len(piece), start + len(key) + len(equals)
    )


@lru_cache(64)
def _near(word: str) -> str:
    """The key that ``word`` is most like: the same slip is made in many scripts."""
    return nearest(word, GPU_KEYS)


def _judge(part: Part) -> list[Trouble]:
    if part.key not in GPU_KEYS:
        meant = next((key for key in GPU_KEYS if key == part.key.lower()), "") or _near(part.key.lower())
        return [Trouble("unknown-key", part.start, part.start + len(part.key), part.key, part.value or "", meant)]
    if not part.value:
        return [Trouble("no-value", part.start, part.end, part.key)]
    words, form = GPU_KEYS[part.key], _VALUES.get(part.key)
    if form.fullmatch(part.value) if form else part.value in words:
        return []
    meant = nearest(part.value.lower(), words) if words else ""
    return [Trouble("bad-value", part.value_start, part.end, part.key, part.value, meant)]
