"""Recorded output of schedulers, by the name of the command, and a policy's text read as a check would read it."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import jsonschema
import yaml

from envdoctor.catalogue.site import Site
from envdoctor.config.reading import read
from envdoctor.config.scheduler import site_of
from envdoctor.config.shape import POLICY, flatten

FOLDER = Path(__file__).parents[1] / "captures"
SCHEMA = json.loads(files("envdoctor").joinpath("policy.schema.json").read_text())


def outputs(name: str) -> dict[str, str]:
    """Name of the command -> what it printed."""
    pieces = (FOLDER / name).read_text("utf-8").split("==> ")[1:]
    return {head: text for head, _end, text in (piece.partition("\n") for piece in pieces)}


def site(text: str) -> Site:
    """The site that a policy's text describes; it must fit the loader and the schema."""
    jsonschema.validate(yaml.safe_load(text), SCHEMA)
    value = read(text.encode(), "p.yaml")
    assert value is not None
    leaves = flatten(value, POLICY)
    return site_of({key[1:]: item for key, (item, _line) in leaves.items() if key[0] == "scheduler"})
