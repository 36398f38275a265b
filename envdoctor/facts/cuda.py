"""Toolkits that the environment names: CUDA_HOME and the like, and what looks like CUDA's in the search paths."""

from __future__ import annotations

import os
import re
from collections.abc import Generator, Mapping, Sequence
from shlex import quote

from envdoctor.catalogue.view import Variable
from envdoctor.declare import fact
from envdoctor.facts.types import Environments
from envdoctor.host.probes import Answer, List, Look, Names, Probe, Seen
from envdoctor.light import dataclass, field
from envdoctor.model import Origin

HOMES = ("CUDA_HOME", "CUDA_PATH", "CUDA_ROOT", "CUDA_TOOLKIT_ROOT_DIR")
"""Variables that build tools take for the toolkit's folder."""
PATHS = ("PATH", "LD_LIBRARY_PATH")
LIBRARIES = ("libnvJitLink.so.12", "libnvJitLink.so.13", "libcudnn.so.8", "libcudnn.so.9")
"""Libraries whose older version in LD_LIBRARY_PATH breaks a newer torch."""
_LIKELY = re.compile(r"(?:^|/)cuda(?:[-_]?\d+(?:\.\d+)*)?(?:/|$)", re.I)
_ENDS = ("/bin", "/lib64", "/lib", "/extras/CUPTI/lib64", "/targets/x86_64-linux/lib", "/lib64/stubs", "/nvvm/bin")
_NUMBER = re.compile(r"cuda[-_]?(\d+\.\d+)", re.I)


@dataclass(frozen=True, slots=True)
class Named:
    """A toolkit as a variable names it in some contexts.

    Attributes:
        variable: ``CUDA_HOME``, ``PATH``, ... folder: the element as written. root: the toolkit's folder.
        exists: ``folder`` is there; None: that can't be told.
        version: ``12.2``, from the folder that ``root`` leads to; empty: not told.
    """

    variable: str
    folder: str
    root: str
    contexts: tuple[str, ...]
    origin: Origin = Origin("inherited")
    exists: bool | None = True
    version: str = ""


@dataclass(frozen=True, slots=True)
class Cuda:
    """What the environment says about CUDA.

    Attributes:
        named: toolkits, in the order in which variables name them.
        present: toolkits that stand in ``/usr/local``.
        libraries: folder of LD_LIBRARY_PATH -> library -> the real file it leads to.
    """

    named: tuple[Named, ...] = ()
    present: tuple[str, ...] = ()
    libraries: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def root_of(folder: str) -> str:
    """The toolkit's folder of ``/usr/local/cuda-12.2/lib64``."""
    end = next((end for end in sorted(_ENDS, key=len, reverse=True) if folder.endswith(end)), "")
    return folder[: len(folder) - len(end)] or "/"


def elements(variable: Variable | None) -> list[str]:
    """The folders of a search path as written, empty ones among them; none where it is unset or unknown."""
    return variable.value.split(":") if variable is not None and variable.value else []


def library_line(value: str, shell: str) -> str:
    """The line that sets LD_LIBRARY_PATH to ``value`` without its empty elements, in the words of ``shell``."""
    kept = ":".join(part for part in value.split(":") if part)
    if shell.endswith("fish"):
        return f"set -gx --path LD_LIBRARY_PATH {kept.replace(':', ' ')}"
    if shell.endswith("csh"):
        return f"setenv LD_LIBRARY_PATH {quote(kept)}"
    return f'export LD_LIBRARY_PATH={quote(kept)}"${{LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}}"'


def _named(environments: Environments) -> list[Named]:
    found: dict[tuple[str, str], list[str]] = {}
    origins: dict[tuple[str, str], Origin] = {}
    for context, environment in environments.contexts.items():
        for name in (*HOMES, *PATHS):
            variable = environment.get(name)
            for part in elements(variable) if name in PATHS else [variable.value or "" if variable else ""]:
                folder = os.path.normpath(part) if part.startswith("/") else ""
                if folder and (name in HOMES or _LIKELY.search(folder)):
                    found.setdefault((name, folder), []).append(context)
                    origins.setdefault((name, folder), variable.origin if variable else Origin("inherited"))
    return [
        Named(
            name,
            folder,
            folder if name in HOMES else root_of(folder),
            tuple(dict.fromkeys(contexts)),
            origins[name, folder],
        )
        for (name, folder), contexts in found.items()
    ]


@fact
def cuda(environments: Environments) -> Generator[Sequence[Probe], Sequence[Answer], Cuda]:
    """Toolkits that the environment of any context names."""
    named = _named(environments)
    libraries = [one.folder for one in named if one.variable == "LD_LIBRARY_PATH"]
    libraries += [part for part in _library_path(environments) if part not in libraries]
    looks = [Look(path) for one in named for path in (one.folder, one.root)]
    inside = [Look(f"{folder}/{name}") for folder in libraries for name in LIBRARIES]
    listed, *answers = yield [List("/usr/local"), *looks, *inside]
    seen = answers[: len(looks)]
    pairs = zip(named, seen[::2], seen[1::2], strict=True)
    held: dict[str, dict[str, str]] = {}
    for probe, answer in zip(inside, answers[len(looks) :], strict=True):
        if isinstance(answer, Seen) and answer.kind == "file":
            folder, name = os.path.split(probe.path)
            held.setdefault(folder, {})[name] = answer.real or probe.path
    return Cuda(tuple(_told(one, folder, root) for one, folder, root in pairs), _present(listed), held)


def _library_path(environments: Environments) -> list[str]:
    parts = [part for env in environments.contexts.values() for part in elements(env.get("LD_LIBRARY_PATH"))]
    return list(dict.fromkeys(os.path.normpath(part) for part in parts if part.startswith("/")))


def _told(one: Named, folder: Answer, root: Answer) -> Named:
    exists = folder.exists if isinstance(folder, Seen) and not folder.error else None
    real = root.real if isinstance(root, Seen) and root.exists else one.root
    number = _NUMBER.search(real or one.root)
    return Named(one.variable, one.folder, one.root, one.contexts, one.origin, exists, number[1] if number else "")


def _present(listed: Answer) -> tuple[str, ...]:
    names = (listed.names or ()) if isinstance(listed, Names) else ()
    return tuple(f"/usr/local/{name}" for name in sorted(names) if re.fullmatch(r"cuda-\d+\.\d+", name))
