"""A job downloads something on a node that has no network.

## Why is this bad?
The command waits for a connection that never comes and fails after minutes, with the cards idle meanwhile; or the
script goes on without what it should have fetched.

## What to do
Run the command on the login node before you submit the job, into a folder that all nodes see; install packages there
too. For Hugging Face, `export HF_HUB_OFFLINE=1` in the job lets it use what is there.

## Fix safety
Nothing is changed: the command has to run elsewhere.

## References
- The policy's `scheduler.compute_network: false` says that compute nodes reach no network.
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.jobs import Body, Request
from envdoctor.facts.site import Site, speaks
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.body import Command
from envdoctor.syntax.jobs.pointing import at
from envdoctor.syntax.jobs.shell.commands import python

HERE = ("localhost", "127.0.0.1", "file://", "[::1]", "$", "{")
FETCHERS = frozenset("wget curl aria2c axel gdown".split())
SUBCOMMANDS = {
    "conda": frozenset(("install", "create", "update", "upgrade")),
    "mamba": frozenset(("install", "create", "update", "upgrade")),
    "micromamba": frozenset(("install", "create", "update")),
    "npm": frozenset(("install", "ci", "i")),
    "hf": frozenset(("download",)),
    "huggingface-cli": frozenset(("download",)),
    "modelscope": frozenset(("download",)),
    "kaggle": frozenset(("datasets", "competitions", "models")),
    "docker": frozenset(("pull",)),
    "podman": frozenset(("pull",)),
    "ollama": frozenset(("pull",)),
}
URLS = frozenset(("apptainer", "singularity"))
KNOWN = FETCHERS | URLS | SUBCOMMANDS.keys() | {"git", "pip", "pip3", "uv"}
LOCAL = ("--no-index", "--offline", "--dry-run", "-h", "--help", "--find-links", "-f", "--download-only")


def _pip(args: tuple[str, ...]) -> bool:
    """``pip install`` or ``pip download`` of something that is no local file or folder."""
    if args[:1] not in (("install",), ("download",)) or any(word.split("=")[0] in LOCAL for word in args):
        return False
    names = [word for word in args[1:] if not word.startswith("-")]
    return bool(names) and not any(word.startswith((".", "/", "$", "~")) or word.endswith(".whl") for word in names)


def _fetches(command: Command) -> bool:
    name, args = command.name, command.args
    if name in FETCHERS:
        rest = [word for word in args if not word.startswith("-")]
        addresses = [word for word in rest if "://" in word or name != "curl"]
        return bool(addresses) and not any(sign in word for word in addresses for sign in HERE)
    if name == "git":
        return args[:1] == ("clone",) and any("://" in word or word.startswith("git@") for word in args)
    if name in ("pip", "pip3"):
        return _pip(args)
    if python(command) and args[:2] == ("-m", "pip"):
        return _pip(args[2:])
    if name == "uv" and args[:1] == ("pip",):
        return _pip(args[1:])
    if name in URLS:
        return args[:1] == ("pull",) and any("://" in word for word in args)
    first = next((word for word in args if not word.startswith("-")), "")
    return first in SUBCOMMANDS.get(name, ()) and not any(word in LOCAL for word in args)


@rule("JOB415", "download-on-node-without-network", severity=Severity.WARNING)
def download_on_node_without_network(source: SourceFile, job: Request, body: Body, site: Site) -> Iterator[Finding]:
    """One finding for each kind of command that surely needs the network, at the first of them."""
    if site.compute_network is not False or not speaks(job, site):
        return
    told = set[str]()
    for command in body.commands:
        if (command.name in KNOWN or python(command)) and _fetches(command):
            words = command.args[1:3] if python(command) else (command.name, *command.args[:1])
            shown = " ".join(words) if command.name not in FETCHERS else command.name
            if shown in told:
                continue
            told.add(shown)
            yield Finding(
                msg("{command} needs the network, which compute nodes here do not have: run it before you submit"),
                place=source.path,
                key=shown,
                location=at(source.path, command.span),
                command=shown,
            )
