"""An option does not take this value.

## Why is this bad?
`sbatch` refuses the whole script: "Invalid --time specification", "Invalid numeric value". `24h`, `1.5G` and `16GiB`
are read by people, not by Slurm.

## What to do
Write the value in a form that the option takes; the message names them.

## Fix safety
Safe: an amount of memory is written in Slurm's own form where it stays the same amount (`16GiB` becomes `16G`, `1.5G`
becomes `1536M`). Nothing else is changed, and never a time limit.

## References
- sbatch(1), "OPTIONS", at each option.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from envdoctor import Finding, ReplaceSpan, Safety, Severity, msg, rule
from envdoctor.facts.jobs import Slurm
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import at, causes, line_at, swap, template_path
from envdoctor.syntax.jobs.values import Fault, Span, clock_of, number_of

TIME = msg("minutes, H:MM:SS, D-H or D-HH:MM:SS")
SIZE = msg("a whole number with K, M, G or T, like 16G")
COUNT = msg("a whole number")
ABOVE = msg("a whole number above 0")
NODES = msg("a whole number, or least-most")
MAIL = msg("BEGIN, END, FAIL, REQUEUE, ALL, TIME_LIMIT, ARRAY_TASKS and others, joined by commas")
CARDS = msg("a whole number, or type:number")
GRES = msg("gpu:number or gpu:type:number, joined by commas")
SIGNAL = msg("a signal and seconds up to 65535, like B:USR1@120")
MOMENT = msg("YYYY-MM-DDTHH:MM:SS, HH:MM, now+1hour, tomorrow and others")
DISTRIBUTION = msg("block, cyclic, plane=size or arbitrary, in the order nodes:sockets:cores")
MODE = msg("append or truncate")
EXCLUSIVE = msg("nothing, user, mcs or topo")
HINT = msg("compute_bound, memory_bound, multithread or nomultithread")
HOSTS = msg("names and ranges with the smaller number first, like gpu[01-04,7]")
YES_NO = msg("yes or no")
FORMS = {
    **dict.fromkeys(("time", "time-min"), TIME),
    **dict.fromkeys(("mem", "mem-per-cpu", "mem-per-gpu", "tmp"), SIZE),
    **dict.fromkeys(
        "ntasks ntasks-per-node ntasks-per-core ntasks-per-socket ntasks-per-gpu cpus-per-task cpus-per-gpu mincpus "
        "threads-per-core cores-per-socket sockets-per-node priority core-spec thread-spec".split(),
        COUNT,
    ),
    "nodes": NODES,
    "mail-type": MAIL,
    **dict.fromkeys(("gpus", "gpus-per-node", "gpus-per-task", "gpus-per-socket"), CARDS),
    "gres": GRES,
    "signal": SIGNAL,
    **dict.fromkeys(("begin", "deadline"), MOMENT),
    "distribution": DISTRIBUTION,
    "open-mode": MODE,
    "nodelist": HOSTS,
    "exclusive": EXCLUSIVE,
    "hint": HINT,
    "kill-on-invalid-dep": YES_NO,
}
KNOWN = msg("sbatch refuses {option}={value}; it takes {forms}")
MEANT = msg("sbatch refuses {option}={value}; for {value} write {meant}")
BACKWARDS = msg("sbatch refuses {option}={value}: it counts backwards; write {option}={meant}")
REFUSED = msg("sbatch refuses {option}={value}")
TEXTS = {"known": KNOWN, "meant": MEANT, "backwards": BACKWARDS, "refused": REFUSED}
LATER = msg("{option}={value} is refused by Slurm before {since}")
BINARY = re.compile(r"(\d+)([KMGT])i[Bb]?", re.IGNORECASE)
DECIMAL = re.compile(r"(\d{1,6})\.(\d{1,4})([MGT])B?", re.IGNORECASE)
STAND_IN = re.compile(
    r"^(?:[A-Z_]{3,}|[A-Za-z]|X{3}\w*|[xX]+|[@!%]\w+|_+\w+|)$|%[\w-]+%|%\(\w+\)|X{3}\w+X{3}|[{}*]|:[xX@]\w*$"
)
"""A word that something or somebody is to replace by a value; also what is left of ``##WORD##``."""
FEW = re.compile(r"-\d{1,9}|0{1,9}")
RANGE = re.compile(r"(\d{1,9})-(\d{1,9})")
FROM_NONE = frozenset(("priority", "core-spec", "thread-spec"))
SMALLER = {"T": "G", "G": "M", "M": "K"}


