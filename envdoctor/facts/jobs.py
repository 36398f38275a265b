"""Facts about one job script: what each scheduler reads in it, what it asks for, and its shell code."""

from __future__ import annotations

from envdoctor.declare import fact
from envdoctor.errors import OtherFile
from envdoctor.facts.site import Site, Target
from envdoctor.facts.types import SourceFile
from envdoctor.sniff import JOB, SCRIPT
from envdoctor.syntax.jobs.body import Body
from envdoctor.syntax.jobs.remembered import remembered_texts
from envdoctor.syntax.jobs.values import Request, Script
from envdoctor.syntax.jobs.which import chosen

__all__ = [
    "Body",
    "JobText",
    "Lsf",
    "Pbs",
    "Request",
    "Script",
    "Slurm",
    "body",
    "job",
    "job_text",
    "lsf",
    "pbs",
    "request_of",
    "slurm",
]


class JobText(str):
    """The text of a job script."""


class Slurm(Script):
    """A script as Slurm's ``sbatch`` reads it."""


class Lsf(Script):
    """A script as LSF's ``bsub < script`` reads it."""


class Pbs(Script):
    """A script as ``qsub`` reads it."""


def _speaks(source: SourceFile, scheduler: str, site: Site) -> bool:
    return source.form == JOB and chosen(source.text, source.path, site.kind) == scheduler


@fact(forms=(JOB,))
def job_text(source: SourceFile) -> JobText:
    """The text of a script with directives, for rules about what any scheduler sees."""
    if source.form != JOB:
        raise OtherFile("not a job script")
    return JobText(source.text)


@fact(forms=(JOB,), surely=False)
def slurm(source: SourceFile, target: Target, site: Site) -> Slurm:
    """What ``sbatch`` of the target's version reads."""
    if not _speaks(source, "slurm", site):
        raise OtherFile("not a Slurm job script")
    return Slurm(*script_of("slurm", source.text, target.version))


@fact(forms=(JOB,), surely=False)
def lsf(source: SourceFile, site: Site) -> Lsf:
    """What ``bsub < script`` reads."""
    if not _speaks(source, "lsf", site):
        raise OtherFile("not an LSF job script")
    return Lsf(*script_of("lsf", source.text))


@fact(forms=(JOB,), surely=False)
def pbs(source: SourceFile, site: Site) -> Pbs:
    """What ``qsub`` reads."""
    if not _speaks(source, "pbs", site):
        raise OtherFile("not a PBS job script")
    return Pbs(*script_of("pbs", source.text))


@fact(forms=(JOB,))
def job(source: SourceFile, target: Target, site: Site) -> Request:
    """What the script asks for, in the words of no scheduler."""
    if source.form != JOB:
        raise OtherFile("not a job script")
    return request_of(source.text, target, site, source.path)


def request_of(text: str, target: Target, site: Site, path: str = "") -> Request:
    """What a job script asks for; where it carries directives of several schedulers, :func:`chosen` says whose."""
    scheduler = chosen(text, path, site.kind)
    return asked_of(script_of(scheduler, text, target.version if scheduler == "slurm" else None), text)


def asked_of(script: Script, text: str) -> Request:
    """What a script asks for that was read as one scheduler reads it."""
    if script.scheduler == "slurm":
        from envdoctor.syntax.jobs.slurm.request import request
    elif script.scheduler == "lsf":
        from envdoctor.syntax.jobs.lsf.request import request
    else:
        from envdoctor.syntax.jobs.pbs.request import request
    return request(script, text)


@remembered_texts
def script_of(scheduler: str, text: str, version: tuple[int, int] | None = None) -> Script:
    """The script as ``slurm``, ``lsf`` or ``pbs`` reads it; ``version`` is Slurm's."""
    if scheduler == "slurm":
        from envdoctor.syntax.jobs.slurm.reader import read as read_slurm

        return read_slurm(text, version)
    if scheduler == "lsf":
        from envdoctor.syntax.jobs.lsf.reader import read as read_lsf

        return read_lsf(text)
    from envdoctor.syntax.jobs.pbs.reader import read as read_pbs

    return read_pbs(text)


@fact(forms=(JOB, SCRIPT))
def body(source: SourceFile) -> Body:
    """The shell code of a job script, or of any other shell script that is checked."""
    if source.form not in (JOB, SCRIPT):
        raise OtherFile("not a script")
    return body_of(source.text)


@remembered_texts
def body_of(text: str) -> Body:
    """The shell code in a script's text; several facts ask for it, and reading it is the dearest part of a check."""
    from envdoctor.syntax.jobs.shell.reader import read

    return read(text)
