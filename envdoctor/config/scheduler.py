"""The policy's section ``scheduler``: what its keys may hold, and the :class:`Site` they come to.

A queue or profile is one value: where two policies describe the same one, the later description counts as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from envdoctor.catalogue.site import QUEUES, UNLIMITED, Profile, Queue, Site
from envdoctor.config.leaves import (
    SEVERITIES,
    Key,
    Leaf,
    Shape,
    ShapeError,
    Table,
    flatten,
    listed,
    one_of,
    places,
    size_of,
    truth,
    word,
)
from envdoctor.config.reading import Value, nearest
from envdoctor.i18n import _
from envdoctor.late import pattern
from envdoctor.light import replace

_MIB = 1 << 20
_MOST = 10**9
_VERSION = pattern(r"([0-9]{1,3})\.([0-9]{1,2})(?:\.[0-9]{1,3})?")
_MEMORY = pattern(r"\s*[1-9][0-9]{0,11}(?:\.[0-9]{1,6})?\s*[MGTPmgtp](?:[Ii]?[Bb])?\s*")
_CLOCK = pattern(r"(?:(\d{1,5})-)?(\d{1,5}):(\d{1,2}):(\d{1,2})|(\d{1,5})-(\d{1,5})(?::(\d{1,2}))?")
_SPOKEN = pattern(r"(?:(\d{1,6})d)?(?:(\d{1,6})h)?(?:(\d{1,6})m)?")
_DECIMAL = pattern(r"-?(?:0|[1-9][0-9]{0,11})")


def count(value: Value) -> int:
    """A whole number from 0."""
    if isinstance(value.data, int) and not isinstance(value.data, bool) and 0 <= value.data <= _MOST:
        return value.data
    raise ShapeError(value.line, _("expected a whole number from 0"))


def minutes(value: Value) -> int:
    """A time limit in minutes, rounded up; ``unlimited`` is -1.

    ``24:00`` is refused: it is 24 minutes to one scheduler and 24 hours to another. Written without quotes,
    ``24:00:00`` is a number to YAML 1.1, so the text counts and not the number.
    """
    text = value.raw.strip() if isinstance(value.data, (str, int)) and not isinstance(value.data, bool) else ""
    if text.lower() in ("unlimited", "infinite"):
        return UNLIMITED
    if text.isascii() and text.isdigit() and len(text) < 10 and int(text):
        return int(text)
    made = _clock(text) or _spoken(text)
    if not made:
        raise ShapeError(value.line, _("expected a time such as 2-00:00:00, 24:00:00, 36h, 90 (minutes) or unlimited"))
    return made


def _clock(text: str) -> int:
    found = _CLOCK.fullmatch(text)
    if not found:
        return 0
    days, hours, mins, seconds = (int(part or 0) for part in found.groups()[:4])
    if found[5] is not None:
        days, hours, mins = (int(part or 0) for part in found.groups()[4:])
    return (days * 24 + hours) * 60 + mins + (seconds > 0)


def _spoken(text: str) -> int:
    found = _SPOKEN.fullmatch(text.lower()) if text else None
    days, hours, mins = (int(part or 0) for part in found.groups()) if found else (0, 0, 0)
    return (days * 24 + hours) * 60 + mins


def memory(value: Value) -> int:
    """MiB, rounded up. A unit must stand there: a bare number is MB to Slurm, KB to LSF and bytes to PBS."""
    if not isinstance(value.data, str) or not _MEMORY.fullmatch(value.data):
        raise ShapeError(value.line, _("expected a size with its unit, such as 250GiB (250GB is a little less)"))
    return -(-(size_of(value.data) or 0) // _MIB)


def version(value: Value) -> tuple[int, int]:
    """Two numbers, such as ``22.05``; in quotes, or a bare ``12.0`` would be just 12."""
    whole = not isinstance(value.data, (str, float)) or (isinstance(value.data, float) and value.data.is_integer())
    found = None if whole else _VERSION.fullmatch(value.raw)
    if not found:
        raise ShapeError(value.line, _('expected a version of two numbers in quotes, such as "22.05"'))
    return int(found[1]), int(found[2])


def span(value: Value) -> tuple[int, int]:
    """Fewest and most, as a list of two numbers."""
    items = value.data if isinstance(value.data, list) else []
    if len(items) != 2:
        raise ShapeError(value.line, _("expected the fewest and the most, such as [8, 15]"))
    low, high = (count(item) for item in items)
    if low > high:
        raise ShapeError(value.line, _("expected the fewest first, such as [8, 15]"))
    return low, high


def _wanted_one(value: Value) -> object:
    """A value as it was meant: YAML makes truth values of ``yes`` and ``off``, and seconds of ``24:00``."""
    if value.data is None or isinstance(value.data, str):
        return value.data
    if isinstance(value.data, bool):
        return value.data if value.raw.lower() in ("true", "false") else value.raw
    if isinstance(value.data, (int, float)):
        return value.data if isinstance(value.data, int) and _DECIMAL.fullmatch(value.raw) else value.raw
    raise ShapeError(value.line, _("expected a value, a list of allowed values, or null for what must be absent"))


def wanted(value: Value) -> object:
    """What a profile wants of one name: a value, a tuple of allowed ones, or None for what must be absent."""
    if not isinstance(value.data, list):
        return _wanted_one(value)
    if not value.data:
        raise ShapeError(value.line, _("expected at least one allowed value"))
    return tuple(_wanted_one(item) for item in value.data)


_QUEUE: Mapping[str, Leaf] = {
    "time": minutes,
    "default_time": minutes,
    "nodes": count,
    "gpus": count,
    "cpus": count,
    "memory": memory,
    "card": word,
    "mig": truth,
    "gpu_only": truth,
    "most_gpus": count,
    "cpus_per_gpu": count,
    "memory_per_gpu": memory,
    "cuda": version,
}
_FIELDS = {"time": "minutes", "default_time": "default_minutes"}
_PROFILE: Mapping[str, Shape] = {
    "when": Table(wanted),
    "require": Table(wanted),
    "say": word,
    "severity": one_of(*SEVERITIES),
}


def required(value: Value) -> tuple[str, ...]:
    """What every script must give."""
    from envdoctor.config.names import of_required

    given = listed("time, account")(value)
    for item in value.data:
        _hold(item.line, of_required(item.data))
    return given


def _hold(line: int, problem: str, key: Key = ()) -> None:
    if problem:
        raise ShapeError(line, problem, key)


def queue(value: Value) -> Queue:
    """A queue, still without its name; ``gpu:`` alone says that there is one."""
    flat = flatten(value, _QUEUE)
    if ("card",) in flat and ("cuda",) not in flat:
        from envdoctor.config.names import of_card

        card, line = flat["card",]
        _hold(line, of_card(str(card)), ("card",))
    given = {_FIELDS.get(key[0], key[0]): item for key, (item, _line) in flat.items()}
    for name in ("mig", "gpu_only"):
        given[name] = bool(given.get(name))
    return Queue("", **given)  # type: ignore[arg-type]  # the leaves have checked them


def profile(value: Value) -> Profile:
    """A queue profile, still without its name."""
    from envdoctor.config.names import of_profile

    flat = flatten(value, _PROFILE)
    tables: dict[str, dict[str, object]] = {"when": {}, "require": {}}
    plain: dict[str, str] = {}
    for key, (item, line) in flat.items():
        if key[0] in tables:
            _hold(line, of_profile(key[1]), key[:1])
            tables[key[0]][key[1]] = item
        else:
            plain[key[0]] = str(item)
    for name, table in tables.items():
        if not table:
            raise ShapeError(value.line, _("expected {name}: a table of names and values", name=name))
    return Profile("", tables["when"], tables["require"], **plain)


SCHEDULER: Mapping[str, Shape] = {
    "kind": one_of("slurm", "lsf", "pbs"),
    "version": version,
    "default_queue": word,
    "queues": Table(queue),
    "profiles": Table(profile),
    "memory_configured": truth,
    "compute_network": truth,
    "modules": listed("cuda/12.4, gcc"),
    "required": required,
    "whole_node": truth,
    "symlinks": truth,
    "node_only": places,
    "shm_settable": truth,
    "no_root": truth,
    "memory_per_cpu": memory,
    "cpus": span,
    "wait_time": count,
    "slice_picker": word,
    "mig_option": truth,
    "driver_cuda": version,
}


def site_of(leaves: Mapping[tuple[str, ...], object]) -> Site:
    """The site that the checked leaves below ``scheduler`` come to.

    Args:
        leaves: key below ``scheduler`` -> value, as :data:`SCHEDULER` makes it.
    """
    plain = {key[0]: item for key, item in leaves.items() if len(key) == 1}
    queues = {key[1]: replace(item, name=key[1]) for key, item in leaves.items() if isinstance(item, Queue)}
    profiles = tuple(replace(item, name=key[1]) for key, item in leaves.items() if isinstance(item, Profile))
    return Site(queues=queues, profiles=profiles, **plain)  # type: ignore[arg-type]  # the leaves have checked them


_OLDER = ((14, 3), (14, 11), (15, 8), (16, 5), (17, 2), (17, 11), (18, 8), (19, 5), (20, 2), (20, 11))
"""Releases of Slurm before those whose options are known."""


def _never_was(site: Site) -> str:
    """What is wrong with a version that no Slurm has; "" for one that it has, or may have one day."""
    if site.kind != "slurm" or site.version is None:
        return ""
    from envdoctor.catalogue.slurm_options import NEWEST, RELEASES

    year, month = site.version
    if site.version in (*_OLDER, *RELEASES) or (site.version > NEWEST and 1 <= month <= 12 and year < NEWEST[0] + 10):
        return ""
    near = min((*_OLDER, *RELEASES), key=lambda one: abs((one[0] - year) * 12 + one[1] - month))
    given, meant = (f"{one[0]}.{one[1]:02}" for one in (site.version, near))
    return _("there is no Slurm {given}; the nearest is {meant}", given=given, meant=meant)


def newer(site: Site) -> str:
    """A note about a Slurm newer than all that are known; "" if it is not."""
    if site.kind != "slurm" or site.version is None:
        return ""
    from envdoctor.catalogue.slurm_options import NEWEST

    if site.version <= NEWEST:
        return ""
    given, known = (f"{one[0]}.{one[1]:02}" for one in (site.version, NEWEST))
    return _(
        "Slurm {given} is newer than all that are known here; scripts are read as {known} does",
        given=given,
        known=known,
    )


def lost(site: Site) -> tuple[Key, str] | None:
    """The first key below ``scheduler`` that names what is not there, a queue or a release, and what is wrong with it.

    Only the whole policy can tell: another layer may have the queue. Without queues nothing is known. Nor may another
    layer say which scheduler the version is of.
    """
    if problem := _never_was(site):
        return ("version",), problem
    if not site.queues:
        return None
    named: list[tuple[Key, object]] = [(("default_queue",), site.default_queue)]
    for one in site.profiles:
        for wanted in (one.when.get(name) for name in QUEUES):
            named += [(("profiles", one.name), value) for value in (wanted if isinstance(wanted, tuple) else (wanted,))]
    for key, text in named:
        for name in re.split(r"[,\s]+", text) if isinstance(text, str) else ():
            if name and name not in site.queues:
                near = nearest(name, site.queues)
                return key, _("no queue of this policy is called {name}{near}", name=name, near=near)
    return None
