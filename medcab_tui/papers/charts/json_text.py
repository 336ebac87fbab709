"""JSON taken off a file value by value: what lies in memory is one value, however long the file is.

What could mean two things, or no end of them, is not guessed at: such a value is passed over as unread.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any, BinaryIO, Final, NoReturn

from msgspec import Struct

from medcab_tui.domain.errors import Invalid

LONGEST: Final = 16 * 1024 * 1024
"""Letters of one value: a file of ten megabytes in base64 fits."""
DEEPEST: Final = 64
LONGEST_NUMBER: Final = 40
_PIECE: Final = 512 * 1024
_NEAR: Final = 16
"""So close to the end of what was read, a fault may be that the rest is missing."""
_SPACE: Final = re.compile(r"[ \t\r\n]*+")
_IN_STRING: Final = re.compile(r'[^"\\]*+(?:\\.[^"\\]*+)*+', re.DOTALL)
_MARKS: Final = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"?|[\[{]|[\]}]', re.DOTALL)
_LONE: Final = re.compile(r"\\u[dD][89a-fA-F]")


class Unread(Exception):
    """A value that is passed over. code: why, of `domain.imports`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class JsonText(Struct):
    """A file of JSON and where in it we are. Raises Invalid about the field `path`.

    moved: told how many bytes were read since last time.
    """

    file: BinaryIO
    moved: Callable[[int], None]
    place: int = 0
    """Of the value that is read, for whoever is told: a number in the file."""
    _text: str = ""
    _at: int = 0
    _decode: Any = None
    _ended: bool = False
    _gone: int = 0

    @property
    def passed(self) -> int:
        """Letters that lie behind us."""
        return self._gone + self._at

    def peek(self) -> str:
        """The next letter that is no space, "" at the end."""
        while True:
            self._at = _SPACE.match(self._text, self._at).end()  # type: ignore[union-attr]
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._more():
                return ""

    def take(self, letter: str) -> None:
        """Steps over a letter that must stand here."""
        if self.peek() != letter:
            raise self.wrong("import.json")
        self._at += 1

    def key(self) -> str:
        """The name of a member and the colon after it."""
        if self.peek() != '"':
            raise self.wrong("import.json")
        try:
            found = self.value()
        except Unread as odd:
            raise self.wrong("import.json") from odd
        self.take(":")
        return str(found)

    def next_in(self, closing: str) -> bool:
        """Whether another member follows in this array or object; steps over what divides them."""
        found = self.peek()
        if found == closing:
            self._at += 1
            return False
        if found != ",":
            raise self.wrong("import.json")
        self._at += 1
        return True

    def opens_empty(self, closing: str) -> bool:
        """Whether what was opened a moment ago closes at once; steps over the end then."""
        if self.peek() != closing:
            return False
        self._at += 1
        return True

    def value(self) -> Any:
        """The value that begins here; Unread if it cannot be taken, and it was stepped over then."""
        self.peek()
        while True:
            try:
                found, end = _DECODER.raw_decode(self._text, self._at)
            except json.JSONDecodeError as error:
                if self._truncated(error) and self._room() and self._more():
                    continue
                return self._passed_over("import.json" if self._room() else "import.long")
            except _Odd as odd:
                return self._passed_over(odd.code)
            except RecursionError:
                return self._passed_over("import.deep")
            if end == len(self._text) and not self._ended and self._more():
                continue  # a number may go on
            self._check(self._at, end)
            self._at = end
            return found

    def wrong(self, code: str) -> Invalid:
        """A fault after which the file cannot be read on."""
        place = str(self.place)
        if self._ended and self._at >= len(self._text):
            return Invalid("import.cut", "path", place=place)
        if code == "import.not_json":
            return Invalid("import.not_json", "path")
        if code == "import.aside":
            return Invalid("import.aside", "path")
        return Invalid("import.json", "path", place=place)

    def _check(self, start: int, end: int) -> None:
        text = self._text
        if text.count("{", start, end) + text.count("[", start, end) > DEEPEST and _deep(text[start:end]):
            self._at = end
            raise Unread("import.deep")
        if _LONE.search(text, start, end) and not _whole(text[start:end]):
            self._at = end
            raise Unread("import.letters")

    def _truncated(self, error: json.JSONDecodeError) -> bool:
        return error.pos >= len(self._text) - _NEAR or error.msg.startswith("Unterminated")

    def _room(self) -> bool:
        return len(self._text) - self._at <= LONGEST

    def _passed_over(self, code: str) -> NoReturn:
        """Steps over the value that begins here by its brackets, in bounded memory. Raises Unread."""
        depth = 0
        while True:
            found = self.peek()
            if not found:
                raise self.wrong("import.cut")
            if found == '"':
                self._pass_string()
            else:
                self._at += 1
                if found in "[{":
                    depth += 1
                elif found in "]}":
                    depth -= 1
                else:
                    self._pass_plain(nested=depth > 0)
            if depth < 0:
                raise self.wrong("import.json")
            if depth == 0:
                raise Unread(code)

    def _pass_string(self) -> None:
        self._at += 1
        while True:
            self._at = _IN_STRING.match(self._text, self._at).end()  # type: ignore[union-attr]
            if self._at < len(self._text) and self._text[self._at] == '"':
                self._at += 1
                return
            if not self._more():
                raise self.wrong("import.cut")

    def _pass_plain(self, *, nested: bool) -> None:
        """Letters between brackets and strings; outside of any, those of one value only."""
        stop = '"[{]}' if nested else ',"[{]} \t\r\n'
        while True:
            while self._at < len(self._text) and self._text[self._at] not in stop:
                self._at += 1
            if self._at < len(self._text) or not self._more():
                return

    def _more(self) -> bool:
        """Reads on; what lies behind us is let go. False at the end of the file."""
        if self._ended:
            return False
        piece = self.file.read(max(_PIECE, len(self._text) - self._at))
        self.moved(len(piece))
        if self._decode is None:
            if piece.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
                self._decode = codecs.getincrementaldecoder("utf-16")().decode
            else:
                self._decode = codecs.getincrementaldecoder("utf-8-sig")().decode
        self._ended = not piece
        try:
            more = self._decode(piece, self._ended)
        except UnicodeDecodeError as error:
            raise Invalid("import.bytes", "path", place=str(self.place)) from error
        self._gone += self._at
        self._text = self._text[self._at :] + more
        self._at = 0
        return bool(more) or not self._ended


