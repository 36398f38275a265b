"""The prefix conda itself is installed in."""

from __future__ import annotations

from envdoctor.catalogue import condabase, condaroot, sources
from envdoctor.catalogue.rows import Place, Relocation, Row
from envdoctor.catalogue.view import View
from envdoctor.i18n import _, msg
from envdoctor.model import Origin


@sources.may_stop
def _prefix(view: View, context: str) -> Place | None:
    found = condabase.base(view, context)
    named = condaroot.configured(view, context, found)
    if named is not None:
        return named
    if found is None:
        return Place(None, note=_("no conda was found"))
    return sources.placed(view, found, Origin("default"))


CONDA_BASE = Row(
    id="conda-base",
    tool="conda",
    title=msg("conda itself, with its base environment"),
    holds="data",
    sources=(_prefix,),
    levers=(),
    folder="conda/base",
    variables=(*condaroot.VARIABLES, "CONDARC", "CONDA_EXE", "CONDA_PREFIX", "XDG_CONFIG_HOME"),
    own_commands=("conda",),
    traces=tuple(f"~/{name}/conda-meta" for name in condabase.USUAL),
    keep=msg("programs and environments name it in their first lines"),
    relocation=Relocation(
        link="needed",
        how=msg(
            "install it anew with its installer (in place of INSTALLER.sh); conda init then replaces the old block in "
            "your start-up files. Environments are data: let conda write new ones elsewhere (envs_dirs) and keep the "
            "old prefix until none of its environments is needed"
        ),
        commands=("bash INSTALLER.sh -b -p {new}", "{new}/bin/conda init"),
    ),
    apart=True,
    pitfalls=(
        msg("environments and packages are most of it: pkgs_dirs and envs_dirs in ~/.condarc move what comes next"),
        msg("its path is written into its programs: a moved prefix works only with a link at the old place"),
        msg("CONDA_ROOT_PREFIX and root_prefix in a .condarc make conda take another prefix for its own"),
    ),
    facts=("conda 24.7 run: base/context.py root_prefix, base/constants.py SEARCH_PATH",),
)
