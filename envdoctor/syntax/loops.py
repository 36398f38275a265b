"""Loops: followed where their words can be told, else what they may set is in doubt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from envdoctor.syntax.assigned import ANYTHING, Collector
from envdoctor.syntax.lines import written
from envdoctor.syntax.state import Break, GiveUp
from envdoctor.syntax.tree import Body, For, While, Word

if TYPE_CHECKING:
    from envdoctor.syntax.evaluate import Reader

MOST = 200
"""Files of a folder that are watched one by one."""
SYSTEM = ("/dev", "/proc", "/sys", "/usr", "/bin")


def doubt(reader: Reader, body: Body) -> None:
    """Put what ``body`` may set in doubt."""
    names = Collector(reader.frames[-1].text, reader.state.functions).body(body)
    origin = reader.origin(body[0]) if body else reader.origin(0)
    if ANYTHING in names:
        reader.state.cloud(origin)
    allexport = reader.state.allexport is not False
    source = reader.frames[-1].text[body[0].start : body[-1].end] if body else ""
    exporting = allexport or "export" in source or "-x" in source or ANYTHING in names
    watch(reader, source)
    reader.state.doubt(names - {ANYTHING}, origin, exported=exporting)
    if "set -" in source or "setopt" in source or "set +" in source:
        reader.state.allexport, reader.state.nounset = None, True
    if any(word in source for word in ("return", "exit", "break", "exec")):
        reader.may_end()
        reader.replaced |= "exec" in source.split()


def watch(reader: Reader, source: str) -> None:
    """What can't be followed still depends on the files that it names, and on what its patterns find."""

    def value(name: str) -> str | None:
        found = reader.state.get(name)
        if found is None:
            return None
        return found.value if found.value is not None else found.guess

    for path, folder in written(source, reader.view.here.home, value):
        reader.looked[path] = None
        names = (reader.names(path) or ())[:MOST] if folder and not path.startswith(SYSTEM) else ()
        reader.looked.update(dict.fromkeys(f"{path}/{name}" for name in names))


def loop(reader: Reader, node: For | While) -> None:
    """Run a loop, or put what it may set in doubt."""
    before = reader.state.copy()
    try:
        if _for(reader, node) if isinstance(node, For) else reader.body(node.condition) is node.until:
            return
    except GiveUp:
        pass
    reader.state = before
    doubt(reader, (node,))


def _for(reader: Reader, node: For) -> bool:
    values: list[str] = []
    for word in node.words or ():
        fields = reader.expander.fields(word) if isinstance(word, Word) else None
        if fields is None:
            return False
        values += fields
    if node.words is None or len(values) > 500:
        return False
    for value in values:
        reader.state.assign(node.name, value, reader.origin(node, node.name))
        try:
            reader.body(node.body)
        except Break as leave:
            if not leave.again:
                break
    return True
