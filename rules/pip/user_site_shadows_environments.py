"""Packages in ~/.local hide those of conda environments.

## Why is this bad?
`pip install` without an environment, or with `--user`, fills `~/.local/lib/pythonX.Y/site-packages`. Every conda
environment with that version of Python looks there first: `import torch` in a fresh environment loads the old torch of
years ago, and what `conda install` and `conda list` say is not what runs. Environments of `python -m venv` do not look
there; those made with `--system-site-packages` do, after their own packages.

## What to do
Let the environments pass over `~/.local`: the command that is shown sets PYTHONNOUSERSITE in one environment, from its
next `conda activate` on. If nothing needs the packages any more, take them out: leave every environment, then
`pythonX.Y -m pip uninstall NAME`; programs in `~/.local/bin` that import them stop working.

## Fix safety
Nothing is changed: PYTHONNOUSERSITE for everything would break programs in `~/.local/bin`, and a package in `~/.local`
may be the only copy that an environment has.

## References
- Python: PEP 370, module `site`; run with genuine environments of conda and venv.
- conda: "Managing environments", "Setting environment variables" (`conda env config vars`).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath
from shlex import quote

from envdoctor import Advise, Finding, Here, Safety, Severity, Unavailable, msg, rule
from envdoctor.facts.pythons import PythonEnv, Pythons
from envdoctor.facts.types import Environments
from envdoctor.light import dataclass

WORST = tuple(
    "torch numpy transformers tensorflow jax jaxlib triton torchvision torchaudio scipy pandas accelerate datasets "
    "huggingface-hub tokenizers protobuf pydantic".split()
)
"""What breaks a training run first, the worst first."""
TOOLS = frozenset(("pip", "setuptools", "wheel"))
"""Newer ones of these do no harm."""
SHOWN = 3
FEW = msg("conda environments take packages from here instead of their own, {envs}: {worst}")
MANY = msg("conda environments take packages from here instead of their own, {envs}: {worst} and {more} more")


@dataclass(frozen=True, slots=True)
class Hidden:
    """A package of an environment that another version hides."""

    name: str
    version: str
    env: PythonEnv
    own: str

    @property
    def shown(self) -> str:
        """``torch 1.13.1 for 2.3.0``."""
        return f"{self.name} {self.version} for {self.own}"


def _bases(environments: Environments, here: Here) -> dict[str, tuple[str, ...]]:
    """The folder of the user's packages -> the contexts in which Python looks there."""
    keys = [key for key in environments.contexts if key != "now"] or list(environments.contexts)
    found: dict[str, tuple[str, ...]] = {}
    for key in keys:
        switch, base = (environments.contexts[key].get(name) for name in ("PYTHONNOUSERSITE", "PYTHONUSERBASE"))
        if switch is not None and switch.value != "":
            continue
        path = str(PurePosixPath(base.value)) if base is not None and base.value else f"{here.home}/.local"
        found[path] = (*found.get(path, ()), key)
    return found


def _hidden(user: PythonEnv, pythons: Pythons) -> list[Hidden]:
    envs = [env for env in pythons.all if env.kind == "conda" and env.user_site and env.python == user.python]
    found = [
        Hidden(name, version, env, env.packages[name])
        for name, version in user.packages.items()
        for env in envs
        if name not in TOOLS and env.packages.get(name, version) != version
    ]
    ranks = {name: rank for rank, name in enumerate(WORST)}
    return sorted(found, key=lambda one: (ranks.get(one.name, len(ranks)), one.name, one.env.name))


def _finding(user: PythonEnv, hidden: list[Hidden], contexts: tuple[str, ...]) -> Finding:
    envs = list({one.env.prefix: one.env for one in hidden}.values())
    worst = list({one.name: one for one in hidden}.values())
    names = ", ".join(env.name for env in envs[:SHOWN]) + (", ..." if len(envs) > SHOWN else "")
    return Finding(
        MANY if len(worst) > SHOWN else FEW,
        place=user.site,
        contexts=contexts,
        evidence=tuple(f"{one.env.name}: {one.shown}" for one in hidden[:20]),
        wish=Advise(
            msg("let these environments pass over it; programs in {bin} go on working"),
            {"bin": f"{user.prefix}/bin"},
            tuple(f"conda env config vars set -p {quote(env.prefix)} PYTHONNOUSERSITE=1" for env in envs),
        ),
        envs=names,
        worst=", ".join(one.shown for one in worst[:SHOWN]),
        more=len(worst) - SHOWN,
    )


@rule("PIP201", "user-site-shadows-environments", severity=Severity.WARNING, fix=Safety.MANUAL)
def user_site_shadows_environments(pythons: Pythons, environments: Environments, here: Here) -> Iterator[Finding]:
    """One finding for each version of Python."""
    bases = _bases(environments, here)
    users = [env for env in pythons.all if env.kind == "user" and env.prefix in bases and env.packages]
    found = [(user, hidden) for user in users if (hidden := _hidden(user, pythons))]
    if users and not found and pythons.partial:
        raise Unavailable(pythons.partial)
    for user, hidden in found:
        yield _finding(user, hidden, bases[user.prefix])
