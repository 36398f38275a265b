"""Apptainer's and Singularity's cache of images and layers."""

from __future__ import annotations

from envdoctor.catalogue import sources
from envdoctor.catalogue.rows import Cleaner, Place, Row, Side, VariableLever
from envdoctor.catalogue.view import View
from envdoctor.i18n import _, msg

_ON = ("1", "t", "T", "TRUE", "true", "True")
_OFF = ("0", "f", "F", "FALSE", "false", "False")


def _switch(view: View, context: str) -> Place | None:
    """The cache switched off, or a value at which apptainer stops."""
    for name in ("APPTAINER_DISABLE_CACHE", "SINGULARITY_DISABLE_CACHE"):
        value = view.value(context, name)
        if not value:
            continue
        origin = sources.origin_of(view, context, name)
        if value in _ON:
            return sources.switched_off(name, origin)
        if value not in _OFF:
            return sources.stops("apptainer", _("{name}={value} is not a boolean", name=name, value=value), origin)
        return None
    return None


APPTAINER = Row(
    id="apptainer",
    tool="apptainer",
    title=msg("Apptainer's downloaded images"),
    holds="cache",
    sources=(
        _switch,
        sources.variable("APPTAINER_CACHEDIR", suffix="cache"),
        sources.variable("SINGULARITY_CACHEDIR", suffix="cache"),
        sources.variable("APPTAINER_CONFIGDIR", suffix="cache"),
        sources.variable("SINGULARITY_CONFIGDIR", suffix="cache"),
        sources.below_home(".apptainer/cache"),
    ),
    levers=(VariableLever("APPTAINER_CACHEDIR", suffix="cache"),),
    folder="cache/apptainer",
    variables=(
        "APPTAINER_CACHEDIR",
        "SINGULARITY_CACHEDIR",
        "APPTAINER_CONFIGDIR",
        "SINGULARITY_CONFIGDIR",
        "APPTAINER_DISABLE_CACHE",
        "SINGULARITY_DISABLE_CACHE",
    ),
    traces=("~/.apptainer/cache", "~/.singularity/cache"),
    usual=("~/.apptainer/cache", "~/.singularity/cache"),
    children=(("APPTAINER_CACHEDIR", "APPTAINER_CONFIGDIR"),),
    cleaners=(Cleaner("apptainer cache clean --force"),),
    sides=(
        Side(
            key="singularity",
            title=msg("the cache of Singularity 3 and SingularityCE"),
            variables=("SINGULARITY_CACHEDIR",),
            sources=(
                sources.variable("SINGULARITY_CACHEDIR", suffix="cache"),
                sources.below_home(".singularity/cache"),
            ),
            folder="cache/singularity",
            levers=(VariableLever("SINGULARITY_CACHEDIR", suffix="cache"),),
        ),
        Side(
            key="tmp",
            title=msg("unpacked images while one is built"),
            variables=("APPTAINER_TMPDIR", "SINGULARITY_TMPDIR"),
            sources=(sources.variable("APPTAINER_TMPDIR"), sources.variable("SINGULARITY_TMPDIR")),
            folder="tmp",
            notes=(msg("unset, TMPDIR is used, else /tmp"),),
        ),
    ),
    pitfalls=(
        msg("it adds a folder cache to APPTAINER_CACHEDIR"),
        msg("APPTAINER_CACHEDIR beats SINGULARITY_CACHEDIR; Singularity knows only the second"),
        msg("a cache that cannot be written is switched off with a warning only"),
        msg("builds need APPTAINER_TMPDIR on a disk without noexec, as large as the unpacked image"),
        msg(".sif files are yours, not part of the cache: nothing deletes them"),
    ),
    facts=("apptainer 1.4.5, run", "apptainer 1.4, internal/pkg/cache/cache.go and pkg/syfs/syfs.go, read"),
)
