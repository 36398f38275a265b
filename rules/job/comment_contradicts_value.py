"""The comment behind a directive says another number than its value.

## Why is this bad?
`#SBATCH --gres=gpu:8  # one GPU` takes eight cards. One of the two is wrong, and the scheduler follows the value: cards
stand idle, or a "2 hours" job is ended after two minutes.

## What to do
Look which of the two you mean, and make them agree.

## Fix safety
Nothing is changed: which of the two is right, only you know.

## References
- sbatch(1), options `--time`, `--nodes`, `--ntasks`, `--cpus-per-task`, `--gres`, `--mem`.
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.jobs import Slurm
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import Keys, at
from envdoctor.syntax.jobs.said import agrees


@rule("JOB106", "comment-contradicts-value", severity=Severity.WARNING)
def comment_contradicts_value(source: SourceFile, slurm: Slurm) -> Iterator[Finding]:
    """One finding for each directive whose comment surely names another number of the same thing."""
    keys = Keys()
    for directive in slurm.directives:
        if not directive.comment or directive.scheduler != "slurm":
            continue
        said = agrees(directive, slurm.directives)
        if said is None:
            continue
        yield Finding(
            msg("the comment says {said}, but {written} is what counts"),
            place=source.path,
            key=keys(directive.option),
            location=at(source.path, directive.span),
            said=said,
            written=f"{directive.written}={directive.value}" if directive.written[:2] == "--" else directive.value,
        )
