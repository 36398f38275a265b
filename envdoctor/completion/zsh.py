"""The completion script for zsh: a file ``_envdoctor`` in a folder of ``$fpath``, or read with ``source``."""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor.completion.values import FILES, FOLDERS, RULES, Command, Option, Words

_SCRIPT = """\
#compdef envdoctor
# zsh completion of envdoctor, made by: envdoctor completion zsh
_envdoctor_rules() {{
    local -a rules
    rules=({rules})
    if compset -P '*,'; then
        compadd -S '' -a rules
    else
        compadd -a rules
    fi
}}
_envdoctor() {{
    local curcontext=$curcontext state line
    local -a commands
    typeset -A opt_args
    commands=(
{commands}
    )
    _arguments -C '(- *)'{{-h,--help}}'[show help]' '(- *)--version[show the version]' \\
        '1:command:->command' '*::argument:->rest'
    case $state in
    command) _describe -t commands command commands ;;
    rest)
        case $words[1] in
{rest}
        esac
        ;;
    esac
}}
if [ "$funcstack[1]" = _envdoctor ]; then
    _envdoctor "$@"
else
    compdef _envdoctor envdoctor
fi
"""


def script(words: Words) -> str:
    """The whole script."""
    return _SCRIPT.format(
        rules=" ".join(words.rules),
        commands="\n".join(f"        {_quoted(f'{one.name}:{one.help}')}" for one in words.commands),
        rest="\n".join(line for command in words.commands for line in _command(command)),
    )


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"


def _plain(text: str) -> str:
    """Help text without what ``_arguments`` reads as its own."""
    return text.translate(str.maketrans("[]\\", "()/"))


def _command(command: Command) -> Iterator[str]:
    specs = [spec for option in command.options for spec in _option(option)]
    specs += [f"'*:{what}'" for what in [_what(command.argument, command.choices)] if what]
    yield f"        {command.name})"
    yield "            _arguments -s \\"
    yield from (f"                {spec} \\" for spec in specs[:-1])
    yield f"                {specs[-1]}"
    yield "            ;;"


def _option(option: Option) -> Iterator[str]:
    what = _what(option.value, option.choices) or ("value: " if option.takes else "")
    for name in option.names:
        equals = ("=" if name.startswith("--") else "+") if option.takes else ""
        yield _quoted(f"*{name}{equals}[{_plain(option.help)}]" + (f":{what}" if what else ""))


def _what(value: str, choices: tuple[str, ...]) -> str:
    if choices:
        return f"value:({' '.join(choices)})"
    return {FILES: "file:_files", FOLDERS: "folder:_files -/", RULES: "rule:_envdoctor_rules"}.get(value, "")
