"""Installing on a machine without a network: what to fetch elsewhere so that it fits here, command by command."""

from __future__ import annotations

from collections.abc import Iterator
from shlex import quote

from envdoctor import msg
from envdoctor.advice import Command, Part, Say, Unknown, page
from envdoctor.catalogue.gpus import fitting
from envdoctor.facts.cards import Cards
from envdoctor.facts.machine import Machine
from envdoctor.facts.mirrors import SiteMirrors
from envdoctor.facts.pythons import PythonEnv, Pythons
from envdoctor.facts.types import Locations
from envdoctor.i18n import Template, _

ELSEWHERE = msg("On a machine with a network")
HERE = msg("Here")
COPY = Command("rsync -a wheels/ {host}:wheels/".format(host="THIS-MACHINE"))
NOT_TOLD = msg("{what} could not be told here: {why}.")
_MINORS = (39, 38, 36, 35, 34, 31, 28, 27, 26, 24, 17, 12, 5)
"""Minor versions of glibc 2 that wheels on the index are tagged with (manylinux_2_N, PEP 600)."""


def heading(text: Template) -> Say:
    """A line above what follows."""
    return Say(text, heading=True)


def platforms(machine: Machine) -> str:
    """pip's ``--platform`` options for wheels that run here.

    pip takes each tag literally, so all are named; only manylinux2014 brings manylinux2010 and manylinux1 along.
    """
    fit = [minor for minor in _MINORS if machine.glibc[0] > 2 or minor <= machine.glibc[1]]
    tags = [f"manylinux_2_{minor}_{machine.processor}" for minor in fit]
    return " ".join(f"--platform {tag}" for tag in (*tags, f"manylinux2014_{machine.processor}"))


def chosen(pythons: Pythons | Unknown) -> list[PythonEnv]:
    """The environments to install into: active ones, else all that are known; at most three."""
    if isinstance(pythons, Unknown):
        return []
    own = [env for env in pythons.all if env.kind in ("venv", "conda") and env.python]
    return [env for env in own if env.contexts][:3] or own[:3]


@page("offline", msg("Machines without a network: what to fetch elsewhere, so that it fits this one"))
def offline(machine: Machine | Unknown, cards: Cards | Unknown, pythons: Pythons | Unknown) -> Iterator[Part]:
    """What this machine is, in the words that downloads ask for, and the pages that use it."""
    if isinstance(machine, Machine):
        yield Say(
            msg("Processor: {processor}. C library: glibc {major}.{minor}."),
            {"processor": machine.processor or "?", "major": machine.glibc[0], "minor": machine.glibc[1]},
        )
    else:
        yield Say(NOT_TOLD, {"what": "glibc", "why": machine.why})
    if isinstance(cards, Cards) and not cards.all:
        yield Say(msg("Cards: none."))
    elif isinstance(cards, Cards):
        names = ", ".join(dict.fromkeys(card.name for card in cards.all)) or "?"
        yield Say(msg("Cards: {names}. Driver: {driver}."), {"names": names, "driver": cards.driver or "?"})
    else:
        yield Say(NOT_TOLD, {"what": "Cards", "why": cards.why})
    for env in chosen(pythons):
        yield Say(msg("Python {python}: {prefix}"), {"python": env.python, "prefix": env.prefix})
    yield heading(msg("Pages"))
    for name in ("pip", "torch", "conda", "huggingface", "vscode"):
        yield Command(f"envdoctor explain offline-{name}")


@page("offline-pip", msg("Python packages without a network: fetch wheels elsewhere, install them here"))
def offline_pip(
    machine: Machine | Unknown, pythons: Pythons | Unknown, mirrors: SiteMirrors | Unknown
) -> Iterator[Part]:
    """Download for this machine's tags, copy, install without an index; or from the site's folder of wheels."""
    envs = chosen(pythons)
    yield Say(
        msg("Put the packages you want in the place of PACKAGE; several with spaces between, or -r requirements.txt.")
    )
    if isinstance(machine, Unknown) or not machine.processor:
        why = machine.why if isinstance(machine, Unknown) else "?"
        yield Say(NOT_TOLD, {"what": "glibc", "why": why})
        yield Say(msg("Find out with: ldd --version, uname -m."))
        return
    yield heading(ELSEWHERE)
    for python in dict.fromkeys(env.python for env in envs) or ("3.11",):
        if not envs:
            yield Say(msg("No environment was found here; 3.11 stands for the version of yours."))
        yield Command(
            f"python3 -m pip download --only-binary=:all: --implementation cp --python-version {python} "
            f"{platforms(machine)} -d wheels PACKAGE"
        )
    yield COPY
    yield heading(HERE)
    yield from _install(envs, "wheels")
    yield from _site(envs, mirrors)
    yield Say(
        msg(
            "A package that has no wheel must be built where there is a network, on the same kind of system: pip wheel."
        )
    )


def _install(envs: list[PythonEnv], folder: str) -> Iterator[Part]:
    options = f"--no-index --find-links {quote(folder)} PACKAGE"
    for env in envs:
        yield Command(f"{quote(env.prefix + '/bin/python')} -m pip install {options}")
        if env.kind == "venv":
            yield Command(f"uv pip install --offline --python {quote(env.prefix)} {options}")
    if not envs:
        yield Command("python3 -m venv ENVIRONMENT")
        yield Command(f"ENVIRONMENT/bin/python -m pip install {options}")


