"""A compiled catalogue (.mo) of which only what is shown is read.

The whole one costs a start several milliseconds and a running program two megabytes; a screen shows some
hundred of its four thousand messages. The format is that of gettext: two tables of lengths and places,
messages in the order of their bytes.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from gettext import NullTranslations, c2py
from pathlib import Path
from typing import Final

_MAGIC: Final = 0x950412DE
_CONTEXT: Final = "\x04"
"""Between a context and its message."""


class Catalogue(NullTranslations):
    """Translations of one language. Raises ValueError for a file that is no catalogue."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._file = path.read_bytes()
        try:
            magic, _version, self._count, self._ids, self._strings = struct.unpack_from("<5I", self._file)
            length, place = struct.unpack_from("<2I", self._file, self._strings + 8 * (self._count - 1))
        except struct.error:
            raise ValueError(path.name) from None
        if magic != _MAGIC or place + length > len(self._file):  # another file, or one that was cut
            raise ValueError(path.name)
        self._found: dict[str, str | None] = {}
        self._form: Callable[[int], int] = c2py(_plural(self._whole("") or ""))

    def gettext(self, message: str) -> str:
        """The translation, or the message itself where there is none."""
        return self._first(message) or message

    def pgettext(self, context: str, message: str) -> str:
        """The translation of a message in this context."""
        return self._first(f"{context}{_CONTEXT}{message}") or message

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """The form of the translation for this number."""
        whole = self._whole(f"{msgid1}\0{msgid2}")
        if whole is None:
            return msgid1 if n == 1 else msgid2
        forms, wanted = whole.split("\0"), self._form(n)
        return forms[wanted] if wanted < len(forms) else forms[-1]

    def _first(self, key: str) -> str | None:
        whole = self._whole(key)
        return whole.partition("\0")[0] if whole else whole

    def _whole(self, key: str) -> str | None:
        """All forms of a message, None for an unknown one; what was asked for once is remembered."""
        try:
            return self._found[key]
        except KeyError:
            found = self._found[key] = self._look_up(key.encode("utf-8", "surrogatepass"))
            return found

    def _look_up(self, key: bytes) -> str | None:
        low, high = 0, self._count
        while low < high:
            middle = (low + high) // 2
            if (here := self._at(self._ids, middle)) == key:
                return self._at(self._strings, middle).decode()
            if here < key:
                low = middle + 1
            else:
                high = middle
        return None

    def _at(self, table: int, number: int) -> bytes:
        length, place = struct.unpack_from("<2I", self._file, table + 8 * number)
        return self._file[place : place + length]


def _plural(head: str) -> str:
    """The rule of plural forms as the catalogue's head tells it."""
    return head.partition("plural=")[2].partition(";")[0] or "n != 1"
