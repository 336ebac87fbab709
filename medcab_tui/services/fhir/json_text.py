"""Resources as JSON text, with every digit of a number as it was measured."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from json.encoder import encode_basestring
from typing import Any, Final

_MARK: Final = "\ue000"
"""Around a number while it passes as a text: of no alphabet."""
_MARKED: Final = re.compile(f'"{_MARK}([^{_MARK}]*){_MARK}"')


class Streamed:
    """A text that comes piece by piece and needs no escapes; it is written once, by `pieces`."""

    def __init__(self, parts: Iterator[str]) -> None:
        self.parts = parts


def encoded(value: Any) -> str:
    """The value as JSON; a Decimal is written with the digits it has."""
    numbers = 0

    def marked(number: object) -> str:
        nonlocal numbers
        if not isinstance(number, Decimal):
            raise TypeError(f"no JSON: {type(number).__name__}")
        numbers += 1
        return f"{_MARK}{number}{_MARK}"

    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=marked)
    if not numbers:
        return text
    if text.count(_MARK) != 2 * numbers:  # somebody's text has the mark in it
        return "".join(pieces(value))
    return _MARKED.sub(r"\1", text)


def pieces(value: Any) -> Iterator[str]:
    """The same bit by bit, for what is too long to be held whole."""
    match value:
        case str():
            yield encode_basestring(value)
        case bool() | None:
            yield {True: "true", False: "false", None: "null"}[value]
        case int():
            yield str(value)
        case Decimal():
            yield str(value)
        case dict():
            between = "{"
            for name, held in value.items():
                yield f"{between}{encode_basestring(name)}:"
                yield from pieces(held)
                between = ","
            yield "}" if value else "{}"
        case list() | tuple():
            between = "["
            for held in value:
                yield between
                yield from pieces(held)
                between = ","
            yield "]" if value else "[]"
        case Streamed():
            yield '"'
            yield from value.parts
            yield '"'
        case float():
            yield repr(value)
        case _:
            raise TypeError(f"no JSON: {type(value).__name__}")
