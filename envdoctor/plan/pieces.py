"""The diff of one replacement, from the lines around it: a script may have thousands of them."""

from __future__ import annotations

from bisect import bisect_right

from envdoctor.light import dataclass
from envdoctor.model import ReplaceSpan
from envdoctor.plan.writable import CONTEXT, compared, lines_of, unified


@dataclass(frozen=True, slots=True)
class Lines:
    """A text in lines; ``starts``: the offset at which each begins."""

    text: str
    lines: list[str]
    starts: list[int]

    def diff(self, path: str, wish: ReplaceSpan, cwd: str = "") -> str:
        """What ``writable.diff`` gives for the text with ``wish`` alone."""
        first = self._line(wish.start)
        last = min(self._line(wish.end) + 1, len(self.lines))
        start, end = self._offset(first), self._offset(last)
        new = lines_of(self.text[start : wish.start] + wish.after + self.text[wish.end : end])
        margin = 2 * CONTEXT
        while True:
            low, high = max(0, first - margin), min(len(self.lines), last + margin)
            old = self.lines[low:high]
            codes = compared(old, [*self.lines[low:first], *new, *self.lines[last:high]])
            if high == len(self.lines) or (codes[-1][0] == "equal" and codes[-1][2] - codes[-1][1] >= CONTEXT):
                break
            # Among lines that are all alike, a change is shown at their end.
            margin *= 4
        return unified(path, old, [*self.lines[low:first], *new, *self.lines[last:high]], codes, cwd, low)

    def _line(self, offset: int) -> int:
        return max(0, bisect_right(self.starts, offset) - 1)

    def _offset(self, line: int) -> int:
        return self.starts[line] if line < len(self.starts) else len(self.text)


def lines(text: str) -> Lines:
    """``text`` in lines."""
    parts, starts, at = lines_of(text), [], 0
    for part in parts:
        starts.append(at)
        at += len(part)
    return Lines(text, parts, starts)
