"""How every command ends: with an exit code, and where something went wrong with one line that says what."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence

from envdoctor import __version__
from envdoctor.cli.output import say
from envdoctor.errors import EnvdoctorError, Exit
from envdoctor.i18n import _

DEBUG = "ENVDOCTOR_DEBUG"


def ended(call: Callable[[], object], args: Sequence[str]) -> int:
    """The exit code of ``call``, whatever it raises."""
    try:
        result = call()
        return result if isinstance(result, int) else Exit.OK
    except KeyboardInterrupt:
        say(_("interrupted"))
        return Exit.INTERRUPTED
    except EnvdoctorError as error:
        say(str(error))
        return error.exit_code
    except SystemExit as end:  # click ends so when the reader of a help text goes away
        return end.code if isinstance(end.code, int) else Exit.OK
    except Exception as error:  # noqa: BLE001 - whatever a bug raises must end in exit code 3 and one clear line
        return _bug(error, args)


def _bug(error: Exception, args: Sequence[str]) -> int:
    if os.environ.get(DEBUG) or "-vv" in args:
        import traceback

        say("".join(traceback.format_exception(error)).rstrip())
    what = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    say(
        _(
            "a bug in envdoctor {version}: {what} ({where}). Nothing you did. Please report it with what "
            "{debug}=1 prints",
            version=__version__,
            what=what,
            where=_where(error),
            debug=DEBUG,
        )
    )
    return Exit.INTERNAL


def _where(error: Exception) -> str:
    trace = error.__traceback__
    where = "?"
    while trace is not None:
        path = trace.tb_frame.f_code.co_filename
        where = f"{os.path.basename(os.path.dirname(path))}/{os.path.basename(path)}:{trace.tb_lineno}"
        trace = trace.tb_next
    return where
