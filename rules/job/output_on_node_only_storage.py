"""A job's log goes where only one node sees it.

## Why is this bad?
The folder is another one on each node (`/tmp`), or lives in one container only. The log is there, but on a machine that
you cannot look at any more, and it is gone when the node is cleaned.

## What to do
Let the log go to a folder that all nodes see: home, or the shared data disk.

## Fix safety
Nothing is changed: where logs belong is for you to say.

## References
- sbatch(1), options `--output` and `--error`; bsub(1), options `-o` and `-e`.
- The policy's `scheduler.node_only` names the folders; `/tmp`, `/var/tmp` and `/dev/shm` are such everywhere.
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.job_files import node_log
from envdoctor.facts.jobs import Request
from envdoctor.facts.site import Site
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import Keys, at


@rule("JOB418", "output-on-node-only-storage", severity=Severity.WARNING, signs=("site",))
def output_on_node_only_storage(source: SourceFile, job: Request, site: Site) -> Iterator[Finding]:
    """One finding for each log. Silent where the policy has no scheduler."""
    keys = Keys()
    for asked in (job.output, job.error):
        folder = node_log(asked, job, site) if asked is not None else ""
        if asked is not None and folder:
            by = asked.directive
            yield Finding(
                msg("the log goes to {folder}, which is another one on each node: you will not find it there"),
                place=source.path,
                key=keys(by.option),
                location=at(source.path, by.value_span or by.span),
                folder=folder,
            )