def _same_amount(value: str) -> str | None:
    """The same amount of memory in a form that Slurm takes."""
    if found := BINARY.fullmatch(value):
        return found[1] + found[2].upper()
    if found := DECIMAL.fullmatch(value):
        scaled = number_of(found[1] + found[2]) * 1024
        whole, rest = divmod(scaled, 10 ** len(found[2]))
        return f"{whole}{SMALLER[found[3].upper()]}" if rest == 0 and whole else None
    return None


def _stands_in(fault: Fault, text: str) -> bool:
    form = FORMS.get(fault.args.get("option", ""), MAIL)
    if not fault.args.get("value") and text[fault.span.end : fault.span.end + 1] != "#":
        return False
    return form not in (MAIL, SIGNAL) and STAND_IN.search(fault.args.get("value", "")) is not None


def _elsewhere(fault: Fault) -> bool:
    """Counts that contradict each other are another rule's; GPUs that cannot be read are this one's."""
    return fault.kind == "gpu-counts" and not fault.args.get("reason", "").startswith("Invalid generic")


def _told(option: str, value: str) -> tuple[str, str, str]:
    """(key of the message, what the option takes, what is meant)"""
    forms = FORMS.get(option)
    if forms is TIME and (meant := clock_of(value)):
        return "meant", forms, meant
    if forms is NODES and (found := RANGE.fullmatch(value)) and int(found[1]) > int(found[2]) > 0:
        return "backwards", forms, f"{found[2]}-{found[1]}"
    if forms is COUNT and option not in FROM_NONE and FEW.fullmatch(value):
        return "known", ABOVE, ""
    return "known" if forms else "refused", forms or COUNT, ""


def _wish(fault: Fault, value: Span, source: SourceFile) -> ReplaceSpan | None:
    written = source.text[value.start : value.end]
    same = _same_amount(written) if FORMS.get(fault.args.get("option", "")) is SIZE else None
    return swap(source.path, source.text, value.start, value.end, same) if same else None


@rule(
    "SLU107",
    "malformed-value",
    severity=Severity.ERROR,
    fix=Safety.SAFE,
    signs=(
        "bad-value",
        "gpu-counts",
    ),
)
def malformed_value(source: SourceFile, slurm: Slurm) -> Iterator[Finding]:
    """One finding for each value; a note where only some versions refuse it, or where a program may yet fill it in."""
    for fault, key in causes(slurm, "bad-value", "gpu-counts"):
        if (
            _elsewhere(fault)
            or _stands_in(fault, source.text)
            or not line_at(source.text, fault.span.start).startswith("#SBATCH")
        ):
            continue
        option, since = fault.args.get("option", ""), fault.args.get("since", "")
        value = fault.directive.value_span if fault.directive and fault.directive.value_span else fault.span
        text, forms, meant = _told(option, fault.args.get("value", ""))
        yield Finding(
            LATER if since else TEXTS[text],
            place=source.path,
            key=key,
            location=at(source.path, value if value.end > value.start or not fault.directive else fault.directive.span),
            severity=None if fault.fatal and not template_path(source.path) else Severity.NOTE,
            evidence=tuple(filter(None, (fault.args.get("reason", ""),))),
            wish=_wish(fault, value, source),
            option=f"--{option}",
            value=fault.args.get("value", ""),
            forms=forms,
            meant=meant,
            since=since,
        )