def _site(envs: list[PythonEnv], mirrors: SiteMirrors | Unknown) -> Iterator[Part]:
    for folder in () if isinstance(mirrors, Unknown) else mirrors.wheels:
        if not folder.there:
            yield Say(msg("This site's folder of wheels {path} is not there on this machine."), {"path": folder.path})
        elif not folder.trusted:
            yield Say(
                msg("This site's folder of wheels {path} can be changed by others, so nothing is installed from it."),
                {"path": folder.path},
            )
        else:
            yield heading(msg("From this site's own folder of wheels"))
            yield from _install(envs, folder.path)


@page("offline-torch", msg("torch without a network: the build for these cards and this driver"))
def offline_torch(
    cards: Cards | Unknown, machine: Machine | Unknown, pythons: Pythons | Unknown, mirrors: SiteMirrors | Unknown
) -> Iterator[Part]:
    """Which CUDA build fits, and how to fetch it."""
    if isinstance(cards, Unknown) or not cards.all:
        why = cards.why if isinstance(cards, Unknown) else _("there is no NVIDIA card on this machine")
        yield Say(msg("Which build fits cannot be told here: {why}."), {"why": why})
        yield Say(msg("On a login node run this page again in a job on a node with cards."))
        return
    build = fitting(tuple(card.capability for card in cards.all if card.capability), cards.driver)
    if build is None:
        yield Say(
            msg("No build of torch that fits these cards and driver {driver} is known."), {"driver": cards.driver}
        )
        return
    cuda, tag = "{}.{}".format(*build.cuda), "cu{}{}".format(*build.cuda)
    yield Say(
        msg("The newest CUDA that driver {driver} and these cards take is {cuda}: packages end in +{tag}."),
        {"driver": cards.driver or "?", "cuda": cuda, "tag": tag},
    )
    yield heading(ELSEWHERE)
    yield Say(msg("TORCH_INDEX is the address that PyTorch's own install page shows, up to and with /whl."))
    told = f"{platforms(machine)} " if isinstance(machine, Machine) and machine.processor else ""
    for python in dict.fromkeys(env.python for env in chosen(pythons)) or ("3.11",):
        yield Command(
            f"python3 -m pip download --only-binary=:all: --implementation cp --python-version {python} {told}"
            f'--index-url "$TORCH_INDEX/{tag}" -d wheels torch'
        )
    yield Say(msg("A torch with CUDA is several GB: give the folder a disk with room."))
    yield COPY
    yield heading(HERE)
    yield from (
        part if isinstance(part, Say) else _named(part, "torch") for part in _install(chosen(pythons), "wheels")
    )
    yield from (part if isinstance(part, Say) else _named(part, "torch") for part in _site(chosen(pythons), mirrors))
    yield Command("python -c 'import torch; print(torch.cuda.is_available(), torch.cuda.get_arch_list())'")


def _named(part: Part, package: str) -> Part:
    return Command(part.line.replace("PACKAGE", package)) if isinstance(part, Command) else part


@page("offline-conda", msg("conda environments without a network: make them elsewhere, bring them here"))
def offline_conda(locations: Locations | Unknown, machine: Machine | Unknown) -> Iterator[Part]:
    """A packed environment, or the exact packages."""
    envs, pkgs = (_where(locations, row) or f"FOLDER/{row}" for row in ("conda-envs", "conda-pkgs"))
    processor = machine.processor if isinstance(machine, Machine) else "x86_64"
    system = "linux-aarch64" if processor == "aarch64" else "linux-64"
    yield Say(msg("Elsewhere must be {system} as well, and no newer a system than this one."), {"system": system})
    yield heading(msg("A whole environment"))
    yield Command("conda create -n NAME python=3.11 PACKAGE && conda install -n base -c conda-forge conda-pack")
    yield Command("conda pack -n NAME -o NAME.tar.gz && rsync -a NAME.tar.gz THIS-MACHINE:")
    yield heading(HERE)
    yield Command(f"mkdir -p {quote(envs)}/NAME && tar -xzf NAME.tar.gz -C {quote(envs)}/NAME")
    yield Command(f"{quote(envs)}/NAME/bin/conda-unpack")
    yield heading(msg("Or the packages, to make environments from here"))
    yield Command("conda list -n NAME --explicit --md5 > NAME.txt")
    yield Command('rsync -a NAME.txt THIS-MACHINE: && rsync -a "$(conda info --base)"/pkgs/*.conda THIS-MACHINE:pkgs/')
    yield heading(HERE)
    yield Command(f"mkdir -p {quote(pkgs)} && cp -n ~/pkgs/*.conda {quote(pkgs)}/")
    yield Command("conda create -n NAME --offline --file NAME.txt")


@page("offline-huggingface", msg("Models and data sets without a network"))
def offline_huggingface(locations: Locations | Unknown) -> Iterator[Part]:
    """A copy of the hub's cache, and the variable that keeps programs from asking the network."""
    known = _where(locations, "huggingface")
    hub = quote(known) if known else '"$HOME/.cache/huggingface/hub"'
    yield heading(ELSEWHERE)
    yield Command("HF_HUB_CACHE=$PWD/hub hf download OWNER/MODEL")
    yield Say(msg("Copy the whole folder, with its links: models share files by links."))
    yield Command("rsync -aH hub/ THIS-MACHINE:hub/")
    yield heading(HERE)
    yield Command(f"mkdir -p {hub} && rsync -aH ~/hub/ {hub}/")
    yield Command("export HF_HUB_OFFLINE=1")
    yield Say(msg("With it, nothing is asked of the network; put the line into the job script."))


def _where(locations: Locations | Unknown, row: str) -> str | None:
    """Where a row's tool writes in jobs, else at login, else now."""
    spot = None if isinstance(locations, Unknown) else locations.spots.get(row)
    places = dict(spot.places) if spot else {}
    for context in ("batch", "login", "interactive", "now"):
        if context in places and places[context].path:
            return places[context].path
    return None
