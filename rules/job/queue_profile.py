"""A job asks for one thing and leaves out what goes with it at this site.

## Why is this bad?
Some queues work only if several options agree. On cards of which some are whole and some are cut into slices, say, one
option decides which kind a job gets, and another how many CPUs are left for the others. Mixed up, a job lands on the
wrong card, takes other people's, or waits for ever.

## What to do
Write what the finding says. If the job was meant for the other kind of card, change the option that chose this one.
The site's own sentence stands behind the message where the policy has one.

## Fix safety
Safe where exactly one word keeps the script from fitting: that word is replaced. Where several are wrong, or where
another single word would make it fit another profile, nothing is changed: what was meant is known to the author only.

## References
- The policy's `scheduler.profiles`: when a script asks for `when`, it has to ask for `require`.
- bsub(1), options `-gpu`, `-n`, `-R`; DPDispatcher's documentation, "resources".
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Finding, ReplaceSpan, Safety, Severity, msg, rule
from envdoctor.facts.profiled import Profiled
from envdoctor.facts.site import Site
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import Keys, at, swap
from envdoctor.syntax.jobs.profiles import PICKER, Held, Judged, Miss, spelled

OTHER = msg("{name} is {held} as for {profile}, but all else is as for {other}: write {wanted}{say}")
WRONG = msg("{name} is {held}, but {profile} needs {wanted}{say}")
ABSENT = msg("{name} is missing: {profile} needs {wanted}{say}")
WRITE = msg("{profile} needs a word more: write {wanted} in {where}{say}")
SECTIONS = frozenset(("span", "rusage", "affinity"))
NEEDLESS = msg("{name} has no place in {profile}{say}")
EITHER = msg("{profile} needs {name} to be {wanted}; or else {choice} is meant to be {instead}, as for {other}{say}")
EITHER_NOT = msg("{profile} has no place for {name}; or else {choice} is meant to be {instead}, as for {other}{say}")


def _wish(source: SourceFile, miss: Miss, json: bool) -> ReplaceSpan | None:
    """Replace one plain value by the one that is wanted."""
    held, wanted = miss.held, miss.wanted
    if held is None or held.span is None or wanted is None or isinstance(wanted, tuple) or wanted == PICKER:
        return None
    if json and isinstance(wanted, str):
        return None
    before = source.text[held.span.start : held.span.end]
    if "\n" in before or before.strip("\"'") != held.text.strip("\"'"):
        return None
    after = spelled(wanted)
    quote = before[:1] if before[:1] in ("'", '"') and not json else ""
    return swap(source.path, source.text, held.span.start, held.span.end, f"{quote}{after}{quote}")


def _inside(name: str, wanted: object) -> tuple[str, str]:
    """Where a key of an LSF option's value belongs, and how it is written there; "" for other names."""
    option, _dot, key = name.partition(".")
    where = "-gpu" if option == "gpu" else f"-R {option}[]" if option in SECTIONS else ""
    values = [spelled(one) for one in (wanted if isinstance(wanted, tuple) else (wanted,)) if one is not None]
    return (where, key + " or ".join(f"={value}" for value in values)) if where and key else ("", "")


def _told(judged: Judged) -> Iterator[tuple[Miss, bool]]:
    """What is to be said, and whether it is the only thing that is wrong."""
    if judged.swap is not None and len(judged.misses) > 1:
        yield judged.swap, True
        return
    for miss in judged.misses:
        if miss.wanted != PICKER:  # a rule of its own says that no slice is picked
            yield miss, len(judged.misses) == 1 and judged.swap is None


@rule("JOB409", "queue-profile", severity=Severity.ERROR, fix=Safety.SAFE, signs=("profiles",))
def queue_profile(source: SourceFile, profiled: Profiled, site: Site) -> Iterator[Finding]:
    """One finding for each thing that is not as a profile wants it; of several near misses, the nearest is told."""
    if not site.profiles:
        return
    keys = Keys()
    for path, judged in profiled.found:
        for miss, alone in _told(judged):
            held: Held | None = miss.held
            meant = judged.other if miss is judged.swap and judged.other else judged.profile
            said = NEEDLESS if miss.wanted is None else WRONG if held is not None else ABSENT
            if judged.swap is not None:
                said = OTHER if miss is judged.swap else EITHER_NOT if miss.wanted is None else EITHER
            where, spelt = _inside(miss.name, miss.wanted) if said is ABSENT else ("", "")
            span = held.span if held is not None and held.span is not None else judged.anchor.span
            yield Finding(
                WRITE if where else said,
                place=source.path,
                key=keys(f"{path}:{judged.profile.name}:{miss.name}" if path else f"{judged.profile.name}:{miss.name}"),
                location=at(source.path, span) if span is not None else None,
                severity=Severity[judged.profile.severity.upper()],
                wish=_wish(source, miss, profiled.json) if alone else None,
                name=miss.name,
                held=held.text if held is not None else "",
                wanted=spelt or spelled(miss.wanted),
                where=where,
                profile=judged.profile.name,
                other=judged.other.name if judged.other else "",
                choice=judged.swap.name if judged.swap else "",
                instead=spelled(judged.swap.wanted) if judged.swap else "",
                say=f" ({meant.say})" if meant.say else "",
            )
