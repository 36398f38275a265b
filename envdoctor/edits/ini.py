"""pip.conf: ``[section]``, ``name = value``, as pip reads it.

pip's reader is ``configparser.RawConfigParser``: a value runs on over deeper indented lines, nothing is interpolated,
a ``;`` inside a value belongs to it, and pip takes ``cache_dir`` and ``cache-dir`` for one option. ConfigUpdater keeps
texts well, but adds an option without regard to the indentation of the next one, which then becomes part of its value;
so the line is edited here, and configparser judges that nothing but the one option changed.
"""

from __future__ import annotations

import configparser
import io

from envdoctor.edits import lines as ln
from envdoctor.errors import EditError
from envdoctor.i18n import _
from envdoctor.light import dataclass
from envdoctor.steps import Entry


@dataclass(frozen=True, slots=True)
class _Spot:
    """An option: its lines (0-based, last inclusive) and the span of its value in the text."""

    first: int
    last: int
    start: int
    end: int


def get(text: str, key: tuple[str, ...]) -> str | None:
    """The value of option ``key`` (section, name), or None."""
    name = ln.single(key, 2)
    data = _read(text)
    return data[key[0]].get(_name(name), data.get("DEFAULT", {}).get(_name(name))) if key[0] in data else None


def put(text: str, key: tuple[str, ...], value: str) -> str:
    """The text with option ``key`` set to ``value``."""
    before = _read(text)
    spot = _spots(text).get((key[0], _name(ln.single(key, 2))))
    if spot is None:
        after = _add(text, key, ln.checked(value))
    elif before[key[0]][_name(key[1])] == value:
        return text
    else:
        after = text[: spot.start] + ln.checked(value) + text[spot.end :]
    wanted = {**before, key[0]: {**before.get(key[0], {}), _name(key[1]): value}}
    if _read(after) != wanted:
        raise EditError(_("pip would not read {value} back as it is written.", value=repr(value)))
    return after


def previous(text: str, key: tuple[str, ...]) -> str | None:
    """Source text of the option's value; None without the option, MADE without the section."""
    spot = _spots(text).get((key[0], _name(ln.single(key, 2))))
    if spot:
        return text[spot.start : spot.end]
    return None if key[0] in _headers(ln.split(text)) else ln.MADE


def intact(text: str, entry: Entry) -> bool:
    """Whether the option still has our value, in the section itself."""
    return (entry.key[0], _name(entry.key[1])) in _spots(text) and get(text, entry.key) == entry.ours


def revert(text: str, entry: Entry) -> str:
    """The text with the old value, or without the option, and without a section that was ours and is empty now."""
    spot = _spots(text)[entry.key[0], _name(entry.key[1])]
    if entry.previous is not None and entry.previous != ln.MADE:
        after = text[: spot.start] + entry.previous + text[spot.end :]
    else:
        after = _without(text, entry, spot)
    if _others(after, entry.key) != _others(text, entry.key):
        raise EditError(_("{name} cannot be taken out without changing something else.", name=entry.key[1]))
    return after


def _without(text: str, entry: Entry, spot: _Spot) -> str:
    """The text without the option, and without its section where that is ours and empty now."""
    all_lines = ln.split(text)
    start, header = spot.first, _headers(all_lines)[entry.key[0]]
    if entry.previous == ln.MADE and header == start - 1 and _ends_section(all_lines, spot.last + 1):
        start = header - 1 if header and not all_lines[header - 1].strip() else header
    return ln.drop(all_lines, start, spot.last + 1)


def _others(text: str, key: tuple[str, ...]) -> dict[tuple[str, str], str]:
    """Every option but ``key`` as pip sees it."""
    skip = (key[0], _name(key[1]))
    return {
        (name, one): value
        for name, options in _read(text).items()
        for one, value in options.items()
        if (name, one) != skip
    }


