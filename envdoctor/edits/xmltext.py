"""Where elements stand in an XML text, as expat reads it; ``mavenxml`` edits it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from envdoctor.errors import EditError
from envdoctor.i18n import _
from envdoctor.light import dataclass, replace

if TYPE_CHECKING:
    from xml.parsers.expat import XMLParserType

_TAG = re.compile(rb"""<(?:[^"'>]|"[^"]*"|'[^']*')*>""")


@dataclass(frozen=True, slots=True)
class Element:
    """An element.

    Attributes:
        start, opened, closing, end: offsets of its start tag, of its content's two ends, and behind its end tag.
        text: what stands in it, without what stands in elements below.
        simple: it has no attributes, and nothing but text in it.
    """

    name: str
    start: int
    opened: int
    closing: int
    end: int
    text: str = ""
    simple: bool = True


def elements(text: str) -> list[Element]:
    """The elements right below the root, then the root.

    Raises:
        EditError: it is no XML, or of a kind that is not edited: a document type, an encoding other than UTF-8.
    """
    try:
        data = text.encode()
    except UnicodeEncodeError as error:
        raise EditError(_("The file is not UTF-8, which envdoctor expects of it.")) from error
    return _in_text(data, _elements(data))


def _in_text(data: bytes, found: list[Element]) -> list[Element]:
    """``found`` with offsets in the text instead of in its bytes."""
    at = {0: 0}
    wanted = sorted({place for one in found for place in (one.start, one.opened, one.closing, one.end)})
    for before, place in zip([0, *wanted], wanted, strict=False):
        at[place] = at[before] + len(data[before:place].decode())
    return [
        replace(one, start=at[one.start], opened=at[one.opened], closing=at[one.closing], end=at[one.end])
        for one in found
    ]


def _elements(data: bytes) -> list[Element]:
    """The elements right below the root, then the root, with offsets in bytes."""
    from xml.parsers.expat import ExpatError, ParserCreate

    parser = ParserCreate("UTF-8")
    reader = _Reader(data, parser)
    parser.StartElementHandler = reader.opens
    parser.EndElementHandler = reader.closes
    parser.CharacterDataHandler = reader.holds
    parser.CommentHandler = reader.hides
    parser.ProcessingInstructionHandler = reader.hides
    parser.XmlDeclHandler = reader.declares
    parser.StartDoctypeDeclHandler = reader.types
    try:
        parser.Parse(data, True)
    except ExpatError as error:
        raise EditError(_("Line {line} is no XML: {why}", line=error.lineno, why=str(error))) from error
    return reader.found


class _Reader:
    """Collects from expat's events what stands where."""

    def __init__(self, data: bytes, parser: XMLParserType) -> None:
        self.data, self.parser = data, parser
        self.open: list[Element] = []
        self.found: list[Element] = []

    def opens(self, name: str, attributes: dict[str, str]) -> None:
        """A start tag."""
        self.hides()
        start = self.parser.CurrentByteIndex
        tag = _TAG.match(self.data, start)
        stop = tag.end() if tag else start
        self.open.append(Element(name, start, stop, stop, stop, simple=not attributes))

    def closes(self, _name: str) -> None:
        """An end tag, or the end of a tag that is both."""
        element = self.open.pop()
        if not self.data.endswith(b"/>", element.start, element.opened):
            closing = self.parser.CurrentByteIndex
            element = replace(element, closing=closing, end=self.data.index(b">", closing) + 1)
        if len(self.open) < 2:
            self.found.append(element)

    def holds(self, text: str) -> None:
        """Text, entities and CDATA resolved."""
        if len(self.open) == 2:
            self.open[-1] = replace(self.open[-1], text=self.open[-1].text + text)

    def hides(self, *_rest: str) -> None:
        """A comment, an instruction, or an element below."""
        if self.open:
            self.open[-1] = replace(self.open[-1], simple=False)

    def declares(self, _version: str, encoding: str | None, _standalone: int) -> None:
        """The XML declaration."""
        if encoding and encoding.lower() not in ("utf-8", "utf8"):
            raise EditError(_("Line 1: the file says it is {encoding}; envdoctor edits UTF-8 only.", encoding=encoding))

    def types(self, *_rest: object) -> None:
        """A document type, with which anything may stand for anything."""
        line = self.parser.CurrentLineNumber
        raise EditError(_("Line {line}: envdoctor does not edit a file with a document type.", line=line))
