"""Commands that surely need the network: downloads, clones, images, packages."""

from __future__ import annotations

from envdoctor.syntax.jobs.body import Command
from envdoctor.syntax.jobs.shell.commands import python

_HERE = ("localhost", "127.0.0.1", "file://", "[::1]", "$", "{")
FETCHERS = frozenset("wget curl aria2c axel gdown".split())
_PACKAGES = frozenset("conda mamba micromamba npm".split())
_SUBCOMMANDS = {
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
_URLS = frozenset(("apptainer", "singularity"))
KNOWN = FETCHERS | _URLS | _SUBCOMMANDS.keys() | {"git", "pip", "pip3", "uv"}
_LOCAL = ("--no-index", "--offline", "--dry-run", "-h", "--help", "--find-links", "-f", "--download-only")


def _pip(args: tuple[str, ...]) -> bool:
    """``pip install`` or ``pip download`` of something that is no local file or folder."""
    if args[:1] not in (("install",), ("download",)) or any(word.split("=")[0] in _LOCAL for word in args):
        return False
    names = [word for word in args[1:] if not word.startswith("-")]
    return bool(names) and not any(word.startswith((".", "/", "$", "~")) or word.endswith(".whl") for word in names)


def _packages(command: Command) -> bool:
    """It fetches packages to install them."""
    name, args = command.name, command.args
    if name in ("pip", "pip3"):
        return _pip(args)
    if python(command) and args[:2] == ("-m", "pip"):
        return _pip(args[2:])
    if name == "uv" and args[:1] == ("pip",):
        return _pip(args[1:])
    return name in _PACKAGES and _subcommand(command)


def _subcommand(command: Command) -> bool:
    first = next((word for word in command.args if not word.startswith("-")), "")
    return first in _SUBCOMMANDS.get(command.name, ()) and not any(word in _LOCAL for word in command.args)


def fetches_data(command: Command) -> bool:
    """It fetches files, a repository, a model or an image."""
    name, args = command.name, command.args
    if name in FETCHERS:
        rest = [word for word in args if not word.startswith("-")]
        addresses = [word for word in rest if "://" in word or name != "curl"]
        return bool(addresses) and not any(sign in word for word in addresses for sign in _HERE)
    if name == "git":
        return args[:1] == ("clone",) and any("://" in word or word.startswith("git@") for word in args)
    if name in _URLS:
        return args[:1] == ("pull",) and any("://" in word for word in args)
    return name not in _PACKAGES and _subcommand(command)


def fetches(command: Command) -> bool:
    """It fetches anything, packages too."""
    return fetches_data(command) or _packages(command)


def called(command: Command) -> str:
    """How such a command is called: ``wget``, ``git clone``, ``pip install``."""
    if command.name in FETCHERS:
        return command.name
    return " ".join(command.args[1:3] if python(command) else (command.name, *command.args[:1]))
