"""A conda configuration file is not read.

## Why is this bad?
conda passes over what it cannot use: a file that CONDARC names and that is called something else than `condarc`,
`.condarc`, `*.yml` or `*.yaml`; a file in `condarc.d` without one of these two endings; a file that is no valid YAML
(one line of warning). The folders, channels and mirrors in it are then not in force, and everything goes to home.

## What to do
Give the file a name that conda reads, or mend the line that is named. `conda config --show-sources` prints every file
that is in force.

## Fix safety
Nothing is changed: the command that renames the file is shown.

## References
- conda: `common/configuration.py`, _expand_search_path and _load_search_path; `base/constants.py`, SEARCH_PATH.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath
from shlex import quote

from envdoctor import Advise, Finding, Safety, Severity, msg, rule
from envdoctor.facts.conda import Conda, Unread, alike, line_of, require
from envdoctor.facts.questions import pointed

SAYS = {
    "name": msg("is named by CONDARC, but conda reads only condarc, .condarc, *.yml and *.yaml"),
    "suffix": msg("is not read: in this folder only *.yml and *.yaml count"),
    "yaml": msg("is no valid YAML, so conda goes on without it"),
}
RENAME = msg("give it a name that conda reads")
POINT = msg("give it a name that conda reads, and change {where}")
MEND = msg("mend the file, mostly its indents or quotes; conda then prints it")


def _wish(unread: Unread, where: str) -> Advise:
    path = PurePosixPath(unread.path)
    if unread.why == "yaml":
        return Advise(MEND, commands=("conda config --show-sources",))
    stem = path.name.removesuffix(".condarc") or "condarc"
    renamed = path.with_name(f"{path.name if unread.why == 'name' else stem}.yml")
    command = f"mv -n {quote(str(path))} {quote(str(renamed))}"
    if unread.why == "suffix":
        return Advise(RENAME, commands=(command,))
    commands = (*((command,) if unread.exists else ()), f"export CONDARC={quote(str(renamed))}")
    return Advise(POINT, {"where": where}, commands)


@rule("CON107", "condarc-not-read", severity=Severity.WARNING, fix=Safety.MANUAL)
def condarc_not_read(conda: Conda) -> Iterator[Finding]:
    """One finding for each file."""
    causes = alike(conda, lambda setup, _: setup.unread)
    if not causes:
        require(conda)
    found: dict[tuple[str, str], list[Unread]] = {}
    for unread in causes:
        found.setdefault((unread.path, unread.why), []).append(unread)
    for (path, why), alikes in found.items():
        where = tuple(dict.fromkeys(line_of(unread.origin) for unread in alikes))
        yield Finding(
            SAYS[why],
            place=path,
            key=why,
            location=pointed(alikes[0].origin),
            contexts=tuple(dict.fromkeys(context for unread in alikes for context in causes[unread])),
            evidence=where if why == "name" else (),
            wish=_wish(alikes[0], ", ".join(where)),
        )
