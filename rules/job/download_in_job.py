"""A job downloads something before its work begins.

## Why is this bad?
The cards and CPUs that the job holds wait for the download, in every run anew. On most clusters the compute nodes reach
no network at all: the command then fails after minutes of waiting, and the job goes on without what it should have
fetched. The members of an array load the same file at the same time.

## What to do
Run the command on a login node before you submit, into a folder that all nodes see; for models, `hf download` fills the
cache and `export HF_HUB_OFFLINE=1` in the job uses it. A site that knows better says so in its policy, by
`scheduler.compute_network`: with `true` nothing is said, with `false` JOB415 speaks of it.

## Fix safety
Nothing is changed: the command has to run elsewhere.

## References
- wget(1), curl(1), git-clone(1). A job that does nothing else than downloading, or that looks first whether the file is
  there, is not meant. Installing software is JOB502.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.jobs import Body, Request
from envdoctor.facts.site import Site, speaks
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.body import Command
from envdoctor.syntax.jobs.pointing import at, templated
from envdoctor.syntax.jobs.shell.commands import stays
from envdoctor.syntax.jobs.shell.fetches import KNOWN, called, fetches_data

BY = ("wget", "curl", "aria2c", "axel", "gdown", "clone", "download", "pull", "kaggle")
SAVES = re.compile(r"-[a-zA-Z]*[oO]\S*\Z|--(?:output|remote-name)")
"""Options by which ``curl`` writes a file."""
NOTHING = frozenset(("--spider", "/dev/null", "-O-", "-qO-", "-nc", "--no-clobber", "-N", "--timestamping"))
"""What asks for an answer and not for a file, or looks first."""
TRANSFER = re.compile(r"data|transfer|dtn|copy|download|internet|login|service|xfer|mover", re.I)
"""Names of queues for such jobs."""
COPIES = frozenset(("ssh", "scp", "rsync", "sftp", "rclone"))
LOOKS = frozenset(("if", "case", "trap", "substitution", "subshell"))
"""Code that runs only sometimes, or elsewhere: in a container, say."""


@rule("JOB516", "download-in-job", severity=Severity.NOTE, words=BY)
def download_in_job(source: SourceFile, job: Request, body: Body, site: Site) -> Iterator[Finding]:
    """One finding a script, at the first such command that other work comes after."""
    if (site.compute_network is not None and speaks(job, site)) or _for_it(job):
        return
    last = -1
    for command in body.called(*KNOWN):
        if not _downloads(command, source.text):
            continue
        last = last if last >= 0 else _last_work(body)
        if last > command.span.end:
            yield Finding(
                msg("{command} downloads while the job holds its nodes, which often reach no network: run it before"),
                place=source.path,
                key="download",
                location=at(source.path, command.span),
                command=called(command),
            )
            return


def _for_it(job: Request) -> bool:
    """The queue is one for downloads."""
    return job.queue is not None and TRANSFER.search(job.queue.text) is not None


def _downloads(command: Command, text: str) -> bool:
    """It writes what it fetches, and does so in every run."""
    if not fetches_data(command) or command.background or NOTHING.intersection(command.args):
        return False
    if any(templated(arg) for arg in command.args if "://" in arg):
        return False
    if any(name in LOOKS or name.startswith("function ") for name in command.inside):
        return False
    before = text[text.rfind("\n", 0, command.span.start) + 1 : command.span.start]
    if "||" in before or "&&" in before or command.wrapped:
        return False
    kept = command.piped or any(operator.startswith(">") and "null" not in to for operator, to in command.redirects)
    return command.name != "curl" or kept or any(SAVES.match(arg) for arg in command.args)


def _last_work(body: Body) -> int:
    """The offset of the last command that is no mere preparation; 0 where there is none."""
    return next(
        (
            command.span.start
            for command in reversed(body.commands)
            if not stays(command) and command.name not in KNOWN and command.name not in COPIES
        ),
        0,
    )
