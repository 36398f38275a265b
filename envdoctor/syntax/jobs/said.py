"""What the comment behind a directive says in numbers: "one GPU", "2 hours", "8 卡"; and whether the value agrees."""

from __future__ import annotations

import re

from envdoctor.late import pattern
from envdoctor.syntax.jobs.values import Directive, number_of

_WORDS = {
    "one": 1, "a": 1, "an": 1, "single": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "ten": 10, "twelve": 12, "sixteen": 16,
    "一": 1, "单": 1, "两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10,
}  # fmt: skip
_UNITS = {
    "gpu": r"gpus?|cards?|(?:块|张|个)?\s*(?:gpu|显卡|卡)",
    "node": r"(?:compute |computing )?nodes?|个?\s*(?:计算)?节点",
    "task": r"tasks?|process(?:es)?|(?:mpi )?ranks?|个?\s*(?:任务|进程)",
    "cpu": r"(?:cpu )?cores?|cpus?|threads?|个?\s*(?:cpu|核心?|线程)",
    "day": r"days?|天",
    "hour": r"hours?|hrs?|h|个?\s*小时",
    "minute": r"minutes?|mins?|分钟",
    "second": r"seconds?|secs?|秒",
    "gb": r"gib|gb|gigabytes?|gigs?|g",
    "mb": r"mib|mb|megabytes?|megs?",
}
_ENGLISH = "|".join(word for word in _WORDS if word.isascii())
_NUMBER = (
    rf"(?P<number>(?<![\w.:/-])\d+(?:\.\d+)?|(?<![a-z])(?:{_ENGLISH})(?= |-)"
    r"|[一单两二三四五六七八九十](?![一二三四五六七八九十百千]))"
)
_SAID = pattern(
    rf"{_NUMBER}[ -]?(?:{'|'.join(f'(?P<{unit}>{pattern})' for unit, pattern in _UNITS.items())})(?![a-z])", re.I
)
_HEDGES = pattern(
    r"\b(?:max\w*|min(?:imum)?|up to|at (?:least|most)|default\w*|e\.?g|for example|such as|each|per|if|or|more|less|"
    r"total|limit\w*|was|were|instead|need\w*|requires?|about|approx\w*|around|should|can|could|may|might|of|from|until|"
    r"change\w*|set|use[ds]?|usually|typical\w*|only|have|has|available|not|no|than|every|before|after|to|"
    r"test\w*|took|takes?|ran|estimat\w*|expect\w*)\b|[<>~?*/+=]|\d-\d|默认|最多|最少|至少|不超过|以内|例如|比如|如果|或|建议|可以|每|也即|以上|以下|左右|大约|约|"
    r"上限|最大|最长|之前|原来|总",
    re.I,
)
_TIMES = {"day": 1440.0, "hour": 60.0, "minute": 1.0, "second": 1 / 60}
_CLOCK = pattern(r"(?:(\d+)-)?(\d+)(?::(\d+))?(?::(\d+))?")
_SIZE = pattern(r"(\d+)([KMGT]?)B?", re.I)
_FACTORS = {"K": 1 / 1024, "": 1.0, "M": 1.0, "G": 1024.0, "T": 1048576.0}
_CARDS = pattern(r"gpu(?::[A-Za-z][\w.-]*)?(?::(\d+))?")
_OPTIONS = {
    "gres": "gpu", "gpus": "gpu", "gpus-per-node": "gpu", "gpus-per-task": "gpu", "nodes": "node", "ntasks": "task",
    "ntasks-per-node": "task", "cpus-per-task": "cpu", "time": "time", "mem": "size", "mem-per-cpu": "size",
    "mem-per-gpu": "size",
}  # fmt: skip


def agrees(directive: Directive, directives: tuple[Directive, ...]) -> str | None:
    """What the comment says, if it surely contradicts the value; None if it agrees or says nothing sure."""
    kind, comment = _OPTIONS.get(directive.option), directive.comment
    if kind is None or directive.value is None or len(comment) > 80 or _HEDGES.search(comment):
        return None
    said = list(_SAID.finditer(comment))
    if not said or (len(said) > 1 and kind != "time"):
        return None
    value = _value(kind, directive.value)
    if value is None or value <= 0:
        return None
    number = _meant(kind, said)
    if number is None or number <= 0 or _fits(kind, number, value, directives):
        return None
    return comment[said[0].start() : said[-1].end()]


def _value(kind: str, text: str) -> float | None:
    """The directive's value: a count, minutes or MiB; None if it is none of these."""
    if kind == "time":
        return _minutes(text)
    if kind == "size":
        size = _SIZE.fullmatch(text)
        return number_of(size[1]) * _FACTORS[size[2].upper()] if size else None
    if kind == "gpu" and not text.isdecimal():
        cards = _CARDS.fullmatch(text)
        return number_of(cards[1] or "1") if cards else None
    return number_of(text) if text.isascii() and text.isdecimal() else None


def _minutes(text: str) -> float | None:
    found = _CLOCK.fullmatch(text)
    if found is None or (found[1] is None and found[3] is not None and found[4] is None):
        return None
    days, first, second, third = (number_of(part) if part else 0 for part in found.groups())
    if found[1] is not None:
        return days * 1440 + first * 60 + second + third / 60
    return float(first) if found[3] is None else first * 60 + second + third / 60


def _meant(kind: str, said: list[re.Match[str]]) -> float | None:
    """The number of the comment in the value's unit; None if it is about something else."""
    units = [_unit(each) for each in said]
    numbers = [_number(each["number"]) for each in said]
    if kind == "time":
        ordered = [list(_TIMES).index(unit) for unit in units if unit in _TIMES]
        if len(ordered) != len(units) or ordered != sorted(set(ordered)):
            return None
        return sum(number * _TIMES[unit] for number, unit in zip(numbers, units, strict=True))
    if kind == "size":
        return numbers[0] * {"gb": 1024.0, "mb": 1.0}[units[0]] if units[0] in ("gb", "mb") else None
    return numbers[0] if units[0] == kind else None


def _unit(found: re.Match[str]) -> str:
    return next(unit for unit in _UNITS if found[unit] is not None)


def _number(text: str) -> float:
    return float(_WORDS[text.lower()]) if text.lower() in _WORDS else float(text)


def _fits(kind: str, number: float, value: float, directives: tuple[Directive, ...]) -> bool:
    """Equal, or equal once it is multiplied by other counts of the script: a comment may tell the whole."""
    if kind == "time":
        return abs(number - value) <= max(1.0, 0.02 * value)
    others = [
        number_of(each.value)
        for each in directives
        if each.option in _OPTIONS
        and each.value
        and each.value.isascii()
        and each.value.isdecimal()
        and len(each.value) < 6
    ]
    slack = 0.05 if kind == "size" else 0.0
    factors = {1, *others, *(one * other for one in others for other in others)}
    return any(abs(number - value * factor) <= slack * number for factor in factors)
