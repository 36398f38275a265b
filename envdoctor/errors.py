"""What envdoctor raises on purpose, and the exit code each ends in.

    EnvdoctorError                3  a bug or a broken installation, unless a child says otherwise
    +-- FactCrashed               3  a fact raised what it should not: rules that need it are crashed, the others run
    +-- UsageError                4  the command line, or a name nobody knows
    |   +-- PolicyError           4  a policy file: file, line, what was expected
    +-- Refused                   1  a change that will not be made; says why and what to do
    |   +-- Busy                  1  another run holds the lock
    |   +-- NoRoom                1  the disk cannot hold the change; names what frees enough
    +-- EditError                 1  one file's text cannot be edited safely (becomes a withheld fix)
    +-- Unavailable               -  a fact cannot be known here; rules that need it are skipped with the sentence
        +-- TimedOut              -  a probe gave no answer before its deadline
        +-- OtherFile             -  the file is of another kind than the fact is about

Exit codes of every command: 0 nothing at or above the threshold, 1 findings (or a refused change),
2 interrupted, 3 internal (a rule crashed), 4 usage, 5 nothing collected.
"""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """Exit codes, the same for every command and format."""

    OK = 0
    FOUND = 1
    INTERRUPTED = 2
    INTERNAL = 3
    USAGE = 4
    NOTHING = 5


class EnvdoctorError(Exception):
    """The root. ``str()`` of it is a sentence for the user."""

    exit_code = Exit.INTERNAL


class FactCrashed(EnvdoctorError):
    """A fact raised something unexpected; ``str()`` says what and where."""


class UsageError(EnvdoctorError):
    """The command line asks for something that does not exist or does not fit."""

    exit_code = Exit.USAGE


class PolicyError(UsageError):
    """A policy file is wrong.

    Args:
        path: the file.
        line: 1-based line, or None where the file as a whole is wrong.
        problem: what is wrong, what was expected and what to do.
    """

    def __init__(self, path: str, line: int | None, problem: str) -> None:
        where = f"{path}:{line}" if line else path
        super().__init__(f"{where}: {problem}")
        self.path, self.line, self.problem = path, line, problem


class Refused(EnvdoctorError):
    """A change will not be made; nothing was changed."""

    exit_code = Exit.FOUND


class Busy(Refused):
    """Another run holds the lock of this home."""


class NoRoom(Refused):
    """The disk cannot hold the change (full, or at the quota); every original is as it was.

    Args:
        path: the file or folder that could not be written.
        needed: bytes the whole change needs on that disk.
        problem: the sentence for the user.
    """

    def __init__(self, path: str, needed: int, problem: str) -> None:
        super().__init__(problem)
        self.path, self.needed = path, needed


class EditError(EnvdoctorError):
    """A file's text cannot be edited without guessing; the fix that wanted it is withheld."""

    exit_code = Exit.FOUND


class Unavailable(EnvdoctorError):
    """A fact cannot be known here. The sentence is shown beside the rules it skips."""


class TimedOut(Unavailable):
    """A probe gave no answer before its deadline."""


class OtherFile(Unavailable):
    """The file is of another kind: rules about job scripts have nothing to say of a compose file."""


def crash(error: Exception) -> str:
    """What a crash is reported as: type, text, file and line of the innermost frame."""
    import traceback

    frames = traceback.extract_tb(error.__traceback__)
    where = f" at {frames[-1].filename.rsplit('/', 1)[-1]}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}: {error}{where}"
