"""The group of all commands and how each of them ends."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module

import click

from envdoctor import __version__
from envdoctor.cli.common import NAMES
from envdoctor.cli.ending import ended
from envdoctor.cli.output import command_line, say, write
from envdoctor.errors import Exit
from envdoctor.guess import near
from envdoctor.i18n import _

COMMANDS = ("check", "fix", "undo", "uninstall", "env", "explain", "rules", "facts", "init", "completion")
_SHORT = _(
    """\
Usage: envdoctor COMMAND [OPTIONS]

  envdoctor check            what is wrong with this account
  envdoctor check FILE       what is wrong with a job script, or a start-up file
  envdoctor fix              show what would be changed; writes nothing
  envdoctor fix --apply      change it
  envdoctor undo             put everything back

All commands and options: envdoctor --help, envdoctor COMMAND --help
"""
)


class Commands(click.Group):
    """Loads a command's module when it is used; names the nearest for a word nobody knows."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All commands, in the order a newcomer meets them."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"envdoctor.cli.{cmd_name}")
        found = getattr(module, cmd_name)
        assert isinstance(found, click.Command)
        return found

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command among ``args``, or say which is nearest."""
        if args[0] not in COMMANDS and not args[0].startswith("-"):
            if os.path.exists(args[0]):
                path = command_line(args[0])
                raise click.UsageError(
                    _("{path} is no command; the file exists: envdoctor check {path}", path=path), ctx
                )
            hint = near(args[0], COMMANDS) or _(" (commands: {names})", names=", ".join(COMMANDS))
            raise click.UsageError(_("there is no command {name}{hint}", name=args[0], hint=hint), ctx)
        return super().resolve_command(ctx, args)


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    invoke_without_command=True,
    help=_("Checks your account on shared machines, and mends it."),
)
@click.option("--version", is_flag=True, help=_("Show the version."))
@click.pass_context
def group(context: click.Context, version: bool) -> int:
    """What ``envdoctor`` does without a command."""
    if version:
        write(f"envdoctor {__version__}\n")
        context.exit(Exit.OK)
    if context.invoked_subcommand is None:
        write(_SHORT)
    return Exit.OK


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line ``argv`` (without the program's name) and give its exit code."""
    args = list(sys.argv[1:] if argv is None else argv)
    return guarded(
        lambda: group.main(args=args, prog_name="envdoctor", standalone_mode=False, obj=tuple(args)),
        args,
    )


def guarded(call: Callable[[], object], args: Sequence[str]) -> int:
    """The exit code of ``call``, whatever it raises; what went wrong is one line on standard error."""

    def parsed() -> object:
        try:
            return call()
        except click.exceptions.Abort:
            raise KeyboardInterrupt from None
        except click.UsageError as error:
            return _usage(error)
        except click.ClickException as error:
            say(error.format_message())
            return Exit.USAGE

    return ended(parsed, args)


def _usage(error: click.UsageError) -> int:
    message = _message(error)
    path = error.ctx.command_path if error.ctx else "envdoctor"
    say(_("{message} (try: {command} --help)", message=message, command=path))
    return Exit.USAGE


def _message(error: click.UsageError) -> str:
    if isinstance(error, click.MissingParameter) and error.param is not None:
        return _missing(error.param)
    if not isinstance(error, click.NoSuchOption):
        return error.format_message().rstrip(".")
    name = error.option_name
    if error.ctx is not None and error.ctx.parent is None and name in NAMES:
        return _("{name} goes after the command, as in: envdoctor check {name}", name=name)
    known = [word for param in error.ctx.command.params for word in param.opts] if error.ctx is not None else []
    hint = near(name, [word for word in known if word.startswith("--") and len(word) > len("--lf")])
    return _("there is no option {name}{hint}", name=name, hint=hint)


def _missing(param: click.Parameter) -> str:
    name = (param.metavar or param.name or "").upper()
    known = [str(choice) for choice in param.type.choices] if isinstance(param.type, click.Choice) else []
    if known:
        return _("{name} is missing: {known}", name=name, known=_(" or ").join((", ".join(known[:-1]), known[-1])))
    return _("{name} is missing", name=name)
