"""corepack's downloaded package managers."""

from __future__ import annotations

from envdoctor.catalogue import sources
from envdoctor.catalogue.rows import Cleaner, Row, VariableLever
from envdoctor.i18n import msg

COREPACK = Row(
    id="corepack",
    tool="corepack",
    title=msg("package managers that corepack downloads"),
    holds="cache",
    sources=(
        sources.variable("COREPACK_HOME", empty=True),
        sources.variable("XDG_CACHE_HOME", empty=True, suffix="node/corepack"),
        sources.variable("LOCALAPPDATA", empty=True, suffix="node/corepack"),
        sources.below_home(".cache/node/corepack"),
    ),
    levers=(VariableLever("COREPACK_HOME"),),
    folder="cache/corepack",
    variables=("COREPACK_HOME", "XDG_CACHE_HOME", "LOCALAPPDATA"),
    traces=("~/.cache/node/corepack",),
    usual=("~/.cache/node/corepack",),
    cleaners=(Cleaner("corepack cache clean", at="COREPACK_HOME={path} corepack cache clean"),),
    bounded=True,
    needs_exec=True,
    pitfalls=(
        msg("~ is taken literally, and an empty variable means the working folder"),
        msg("after a move the package managers are downloaded again, which needs the network"),
        msg("it holds a few package managers of some megabytes each: it is hardly ever what fills a disk"),
    ),
    facts=("corepack 0.36.0 and 0.34.6, dist/lib/corepack.cjs getCorepackHomeFolder, run and read",),
)
