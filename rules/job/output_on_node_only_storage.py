"""A job writes its log or its results where other nodes do not see them.

## Why is this bad?
The folder is another one on each node (`/tmp`), or lives in the container only (`/mnt` on some platforms). The log is
there, but on a machine that you cannot look at any more, and it is gone when the node is cleaned or the container ends.

## What to do
Write to a folder that all nodes see: home, or the shared data disk. Use node storage for what may be lost, and copy
results away at the end of the script.

## Fix safety
Nothing is changed: where results belong is for you to say.

## References
- sbatch(1), options `--output` and `--error`; bsub(1), options `-o` and `-e`.
- The policy's `scheduler.node_only` names the folders; `/tmp`, `/var/tmp` and `/dev/shm` are such everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.jobs import Body, Request
from envdoctor.facts.site import Site, below, speaks
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.body import Command, Word
from envdoctor.syntax.jobs.pointing import Keys, at

EVERYWHERE = ("/tmp", "/var/tmp", "/dev/shm")
RESULT = re.compile(r"--?(?:out|save|log|ckpt|checkpoint|result|work|default_root|run|exp)\w*(?:[-_]\w+)*\Z", re.I)
LOG = msg("the log goes to {folder}, which is another one on each node: you will not find it; use a shared folder")
RESULTS = msg("{option} writes to {folder}, which other nodes do not see and which is not kept; copy results away")
ENVIRONMENT = msg("this environment lies in {folder}, which other nodes do not see")


def _results(command: Command) -> Iterator[tuple[str, Word, str]]:
    """Options that name where results go: (option, the word to point at, the path)."""
    words = command.words
    for number, word in enumerate(words[1:], 1):
        option, equals, value = word.text.partition("=")
        if not RESULT.match(option):
            continue
        if equals:
            yield option, word, value
        elif number + 1 < len(words):
            yield option, words[number + 1], words[number + 1].text


def _environment(command: Command) -> Word | None:
    words = command.words
    if command.name in ("conda", "mamba") and len(words) > 2 and words[1].text == "activate":
        return words[2]
    if command.name in ("source", ".") and len(words) > 1 and words[1].text.endswith("/bin/activate"):
        return words[1]
    return None


@rule("JOB418", "output-on-node-only-storage", severity=Severity.WARNING)
def output_on_node_only_storage(source: SourceFile, job: Request, body: Body, site: Site) -> Iterator[Finding]:
    """One finding for each log, result option and environment. Silent where the policy has no scheduler."""
    if site == Site() or not speaks(job, site):
        return
    keys, everywhere = Keys(), (*EVERYWHERE, *site.node_only)
    for asked in (job.output, job.error):
        folder = below(asked.text, everywhere) if asked is not None else ""
        if asked is not None and folder:
            by = asked.directive
            where = at(source.path, by.value_span or by.span)
            yield Finding(LOG, place=source.path, key=keys(by.option), location=where, folder=folder)
    for command in body.commands if site.node_only else ():
        for option, word, path in _results(command):
            if folder := below(path, site.node_only):
                yield Finding(
                    RESULTS,
                    place=source.path,
                    key=keys(option),
                    severity=Severity.NOTE,
                    location=at(source.path, word.span),
                    option=option,
                    folder=folder,
                )
        active = _environment(command)
        if active is not None and (folder := below(active.text, site.node_only)):
            where = at(source.path, active.span)
            yield Finding(ENVIRONMENT, place=source.path, key=keys("environment"), location=where, folder=folder)
