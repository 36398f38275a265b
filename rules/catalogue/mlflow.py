"""MLflow: the record of runs."""

from __future__ import annotations

import re

from envdoctor.catalogue import sources
from envdoctor.catalogue.rows import Place, Relocation, Row
from envdoctor.catalogue.view import View
from envdoctor.errors import Unavailable
from envdoctor.i18n import _, msg
from envdoctor.model import Origin

_NAME = "MLFLOW_TRACKING_URI"


def _database(view: View, rest: str, origin: Origin) -> Place:
    """The file of an SQLite address; ``rest`` stands behind ``sqlite:``.

    Raises:
        Unavailable: versions of SQLAlchemy read it differently.
    """
    if not rest.startswith("//"):
        return sources.stops("mlflow", _("{name} is no address of a database", name=_NAME), origin)
    path = rest.partition("?")[0].removeprefix("//").removeprefix("/")
    if path in ("", ":memory:"):
        return Place(None, origin, note=_("runs are kept in memory and lost at the end"))
    if "%" in path or path.startswith("file:"):
        raise Unavailable(f"{_NAME}: what the address of the database means depends on the version of SQLAlchemy")
    return sources.placed(view, path, origin)


def _configured(view: View, context: str) -> Place | None:
    value = view.value(context, _NAME)
    if not value:
        return None
    from urllib.parse import unquote, urlsplit

    origin = sources.origin_of(view, context, _NAME)
    scheme = re.match(r"([A-Za-z][A-Za-z0-9+.-]*):", value)
    kind = scheme[1].lower().partition("+")[0] if scheme else ""
    if kind == "sqlite":
        return _database(view, value[len(scheme[0]) if scheme else 0 :], origin)
    if kind not in ("", "file") or value in ("databricks", "databricks-uc", "uc"):
        return Place(None, origin, note=_("a server keeps the runs"))
    return sources.placed(view, unquote(urlsplit(value).path if value.startswith("file:") else value), origin)


def _default(_view: View, _context: str) -> Place:
    return Place(None, note=_("by default runs are recorded in the folder in which they start: mlflow.db and mlruns"))


MLFLOW = Row(
    id="mlflow",
    tool="mlflow",
    title=msg("MLflow's record of runs"),
    holds="data",
    sources=(_configured, _default),
    levers=(),  # its setting is the address of a database, not a folder: newer versions refuse a folder
    folder="mlflow",
    variables=(_NAME,),
    keep=msg("what was recorded is found only through it"),
    relocation=Relocation(
        link="needed",
        how=msg(
            "for new runs set MLFLOW_TRACKING_URI=sqlite:////NEW/FOLDER/mlflow.db; what was recorded is found with the"
            " old value, and its files by their old paths"
        ),
    ),
    pitfalls=(
        msg("mlflow 3.17 refuses a folder, as in file:///x, unless MLFLOW_ALLOW_FILE_STORE=true is set"),
        msg("with a database the files of runs still go to mlruns in the folder in which the experiment was made"),
        msg("four slashes: sqlite:////x is the file /x, sqlite:///x is x in the working folder"),
        msg("with an mlruns in the working folder mlflow 3 takes that instead of mlflow.db"),
        msg("an SQLite file on a network disk may be damaged by two programs that write at once"),
    ),
    facts=(
        "mlflow 3.17.2 with SQLAlchemy 2.1, tracking/_tracking_service/utils.py, store/tracking/file_store.py, run",
        "mlflow 2.22.5 with SQLAlchemy 2.0, run",
    ),
)
