"""A script keeps results or an environment where other nodes do not see them.

## Why is this bad?
The folder lives on one node, or in one container only. When the job ends, nobody can reach the results any more, or
they are gone; an environment that lies there is missing as soon as the job runs on another node.

## What to do
Write results to a folder that all nodes see, or copy them there at the end of the script. Reading data from node
storage is fine, and quick. Make environments on shared storage.

## Fix safety
Nothing is changed: where results belong is for you to say.

## References
- The policy's `scheduler.node_only` names the folders.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.jobs import Body
from envdoctor.facts.site import Site, below
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.body import Command, Word
from envdoctor.syntax.jobs.pointing import Keys, at

RESULT = re.compile(r"--?(?:out|save|log|ckpt|checkpoint|result|work|default_root|run|exp)\w*(?:[-_]\w+)*\Z", re.I)
RESULTS = msg("{option} writes to {folder}, which other nodes do not see; copy what you need to a shared folder")
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


@rule("JOB422", "results-on-node-only-storage", severity=Severity.NOTE, signs=("node_only",))
def results_on_node_only_storage(source: SourceFile, body: Body, site: Site) -> Iterator[Finding]:
    """A note for each option that names a place for results, a warning for each environment."""
    if not any(folder in source.text for folder in site.node_only):
        return
    keys = Keys()
    for command in body.commands:
        for option, word, path in _results(command):
            if folder := below(path, site.node_only):
                where = at(source.path, word.span)
                yield Finding(
                    RESULTS, place=source.path, key=keys(option), location=where, option=option, folder=folder
                )
        active = _environment(command)
        if active is not None and (folder := below(active.text, site.node_only)):
            yield Finding(
                ENVIRONMENT,
                place=source.path,
                key=keys("environment"),
                severity=Severity.WARNING,
                location=at(source.path, active.span),
                folder=folder,
            )
