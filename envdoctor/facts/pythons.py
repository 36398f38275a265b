"""Python environments of the account, and what is installed in them; told from their files alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class PythonEnv:
    """A Python environment.

    Attributes:
        prefix: its folder, absolute. kind: ``venv``, ``conda``, ``user`` (``~/.local``), ``system``.
        name: what conda or the user calls it; the folder's name.
        python: ``3.11``; empty: not known.
        site: its ``site-packages``; empty: it has none.
        packages: distribution name, normalised (``huggingface-hub``) -> version, from the ``*.dist-info`` names.
        contexts: keys of contexts in which it is active (``VIRTUAL_ENV`` or ``CONDA_PREFIX`` names it).
        link: the prefix is a symbolic link to this folder; empty: it is none.
    """

    prefix: str = "/home/alice/venv"
    kind: str = "venv"
    name: str = "venv"
    python: str = "3.11"
    site: str = "/home/alice/venv/lib/python3.11/site-packages"
    packages: Mapping[str, str] = field(default_factory=dict)
    contexts: tuple[str, ...] = ()
    link: str = ""


@dataclass(frozen=True, slots=True)
class Pythons:
    """The environments that could be found without walking: active ones, conda's, ``~/.local``, usual folders.

    ``partial``: why there may be more; empty: nothing was left out.
    """

    all: tuple[PythonEnv, ...] = ()
    partial: str = ""