def _add(text: str, key: tuple[str, ...], value: str) -> str:
    """The text with a new option, first in its section, indented like what follows: neither swallows the other."""
    all_lines = ln.split(text)
    header = _headers(all_lines).get(key[0])
    end = ln.ending(text)
    if header is None:
        new = [f"[{key[0]}]", f"{key[1]} = {value}"]
        return ln.insert(all_lines, len(all_lines), ["", *new] if text else new, end)
    follows = next((line for line in all_lines[header + 1 :] if _counts(line)), "")
    indent = follows[: len(follows) - len(follows.lstrip())]
    return ln.insert(all_lines, header + 1, [f"{indent}{key[1]} = {value}"], end)


def _counts(line: str) -> bool:
    """Whether configparser looks at ``line``: it is neither empty nor a comment."""
    return bool(line.strip()) and line.strip()[0] not in "#;"


def _ends_section(all_lines: list[str], at: int) -> bool:
    """Whether nothing of the section's own stands from line ``at`` on; a user's comment is something."""
    rest = next((line.strip() for line in all_lines[at:] if line.strip()), "[")
    return rest.startswith("[")


def _headers(all_lines: list[str]) -> dict[str, int]:
    """Line index of each section's header."""
    return {key[0]: n for n, key, _start in _walk(all_lines) if key[1] is None}


def _spots(text: str) -> dict[tuple[str, str], _Spot]:
    """Where each option stands."""
    _read(text)
    all_lines = ln.split(text)
    offsets = [0]
    for line in all_lines:
        offsets.append(offsets[-1] + len(line))
    spots: dict[tuple[str, str], _Spot] = {}
    for n, (section, name), start in _walk(all_lines):
        if name is None:
            continue
        end = offsets[n] + len(all_lines[n].rstrip())
        old = spots.get((section, name))
        if start is None and old:
            spots[section, name] = _Spot(old.first, n, old.start, end)
        elif start is not None:
            spots[section, name] = _Spot(n, n, offsets[n] + start, end)
    return spots


def _walk(all_lines: list[str]) -> list[tuple[int, tuple[str, str | None], int | None]]:
    """(line, (section, option), column of the value), by configparser's own rules and patterns.

    The option is None for a header, the column None for a line that continues the option's value.
    """
    parser = configparser.RawConfigParser
    found: list[tuple[int, tuple[str, str | None], int | None]] = []
    section, name, indent = "", None, 0
    for n, line in enumerate(all_lines):
        if not _counts(line):
            continue
        bare, here = line.strip(), len(line) - len(line.lstrip())
        if name is not None and here > indent:
            found.append((n, (section, name), None))
            continue
        indent = here
        if header := parser.SECTCRE.match(bare):
            section, name = header["header"], None
            found.append((n, (section, None), None))
        elif option := parser.OPTCRE.match(bare):
            name = _name(option["option"].rstrip())
            found.append((n, (section, name), here + option.start("value")))
    return found


def _name(option: str) -> str:
    """The option's name as pip compares it."""
    return option.lower().replace("_", "-").removeprefix("--")


def _read(text: str) -> dict[str, dict[str, str]]:
    """Sections and options as pip sees them, without what a section takes from ``DEFAULT``.

    Raises:
        EditError: pip would refuse the file.
    """
    ln.split(text)
    parser = configparser.RawConfigParser(default_section="\0")  # so that [DEFAULT] is not copied into every other
    parser.optionxform = _name  # type: ignore[assignment,method-assign]
    try:
        parser.read_file(io.StringIO(text.replace("\r\n", "\n")))
    except configparser.Error as error:
        raise EditError(_why(error)) from error
    return {name: dict(parser.items(name)) for name in parser.sections()}


def _why(error: configparser.Error) -> str:
    """The complaint as a sentence with its line."""
    if isinstance(error, configparser.DuplicateSectionError):
        return _("Line {line}: section [{name}] stands there twice; join them.", line=error.lineno, name=error.section)
    if isinstance(error, configparser.DuplicateOptionError):
        return _("Line {line}: {name} is set twice; keep one.", line=error.lineno, name=error.option)
    if isinstance(error, configparser.MissingSectionHeaderError):
        return _("Line {line}: expected a section such as [global] first (and no byte order mark).", line=error.lineno)
    number = error.errors[0][0] if isinstance(error, configparser.ParsingError) and error.errors else "?"
    return _("Line {line}: pip expects name = value or [section].", line=number)
