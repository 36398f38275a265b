"""docker run -it in a batch job dies at once.

## Why is this bad?
`-t` asks for a terminal and `-i` connects it to the job's input. A batch job has no terminal, and Docker ends with "the
input device is not a TTY" before the container starts. Podman only warns.

It is a note for Podman, behind an `if`, and in a script that asks for no nodes, cards or queue: such a one is often run
at a prompt as well.

## What to do
Leave `-t` out in scripts. `-i` alone is fine, and is needed where the script pipes something in.

## Fix safety
Safe: `-t` goes, `-it` becomes `-i`. In a job there is no terminal that it could have used.

## References
- Docker's documentation: "docker container run", `--interactive`, `--tty`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from envdoctor import Finding, ReplaceSpan, Safety, Severity, msg, rule
from envdoctor.facts.jobs import Body, JobText, Request
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import Keys, at, shown, swap
from envdoctor.syntax.specs.docker_run import Run, container_runs

DIES = msg("{flag}: a job has no terminal, {program} {verb} ends with `the input device is not a TTY`; leave -t out")
WARNS = msg("{flag}: a job has no terminal for podman; leave -t out")
TERMINALS = frozenset(("script", "srun", "unbuffer", "expect", "tmux", "screen"))
"""Launchers that give a terminal, or can."""

ASKED = re.compile(r"-t\s+[012]\b|\btty\s+-s\b|\$-|\$\{?PS1\b")
"""Tests whether there is a terminal."""


def _runs(body: Body, text: str) -> Iterator[Run]:
    if "docker" in text or "podman" in text:
        for verb in ("run", "exec"):
            yield from container_runs(body, verb)


def _wish(source: SourceFile, run: Run) -> ReplaceSpan | None:
    tty = next(option for option in run.options if option.name == "tty")
    span, text = tty.word.span, tty.word.text
    if source.text[span.start : span.end] != text:
        return None
    if text.startswith("--") or text == "-t":
        end = span.end + (source.text[span.end : span.end + 1] == " ")
        return swap(source.path, source.text, span.start, end, "")
    return swap(source.path, source.text, span.start, span.end, text.replace("t", "", 1))


def _asks(run: Run) -> bool:
    """For a terminal that is connected to the job's own input."""
    input_told = any(operator.startswith("<") for operator, _target in run.command.redirects)
    given = TERMINALS & set(run.command.wrapped)
    return run.has("tty") and run.has("interactive") and not run.has("detach") and not given and not input_told


def _asks_for_something(job: Request) -> bool:
    """Nodes, CPUs, cards, memory or a queue: a script without any is as often run at a prompt, with a terminal."""
    asked = (
        job.nodes,
        job.tasks,
        job.tasks_per_node,
        job.cpus_per_task,
        job.gpus,
        job.gpus_per_node,
        job.gpus_per_task,
    )
    return any(one is not None for one in (*asked, job.memory, job.memory_per_cpu, job.queue, job.account, job.array))


@rule(
    "CTR202",
    "interactive-flags-in-job",
    severity=Severity.ERROR,
    fix=Safety.SAFE,
    words=(
        "docker",
        "podman",
    ),
)
def interactive_flags_in_job(source: SourceFile, job_text: JobText, job: Request, body: Body) -> Iterator[Finding]:
    """One finding a command, in job scripts only."""
    keys = Keys()
    for run in sorted(_runs(body, job_text), key=lambda run: run.verb.span.start):
        if not _asks(run) or ("if" in run.command.inside and ASKED.search(job_text)):
            continue
        word = next(option.word for option in run.options if option.name == "tty")
        podman = run.program == "podman"
        image = shown(source.text, run.image.span.start, run.image.text) if run.image else ""
        yield Finding(
            WARNS if podman else DIES,
            place=source.path,
            key=keys(f"{run.verb.text} {image}"),
            location=at(source.path, word.span),
            severity=Severity.NOTE if podman or "if" in run.command.inside or not _asks_for_something(job) else None,
            wish=_wish(source, run),
            flag=word.text,
            program=run.program,
            verb=run.verb.text,
        )
