"""Reading one line of a tape piece by piece: words, quoted texts, patterns, times."""

from __future__ import annotations

import re

from medcab_tui.locale import _

QUOTES = "\"'`"
_TIME = re.compile(r"(\d+(?:\.\d+)?|\.\d+)(ms|s|m|h|d)?")
_UNITS = {"ms": 0.001, "s": 1.0, None: 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}


class Unreadable(Exception):
    """Why a line cannot be read; the parser adds file and line."""


def seconds(text: str) -> float:
    """«50ms», «2s», «.5» (seconds), «5m», «8h», «1d» as seconds."""
    match = _TIME.fullmatch(text)
    if match is None:
        raise Unreadable(_("“{text}” is no time; write 50ms, 2s, 5m, 8h or 1d").format(text=text))
    return float(match[1]) * _UNITS[match[2]]


class Words:
    """A line and how far it was read."""

    def __init__(self, line: str) -> None:
        self._line = line
        self._at = 0

    def peek(self) -> str:
        """The next character that is not a space; empty at the end of the line or before a comment."""
        while self._at < len(self._line) and self._line[self._at].isspace():
            self._at += 1
        rest = self._line[self._at : self._at + 1]
        return "" if rest == "#" else rest

    def word(self, wanted: str) -> str:
        """Characters up to the next space. `wanted` says what is missing if there are none."""
        if not self.peek():
            raise Unreadable(_("{wanted} is missing").format(wanted=wanted))
        start = self._at
        while self._at < len(self._line) and not self._line[self._at].isspace():
            self._at += 1
        return self._line[start : self._at]

    def quoted(self, wanted: str) -> str:
        """A text in ", ' or `; there are no escapes inside, another quote does."""
        quote = self.peek()
        if not quote or quote not in QUOTES:
            raise Unreadable(_("{wanted} in quotes is missing").format(wanted=wanted))
        end = self._line.find(quote, self._at + 1)
        if end < 0:
            raise Unreadable(_("the quote {quote} is not closed").format(quote=quote))
        text = self._line[self._at + 1 : end]
        self._at = end + 1
        return text

    def value(self, wanted: str) -> str:
        """A quoted text or a bare word."""
        return self.quoted(wanted) if self.peek() and self.peek() in QUOTES else self.word(wanted)

    def pattern(self) -> re.Pattern[str]:
        """A regular expression between slashes; a slash inside is written `\\/`."""
        if self.peek() != "/":
            raise Unreadable(_("a pattern between slashes is missing: /…/"))
        end = self._at + 1
        while end < len(self._line) and self._line[end] != "/":
            end += 2 if self._line[end] == "\\" else 1
        if end >= len(self._line):
            raise Unreadable(_("the pattern is not closed by a slash"))
        source = self._line[self._at + 1 : end].replace("\\/", "/")
        self._at = end + 1
        try:
            return re.compile(source)
        except re.error as error:
            raise Unreadable(_("the pattern is wrong: {why}").format(why=str(error))) from None

    def count(self) -> int:
        """A whole number if one stands here, else 1."""
        match = re.compile(r"\d+(?=\s|$)").match(self._line, self._at if self.peek() else len(self._line))
        if match is None:
            return 1
        self._at = match.end()
        return int(match[0])
