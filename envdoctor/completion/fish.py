"""The completion script for fish."""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor.completion.values import FILES, FOLDERS, RULES, Command, Option, Words


def script(words: Words) -> str:
    """The whole script."""
    names = " ".join(command.name for command in words.commands)
    lines = [
        "# fish completion of envdoctor, made by: envdoctor completion fish",
        f"set -l rules {' '.join(words.rules)}",
        f"set -l commands {names}",
        "complete -c envdoctor -f",
        'complete -c envdoctor -n "not __fish_seen_subcommand_from $commands" -l help -s h -d "show help"',
        'complete -c envdoctor -n "not __fish_seen_subcommand_from $commands" -l version -d "show the version"',
    ]
    for command in words.commands:
        said = f"-a {command.name} -d {_quoted(command.help)}"
        lines.append(f'complete -c envdoctor -n "not __fish_seen_subcommand_from $commands" {said}')
        lines += _command(command)
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _command(command: Command) -> Iterator[str]:
    when = f'complete -c envdoctor -n "__fish_seen_subcommand_from {command.name}"'
    for option in command.options:
        yield f"{when} {_flags(option)} -d {_quoted(option.help)}"
    if command.choices:
        yield f"{when} -a {_quoted(' '.join(command.choices))}"
    elif command.argument == RULES:
        yield f'{when} -a "$rules"'
    elif command.argument in (FILES, FOLDERS):
        yield f"{when} -F"


def _flags(option: Option) -> str:
    """``-l long -s s``, and what the value is; ``-x``: no files, ``-r``: files."""
    names = [f"-l {name[2:]}" if name.startswith("--") else f"-s {name[1:]}" for name in option.names if len(name) > 1]
    if option.choices:
        return " ".join([*names, "-x", "-a", _quoted(" ".join(option.choices))])
    if option.value == RULES:
        return " ".join([*names, '-x -a "$rules"'])
    return " ".join([*names, "-r -F" if option.value in (FILES, FOLDERS) else "-x" if option.takes else ""]).rstrip()
