"""``envdoctor fix``."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from envdoctor.cli.common import argv, common, selecting
from envdoctor.cli.output import Chosen, Common, cleaner, command_line, same, say, style, words, write
from envdoctor.errors import Exit, UsageError
from envdoctor.i18n import _

if TYPE_CHECKING:
    from envdoctor.model import Outcome
    from envdoctor.report.clean import Cleaner


class WithUnsafe(click.Command):
    """Takes ``--unsafe`` alone for all rules and ``--unsafe=CODE,..`` for some.

    A following word is never its value: that would be a path.
    """

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse ``args`` with ``--unsafe=CODE`` as ``--unsafe-rule CODE``."""
        end = args.index("--") if "--" in args else len(args)
        head = [
            part.replace("--unsafe=", "--unsafe-rule=", 1) if part.startswith("--unsafe=") else part
            for part in args[:end]
        ]
        return super().parse_args(ctx, head + args[end:])


@click.command(cls=WithUnsafe, help=_("Show what would be changed, as a diff. Writes nothing without --apply."))
@click.argument("paths", nargs=-1)
@click.option("--apply", "apply_", is_flag=True, help=_("Change it. envdoctor undo puts everything back."))
@click.option("--unsafe", is_flag=True, help=_("Also fixes that may break something; --unsafe=RULES for some only."))
@click.option("--unsafe-rule", multiple=True, metavar="RULES", help=_("The same as --unsafe=RULES."))
@selecting
@click.option("--redact", is_flag=True, help=_("Leave out home, user and host, to show the output to others."))
@click.option(
    "--add-ignore",
    metavar="REASON",
    help=_("Instead of mending, write comments into the files that silence the findings, with this reason."),
)
@click.option("--hook", is_flag=True, help=_("For pre-commit: files that are nothing for envdoctor are passed over."))
@common
def fix(
    context: click.Context,
    common: Common,
    paths: tuple[str, ...],
    apply_: bool,
    unsafe: bool,
    unsafe_rule: tuple[str, ...],
    chosen: Chosen,
    redact: bool,
    hook: bool,
    add_ignore: str | None,
) -> int:
    """Show the plan, or apply it."""
    if hook and not paths:
        return Exit.OK  # nothing was changed that a hook could name; the account is not what it asks about
    from envdoctor import change, run

    if unsafe:
        _no_rule_among(paths)
    if add_ignore is not None:
        _reasoned(add_ignore, paths)
    if unsafe_rule and not words(unsafe_rule):
        raise UsageError(_("--unsafe= names no rule (for all rules: --unsafe)"))
    request = run.Request(
        **common.request("fix", argv(context)),
        paths=paths,
        **chosen.request(),
        unsafe=unsafe or words(unsafe_rule),
        hook=hook,
        add_ignore=add_ignore,
    )
    if apply_:
        done = change.apply(request)
        left = _with_findings(done) if hook else paths
        return _apply(done, common, redact, same("check", common, chosen, left))
    return _show(run.fix(request), context, common, redact)


def _no_rule_among(paths: tuple[str, ...]) -> None:
    """Whether a word that was meant for ``--unsafe`` stands among the paths.

    Raises:
        UsageError: it does: it looks like a rule's code, or codes, and there is no such file.
    """
    for path in paths:
        codes = all(code[:3].isalpha() and code[:3].isupper() and code[3:].isdigit() for code in path.split(","))
        if codes and not os.path.lexists(path):
            raise UsageError(_("{path}: no such file; did you mean --unsafe={path}?", path=path))


def _reasoned(reason: str, paths: tuple[str, ...]) -> None:
    """Whether a reason and a path were given; where the reason was forgotten, the path stands in its place.

    Raises:
        UsageError: one of them is missing.
    """
    if not paths or os.path.exists(reason):
        raise UsageError(
            _("--add-ignore needs a reason and a PATH: envdoctor fix --add-ignore='the cluster wants it so' train.sh")
        )


def _show(made: Any, context: click.Context, common: Common, redact: bool) -> int:
    from envdoctor.report.value import ending

    plan, report = made
    clean = cleaner(report.header, redact=redact)
    if common.json:
        from envdoctor.report.plan_json import plan_json

        write(plan_json(plan, clean))
        _aside((*_crashes(report.outcomes), *report.notes), clean)
    else:
        from envdoctor.report.plan_text import plan_text

        again = command_line("envdoctor", *_with_apply(argv(context)))
        write(plan_text(plan, style(common, clean, report.header.home), report, apply=again))
    return ending(report.outcomes)


def _with_apply(args: tuple[str, ...]) -> tuple[str, ...]:
    # Right after the command's name: behind a "--" it would be a path.
    return (*args[:1], "--apply", *args[1:]) if args else ("fix", "--apply")


def _with_findings(done: Any) -> tuple[str, ...]:
    """The files in which something is left: of those that a hook was given, most are nothing for envdoctor."""
    places = (done.places[subject].partition(" ")[2] for subject in (*done.remaining, *done.new))
    return tuple(dict.fromkeys(places))


def _apply(done: Any, common: Common, redact: bool, check: str) -> int:
    from envdoctor.report.value import ending

    clean = own_cleaner(redact)
    if common.json:
        from envdoctor.report.plan_json import applied_json

        write(applied_json(done, clean))
        _aside(_crashes(done.outcomes), clean)
    else:
        from envdoctor.report.plan_text import applied_text

        write(applied_text(done, style(common, clean), check=check))
    return ending(done.outcomes, bool(done.problem or (done.recovered and done.recovered.problems)))


def _crashes(outcomes: Sequence[Outcome]) -> tuple[str, ...]:
    from envdoctor.model import State
    from envdoctor.report.style import Style
    from envdoctor.report.text import untold

    return tuple(untold(outcomes, Style(), State.CRASHED))


def _aside(sentences: tuple[str, ...], clean: Cleaner) -> None:
    """What has no place in the schema goes to standard error."""
    for sentence in sentences:
        say(clean.text(sentence))


def own_cleaner(redact: bool) -> Any:
    """A cleaner for the account that runs us, where no report names it."""
    if not redact:
        return cleaner()
    import os
    import pwd
    import socket

    from envdoctor.cli.output import own_home
    from envdoctor.report.value import Header

    try:
        user = pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        user = os.environ.get("USER", "")
    return cleaner(Header(user, socket.gethostname(), home=own_home()), redact=True)
