"""Resources as JSON text, with every digit of a number as it was measured."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from json.encoder import encode_basestring
from typing import Any


def encoded(value: Any) -> str:
    """The value as JSON; a Decimal is written with the digits it has."""
    return "".join(pieces(value))


def pieces(value: Any) -> Iterator[str]:
    """The same, bit by bit."""
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
        case float():
            yield repr(value)
        case _:
            raise TypeError(f"no JSON: {type(value).__name__}")