class _Odd(Exception):
    """Something in a value that is not guessed at."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def parsed(text: str) -> Any:
    """A value that is all of a text. Raises Unread."""
    try:
        found, end = _DECODER.raw_decode(text, _SPACE.match(text).end())  # type: ignore[union-attr]
    except json.JSONDecodeError:
        raise Unread("import.json") from None
    except _Odd as odd:
        raise Unread(odd.code) from None
    except RecursionError:
        raise Unread("import.deep") from None
    if text[end:].strip(" \t\r\n"):
        raise Unread("import.json")
    if text.count("{") + text.count("[") > DEEPEST and _deep(text):
        raise Unread("import.deep")
    if _LONE.search(text) and not _whole(text):
        raise Unread("import.letters")
    return found


def _deep(text: str) -> bool:
    depth = 0
    for mark in _MARKS.finditer(text):
        first = text[mark.start()]
        if first in "[{":
            depth += 1
            if depth > DEEPEST:
                return True
        elif first in "]}":
            depth -= 1
    return False


def _whole(text: str) -> bool:
    """Whether no escape stands for half a letter, which nothing can keep."""
    try:
        json.dumps(json.loads(text, parse_int=str, parse_float=str), ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _Odd("import.twice")
    return found


def _whole_number(text: str) -> int:
    if len(text) > LONGEST_NUMBER:
        raise _Odd("import.number")
    return int(text)


def _fraction(text: str) -> Decimal:
    found = Decimal(text) if len(text) <= LONGEST_NUMBER else None
    if found is None or abs(found.adjusted()) > LONGEST_NUMBER:
        raise _Odd("import.number")
    return found


def _constant(_text: str) -> NoReturn:
    raise _Odd("import.number")


_DECODER: Final = json.JSONDecoder(
    object_pairs_hook=_object, parse_int=_whole_number, parse_float=_fraction, parse_constant=_constant
)
