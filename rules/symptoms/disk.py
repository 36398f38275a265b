"""A disk or a quota that is full, or cannot be written."""

from __future__ import annotations

from envdoctor.advice import Symptom
from envdoctor.i18n import msg

NO_SPACE = Symptom(
    id="no-space-left",
    title=msg("No space left on device"),
    patterns=("No space left on device", "[Errno 28]", "ENOSPC", "os error 28"),
    means=msg(
        "A disk that the program wrote to is full, or has no room for more files. Which disk it is, the error often "
        "does not say: it may be home, /tmp, or where Docker keeps its images."
    ),
    steps=(
        msg("See which disk is full and what on it is yours: the check below names both."),
        msg("Free room at once with a command that the check names; each empties a cache and nothing else."),
        msg("Let your tools write to a data disk from now on: envdoctor fix shows how, envdoctor fix --apply does it."),
    ),
    commands=("df -h ~ /tmp", "df -i ~ /tmp"),
    rules=("STO201", "STO202", "STO101", "TMP101"),
    facts=("errno(3): ENOSPC; ext4 keeps 5 % for root, so df may show room that you cannot use",),
)
