"""A directive holds an option that sbatch does not know.

## Why is this bad?
`sbatch` refuses the whole script: "unrecognized option". Nothing is submitted. Sites can add options by plugins
(`--image` of Shifter, `--container-image` of Pyxis); elsewhere they are unknown as well, so these are notes.

## What to do
Write the option's name as `man sbatch` has it. Names are joined with hyphens, never with underscores:
`--cpus-per-task`. An option of another Slurm version is named by SLU103, one of `srun` by SLU102.

## Fix safety
Safe: underscores in a name are replaced, an s that is missing or too much is mended (`--cpu-per-task`), and so is a
colon in place of the equals sign (`--gpus:1`), where that gives one of sbatch's options. A name that is merely similar
is named and left to you.

## References
- sbatch(1), "OPTIONS".
- getopt_long(3): how names are looked up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from envdoctor import Finding, Safety, Severity, msg, rule
from envdoctor.facts.jobs import Slurm
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import at, causes, option_at, span_of, swap

NEAR = msg("sbatch does not know {option} and refuses the script; is {near} meant?")
UNKNOWN = msg("sbatch does not know {option} and refuses the script")
PERHAPS = msg("Slurm itself has no {option}: without a plugin of the site, sbatch refuses the script")
PLUGINS = re.compile(
    r"image|volume|module|ccm|entrypoint|container-(?:image|mounts?|workdir|name|save|env|writable|readonly|remap-root|"
    r"entrypoint|mount-home)|no-container-[a-z-]+|ear(?:-[a-z-]+)?|uenv|uenv-file|view|environment|fpgalink|nv-meta|"
    r"quotatype|gpu[-_]?mps|gpu[-_](?:cmode|accounting)|perf|no-step-tmpdir|disable-perfparanoid|bee|beeond|auks|"
    r"singularity-[a-z-]+|jobtmp|tmpfs"
)
"""Options that plugins of many sites bring."""
MISLEADING = frozenset(("cpu-bind", "include", "mem-per-task"))
"""Names that are near to an option of another meaning: srun's own, the contrary of ``--exclude``, memory of a task."""
LONG = re.compile(r"[a-z][a-z0-9_-]+")
"""What a plugin's option can look like."""


@rule(
    "SLU101",
    "unknown-option",
    severity=Severity.ERROR,
    fix=Safety.SAFE,
    signs=(
        "underscore",
        "unknown-option",
        "plugin-option",
    ),
)
def unknown_option(source: SourceFile, slurm: Slurm) -> Iterator[Finding]:
    """One finding for each option."""
    path, text = source.path, source.text
    for fault, key in causes(slurm, "underscore", "unknown-option", "plugin-option"):
        start, end = option_at(text, fault.span)
        meant = fault.args.get("meant", "").removeprefix("--")
        option = fault.args.get("option", "")
        plugin = fault.kind == "plugin-option" or (not meant and PLUGINS.fullmatch(option) is not None)
        near = "" if plugin else meant or fault.args.get("near", "").lstrip("-")
        misleading = option.replace("_", "-") in MISLEADING
        near = "" if misleading else near
        perhaps = plugin or (not near and not misleading and LONG.fullmatch(option) is not None)
        severity = Severity.NOTE if perhaps else None
        yield Finding(
            NEAR if near else PERHAPS if perhaps else UNKNOWN,
            place=path,
            key=key,
            location=at(path, span_of(text, start, end)),
            severity=severity,
            wish=swap(path, text, start, end, f"--{meant}") if meant else None,
            option=text[start:end],
            near=f"--{near}",
        )
