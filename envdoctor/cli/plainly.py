"""The plainest lines of ``check``, read without click: that would take a third of such a check."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

from envdoctor.cli.checking import checked
from envdoctor.cli.ending import ended
from envdoctor.cli.output import Chosen, Common

DEFAULTS: dict[str, Any] = {
    "home": None, "last_failed": False, "first": False, "maxfail": 0, "collect": False, "redact": False, "verbose": 0,
    "quiet": False, "tell": None, "statistics": False, "durations": None, "fail_level": "warning",
    "exit_zero": False, "baseline": None, "write_baseline": None, "hook": False,
}  # fmt: skip
"""The options of ``check`` alone, as they are where nobody gives them."""
FLAGS = {"-q": "quiet", "--quiet": "quiet", "--hook": "hook"}
"""Those that a plain line may hold; beside them ``--no-cache``."""
_COMPLETING = "_ENVDOCTOR_COMPLETE"


def plain(argv: Sequence[str]) -> bool:
    """Whether the line is ``check`` with paths and nothing but the plainest flags."""
    known = (*FLAGS, "--no-cache")
    return argv[:1] == ["check"] and all(word in known or word[:1] not in ("-", "") for word in argv[1:])


def main(argv: Sequence[str]) -> int | None:
    """Run a plain line; its exit code. None: it is not one."""
    if not plain(argv) or _COMPLETING in os.environ:
        return None
    paths = tuple(word for word in argv[1:] if word[:1] != "-")
    flags = DEFAULTS | {FLAGS[word]: True for word in argv if word in FLAGS}
    common = Common(None, False, "--no-cache" not in argv, "text", "auto")
    chosen = Chosen((), (), "", "", False)
    return ended(lambda: checked(common, chosen, paths, (), tuple(argv), flags), argv)
