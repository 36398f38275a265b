"""LSF's spool of running jobs."""

from __future__ import annotations

from envdoctor.catalogue import sources
from envdoctor.catalogue.rows import Relocation, Row
from envdoctor.i18n import msg

LSF_LSBATCH = Row(
    id="lsf-lsbatch",
    tool="LSF",
    title=msg("what LSF keeps of running jobs"),
    holds="data",
    sources=(sources.below_home(".lsbatch"),),
    levers=(),
    folder="lsbatch",
    traces=("~/.lsbatch",),
    keep=msg("running jobs write into it"),
    relocation=Relocation(
        link="unknown", how=msg("keep it small: let jobs write their output to the data disk with bsub -o and -e")
    ),
    pitfalls=(
        msg("a job's output is gathered here until it ends, unless bsub -o and -e say otherwise"),
        msg("where home is full, LSF falls back to /tmp/.lsbtmp on the node"),
        msg("delete only files of jobs that have ended"),
    ),
    facts=("IBM Spectrum LSF 10.1, bsub, read; not run",),
)
