"""pre-commit's environments of hooks."""

from __future__ import annotations

from envdoctor.catalogue import sources
from envdoctor.catalogue.rows import Cleaner, Relocation, Row, VariableLever
from envdoctor.i18n import msg

PRE_COMMIT = Row(
    id="pre-commit",
    tool="pre-commit",
    title=msg("environments that pre-commit makes for hooks"),
    holds="cache",
    sources=(
        sources.variable("PRE_COMMIT_HOME"),
        sources.variable("XDG_CACHE_HOME", suffix="pre-commit"),
        sources.below_home(".cache/pre-commit"),
    ),
    levers=(VariableLever("PRE_COMMIT_HOME"),),
    folder="cache/pre-commit",
    variables=("PRE_COMMIT_HOME", "XDG_CACHE_HOME"),
    own_commands=("pre-commit",),
    traces=("~/.cache/pre-commit",),
    usual=("~/.cache/pre-commit",),
    cleaners=(
        Cleaner("pre-commit clean", at="PRE_COMMIT_HOME={path} pre-commit clean"),
        Cleaner(
            "pre-commit gc",
            at="PRE_COMMIT_HOME={path} pre-commit gc",
            part=msg("frees only environments of hooks that no repository of yours uses any more"),
        ),
    ),
    relocation=Relocation(
        how=msg("it need not be moved: the next run makes the environments anew, for which it needs a network"),
    ),
    children=(("PRE_COMMIT_HOME", "XDG_CACHE_HOME"),),
    needs_exec=True,
    pitfalls=(
        msg("it only grows: each new version of a hook gets an environment of its own"),
        msg("~ and $HOME are taken literally in PRE_COMMIT_HOME and in XDG_CACHE_HOME: write the whole path"),
        msg("a hook in node, go or rust brings a whole toolchain with it"),
    ),
    facts=("pre-commit 4.7.0, pre_commit/store.py _get_default_directory, run and read",),
)
