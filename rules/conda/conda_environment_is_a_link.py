"""An environment is a symbolic link, and conda would delete only the link.

## Why is this bad?
A link keeps an environment usable that was moved to another disk, and that is fine. But `conda remove -n NAME --all`
takes out conda's own packages and the link; what pip installed and all other files stay where the link led, take
room, and are listed nowhere.

## What to do
Nothing, as long as you need it. To delete it, remove the folder the link leads to, then the link.

## Fix safety
Nothing is changed: the commands that delete the environment are shown.

## References
- conda 24.7 run: `conda remove -n NAME --all` on a link; `conda remove -p FOLDER --all` on the folder.
"""

from __future__ import annotations

from collections.abc import Iterator
from shlex import quote

from envdoctor import Advise, Finding, Safety, Severity, msg, rule
from envdoctor.facts.pythons import Pythons


@rule("CON105", "conda-environment-is-a-link", severity=Severity.NOTE, fix=Safety.MANUAL)
def conda_environment_is_a_link(pythons: Pythons) -> Iterator[Finding]:
    """One finding for each such environment; conda's own folder is none."""
    for env in pythons.all:
        if env.kind != "conda" or not env.link or env.name == "base":
            continue
        yield Finding(
            msg("is a link: conda remove would leave files behind in {real}"),
            place=env.prefix,
            contexts=env.contexts,
            evidence=(env.link,),
            wish=Advise(
                msg("if you want to delete it: remove the folder, then the link"),
                commands=(f"conda remove -p {quote(env.link)} --all", f"rm {quote(env.prefix)}"),
            ),
            real=env.link,
        )
