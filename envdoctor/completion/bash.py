"""The completion script for bash; it needs nothing but bash, and forks nothing."""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor.completion.values import FILES, FOLDERS, RULES, Command, Words

_SCRIPT = """\
# bash completion of envdoctor, made by: envdoctor completion bash
_envdoctor() {{
    local cur=${{COMP_WORDS[COMP_CWORD]}} prev=${{COMP_WORDS[COMP_CWORD - 1]}} command= words= head= word i
    local rules="{rules}"
    if [[ $cur == "=" ]]; then
        cur=
    elif [[ $prev == "=" ]]; then
        prev=${{COMP_WORDS[COMP_CWORD - 2]}}
    fi
    for ((i = 1; i < COMP_CWORD; i++)); do
        if [[ ${{COMP_WORDS[i]}} != -* ]]; then
            command=${{COMP_WORDS[i]}}
            break
        fi
    done
    COMPREPLY=()
    case $command:$prev in
{values}
    *)
        case $command:$cur in
        :*) words="{commands} --help --version" ;;
{options}
{arguments}
        esac
        ;;
    esac
    for word in $words; do
        if [[ $word == "$cur"* ]]; then
            COMPREPLY+=("$head$word")
        fi
    done
}}
complete -o default -F _envdoctor envdoctor
"""
_LIST = "words=$rules; [[ $cur == *,* ]] && head=${cur%,*}, && cur=${cur##*,}"


def script(words: Words) -> str:
    """The whole script."""
    return _SCRIPT.format(
        rules=" ".join(words.rules),
        commands=" ".join(command.name for command in words.commands),
        values="\n".join(line for command in words.commands for line in _values(command)),
        options="\n".join(
            f'        {command.name}:-*) words="{" ".join(_names(command))}" ;;' for command in words.commands
        ),
        arguments="\n".join(line for command in words.commands for line in _arguments(command)),
    )


def _names(command: Command) -> Iterator[str]:
    for option in command.options:
        yield from option.names


def _values(command: Command) -> Iterator[str]:
    """What follows an option; where that is a path or any text, nothing is offered and bash offers files."""
    for option in command.options:
        if not option.takes:
            continue
        pattern = " | ".join(f"{command.name}:{name}" for name in option.names)
        if option.choices:
            yield f'    {pattern}) words="{" ".join(option.choices)}" ;;'
        else:
            yield f"    {pattern}) {_LIST if option.value == RULES else ':'} ;;"


def _arguments(command: Command) -> Iterator[str]:
    if command.choices:
        yield f'        {command.name}:*) words="{" ".join(command.choices)}" ;;'
    elif command.argument == RULES:
        yield f"        {command.name}:*) words=$rules ;;"
    elif command.argument in (FILES, FOLDERS):
        yield f"        {command.name}:*) ;;"
