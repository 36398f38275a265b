"""NLTK's corpora and models."""

from __future__ import annotations

from envdoctor.catalogue import sources
from envdoctor.catalogue.rows import Place, Relocation, Row, VariableLever, move_and_link
from envdoctor.catalogue.view import View
from envdoctor.errors import EditError, Unavailable
from envdoctor.i18n import _, msg
from envdoctor.model import Origin

_SHARED = tuple(f"{folder}/nltk_data" for folder in ("/usr/share", "/usr/local/share", "/usr/lib", "/usr/local/lib"))


def _own(view: View, context: str) -> list[str]:
    """The entries of NLTK_DATA, in order."""
    entries = (view.value(context, "NLTK_DATA") or "").split(":")
    return [sources.expand_user(view, context, entry) for entry in entries if entry]


def _prefix(view: View, context: str) -> str:
    """Where the Python stands that runs it: the active environment, else the system's."""
    return view.value(context, "VIRTUAL_ENV") or view.value(context, "CONDA_PREFIX") or "/usr"


def _first_there(view: View, context: str) -> Place | None:
    """The first folder searched that exists and can be written; only the one in home is ever made."""
    named = _own(view, context)
    fallback, prefix = sources.home(view, context).rstrip("/") + "/nltk_data", _prefix(view, context)
    others = [fallback, *(f"{prefix}/{name}nltk_data" for name in ("", "share/", "lib/")), *_SHARED]
    tried = [(entry, sources.origin_of(view, context, "NLTK_DATA")) for entry in named]
    tried += [(path, Origin("default")) for path in others]
    paths = [sources.absolute(view, path) for path, _origin in tried]
    passed = _("{path} of NLTK_DATA is not there or cannot be written, so it is passed over", path=(named or [""])[0])
    for at, ((value, origin), seen) in enumerate(zip(tried, sources.looks(view, paths), strict=True)):
        if seen.exists and seen.writable:
            return sources.placed(view, value, origin, note=passed if named and at else "")
    return sources.placed(view, fallback, Origin("default"), note=passed if named else "")


def lists_stay(view: View, contexts: tuple[str, ...]) -> dict[str, str]:
    """Nothing to set; but a move must not replace a list that has folders in it, where corpora may be found.

    Raises:
        EditError: NLTK_DATA is set.
    """
    for context in contexts:
        try:
            there = ":".join(_own(view, context))
        except Unavailable as why:
            raise EditError(_("it can't be told what NLTK_DATA lists: {why}", why=why)) from None
        if there:
            raise EditError(_("NLTK_DATA lists {there}: put your new folder in front of it yourself", there=there))
    return {}


NLTK = Row(
    id="nltk",
    tool="NLTK",
    title=msg("NLTK's corpora and models"),
    holds="mixed",
    sources=(_first_there,),
    levers=(VariableLever("NLTK_DATA"),),
    folder="nltk_data",
    variables=("NLTK_DATA",),
    traces=("~/nltk_data",),
    usual=("~/nltk_data",),
    together=lists_stay,
    stays=msg("what is in ~/nltk_data is still found"),
    relocation=Relocation(
        commands=move_and_link(),
    ),
    pitfalls=(
        msg("a folder of NLTK_DATA that does not exist is passed over without a word: make it first"),
        msg("NLTK does not download what it misses: programs stop until nltk.download() is run"),
        msg("NLTK 3.10 refuses a folder that your group or others may write to: chmod go-w"),
        msg("$HOME in NLTK_DATA is taken literally (~ works)"),
    ),
    facts=("nltk 3.10.4, data.py path and downloader.py default_download_dir, run",),
)
