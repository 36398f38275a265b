"""``envdoctor completion``."""

from __future__ import annotations

from importlib import import_module

import click

from envdoctor.cli.common import Choice, FormatOption, argv, common
from envdoctor.cli.output import Common, write
from envdoctor.completion import Command, Option, Words
from envdoctor.errors import Exit
from envdoctor.i18n import _

SHELLS = ("bash", "zsh", "fish")
_HELP = _(
    """\
Print what completes envdoctor's commands, options and rules in a shell. Once, and after an update:

\b
    envdoctor completion bash > ~/.local/share/bash-completion/completions/envdoctor
    envdoctor completion zsh > "${fpath[1]}/_envdoctor"
    envdoctor completion fish > ~/.config/fish/completions/envdoctor.fish
"""
)
_VALUES = {"FILE": "files", "DIR": "folders", "RULES": "rules"}
"""Metavar of an option -> what is completed there."""
_ARGUMENTS = {"check": "files", "fix": "files", "explain": "rules"}


@click.command(help=_HELP)
@click.argument("shell", type=Choice(SHELLS))
@common
def completion(context: click.Context, common: Common, shell: str) -> int:
    """Print a script."""
    from envdoctor import looking

    rules = looking.rules(looking.Request(**common.request("completion", argv(context))))
    names = tuple(sorted({word for rule in rules for word in (rule.code, rule.name)}))
    script = import_module(f"envdoctor.completion.{shell}").script(words_of(names))
    if common.json:
        from envdoctor.report.json_ import SCHEMA, dump

        write(dump({"schema": SCHEMA, "shell": shell, "script": script}))
    else:
        write(script)
    return Exit.OK


def words_of(rules: tuple[str, ...]) -> Words:
    """Every command and option, as click knows them."""
    from envdoctor.cli.main import COMMANDS, group

    context = click.Context(group)
    commands = [group.get_command(context, name) for name in COMMANDS]
    return Words(tuple(_command(one) for one in commands if one is not None), rules)


def _command(command: click.Command) -> Command:
    name = command.name or ""
    options = [param for param in command.params if isinstance(param, click.Option) and not param.hidden]
    arguments = [param for param in command.params if isinstance(param, click.Argument)]
    choices = next((_choices(one) for one in arguments if _choices(one)), ())
    shown = (*map(_option, options), Option(("--help", "-h"), _("Show help.")))
    return Command(name, command.get_short_help_str(90), shown, _ARGUMENTS.get(name, ""), choices)


def _option(option: click.Option) -> Option:
    takes = not option.is_flag and not option.count
    value = _VALUES.get(option.metavar or "", "text") if takes else ""
    return Option(tuple(option.opts), " ".join((option.help or "").split()), value, _choices(option))


def _choices(param: click.Parameter) -> tuple[str, ...]:
    if isinstance(param.type, click.Choice):
        return tuple(str(choice) for choice in param.type.choices)
    return FormatOption.choices if isinstance(param.type, FormatOption) else ()
