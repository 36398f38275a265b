"""Values of the options that bind tasks to memory and GPUs, and that set clock rates."""

from __future__ import annotations

import re
from collections.abc import Callable

from envdoctor.catalogue.slurm_options import Option
from envdoctor.late import pattern
from envdoctor.syntax.jobs.slurm.state import State, leading_integer, lower

_MOST_CPUS = 10_000
_GOVERNORS = (
    ("co", "Conservative"), ("perf", "Performance"), ("pow", "PowerSave"), ("user", "UserSpace"), ("onde", "OnDemand"),
    ("sche", "SchedUtil"),
)  # fmt: skip
ALLOWED_GOVERNORS = ("OnDemand", "Performance", "UserSpace")
"""What a site allows that has not set ``CpuFreqGovernors``."""
_RATES = (("lo", "Low", 1), ("him1", "Highm1", 3), ("highm1", "Highm1", 3), ("hi", "High", 4), ("med", "Medium", 2))

_MEMORY_KINDS = {"no": "none", "none": "none", "rank": "rank", "local": "local"}
_MEMORY_FLAGS = {"p": "prefer", "prefer": "prefer", "sort": "sort", "v": "verbose", "verbose": "verbose"}
_MEMORY_OFF = {"nosort": "sort", "q": "verbose", "quiet": "verbose"}
_VALUE_NEXT = pattern(r",(?!(?:[0-9]|[0-9a-fA-F]*(?:,|\Z)))")
_MAP = pattern(r"[0-9]*(?:\*[0-9]+)?")
_MASK = pattern(r"(?:0x)?[0-9a-fA-F]*(?:\*[0-9]+)?")
_NUMBERS = pattern(r"(?:[0-9]+(?:\*[0-9]+)?(?:,|\Z))*")
_MASKS = pattern(r"(?:(?:0x)?[0-9a-fA-F]+(?:\*[0-9]+)?(?:,|\Z))*")


def _governor(text: str) -> str:
    return next((name for start, name in _GOVERNORS if lower(text).startswith(start)), "")


def _rate(text: str) -> tuple[str, int]:
    """How a clock rate prints and what it is compared by; "" if it is none."""
    for start, name, rank in _RATES:
        if lower(text).startswith(start):
            return name, 0x80000000 + rank
    read = leading_integer(text)
    number = (read[0] if read else 0) & 0xFFFFFFFF
    return (str(number), number) if number else ("", 0)


def _cpu_freq(state: State, option: Option, value: str | None) -> str:
    wrong = "Invalid --cpu-freq argument"
    speeds, colon, governor = (value or "").partition(":")
    low, dash, high = speeds.partition("-")
    name = _governor(low)
    if (name and (colon or dash)) or (colon and not dash):
        return wrong
    first = ("", 0) if name else _rate(low)
    second = _rate(high) if dash else first
    named = _governor(governor) if colon else name
    if not name and (not first[0] or not second[0] or second[1] < first[1]):
        return wrong
    if (colon and not named) or (named and named not in ALLOWED_GOVERNORS):
        return wrong
    printed = name or (f"{first[0]}-{second[0]}" if dash else first[0])
    state.texts[option.name] = printed + (f":{named}" if colon else "")
    return ""


def _listed(words: str, pattern: re.Pattern[str]) -> bool:
    return all(pattern.fullmatch(word) for word in words.split(",") if word)


def _expanded(words: str, mask: bool) -> str:
    """A map or mask with its multipliers written out."""
    result: list[str] = []
    for word in words.split(","):
        plain, _star, times = (word.removeprefix("0x") if mask else word).partition("*")
        if word and len(result) < _MOST_CPUS:
            result += [plain] * min(int(times[:9] or 1), _MOST_CPUS)
    return ",".join(result)


def _memory_word(state: State, word: str, flags: set[str]) -> str:
    lowered = lower(word)
    if lowered in _MEMORY_FLAGS:
        flags.add(_MEMORY_FLAGS[lowered])
    elif lowered in _MEMORY_OFF:
        flags.discard(_MEMORY_OFF[lowered])
    elif lowered in _MEMORY_KINDS:
        flags -= {"none", "rank", "local", "map_mem", "mask_mem"}
        flags.add(_MEMORY_KINDS[lowered])
        state.texts.pop("mem-bind-list", None)
    elif lowered.startswith(("map_mem", "mapmem", "mask_mem", "maskmem")):
        mask = lowered.startswith("mask")
        words = [*re.split("[:=]", word), ""][1]
        if not words or not _listed(words, _MASK if mask else _MAP):
            return f'missing list for "--mem-bind={"mask" if mask else "map"}_mem:<list>"'
        flags -= {"none", "rank", "local", "map_mem", "mask_mem"}
        flags.add("mask_mem" if mask else "map_mem")
        state.texts["mem-bind-list"] = _expanded(words, mask)
    else:
        return f'unrecognized --mem-bind argument "{word}"'
    return ""


def _mem_bind(state: State, option: Option, value: str | None) -> str:
    flags = {flag for flag in state.texts.get(option.name, "").split(",") if flag}
    state.texts.pop("mem-bind-list", None)
    for word in _VALUE_NEXT.sub(";", value or "").split(";"):
        wrong = _memory_word(state, word, flags)
        if wrong:
            return wrong
    order = ("verbose", "prefer", "sort", "none", "rank", "local", "map_mem", "mask_mem")
    state.texts[option.name] = ",".join(flag for flag in order if flag in flags)
    return ""


def _natural(text: str) -> bool:
    """``strtol`` with any base: no digits are zero, and what follows them does not count."""
    read = leading_integer(text)
    return read is None or 0 <= read[0] < 2**63 - 1


def _gpu_bind_ok(text: str) -> bool:
    text = text[8:] if lower(text).startswith("verbose,") else text
    lowered = lower(text)
    if lowered[:1] in ("c", "n"):
        return True
    for start, value in (("map_gpu:", _NUMBERS), ("mask_gpu:", _MASKS)):
        if lowered.startswith(start):
            return value.fullmatch(text[len(start) :].strip(",")) is not None
    start = next((name for name in ("per_task:", "single:") if lowered.startswith(name)), "")
    return bool(start) and _natural(text[len(start) :])


def _gpu_bind(state: State, option: Option, value: str | None) -> str:
    first, *more = (value or "").split(";")
    if not _gpu_bind_ok(first) or not all(part.startswith("gpu:") and _gpu_bind_ok(part[4:]) for part in more if part):
        return f"Invalid --gpu-bind argument: gpu:{value}"
    state.texts[option.name] = value or ""
    return ""


def _gpu_rate_ok(text: str) -> bool:
    if "0" <= text[:1] <= "9":
        read = leading_integer(text)
        return read is not None and not read[1] and read[0] < 2**63 - 1
    return text in ("low", "medium", "high", "highm1")


def _gpu_freq(state: State, option: Option, value: str | None) -> str:
    for word in (value or ",?").split(";")[0].split(","):
        name, equals, rate = word.partition("=")
        good = not word or (name == "memory" and _gpu_rate_ok(rate)) if equals else _gpu_rate_ok(word)
        if word and not good and word != "verbose":
            return f"Invalid --gpu-freq argument: gpu:{value}"
    state.texts[option.name] = value or ""
    return ""


SETTERS: dict[str, Callable[[State, Option, str | None], str]] = {
    "cpu-freq": _cpu_freq,
    "mem-bind": _mem_bind,
    "gpu-bind": _gpu_bind,
    "gpu-freq": _gpu_freq,
}
