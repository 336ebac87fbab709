"""JSON of a service, read strictly: what could mean two things, or no end of them, is not guessed at."""

from __future__ import annotations

import json
import math
import re
from typing import Any, Final, NoReturn

from medcab_tui.domain.exchange import Json

MOST_DEPTH: Final = 64
MOST_DIGITS: Final = 40
"""Characters of a number: no measurement, sum or code is as long."""

_MARKS: Final = re.compile(r'"(?:[^"\\]++|\\.)*+"?|[\[{]|[\]}]', re.DOTALL)  # possessive: linear in any text
_LONE: Final = re.compile(r"\\u[dD][89a-fA-F]")


def parsed(body: bytes) -> Json:
    """The value; ValueError for what is no UTF-8, no JSON, nested too deep, not finite, or said twice."""
    text = body.decode("utf-8-sig")
    _check_depth(text)
    try:
        found: Json = json.loads(
            text,
            object_pairs_hook=_object,
            parse_int=_whole,
            parse_float=_fraction,
            parse_constant=_refuse,
        )
    except RecursionError:
        raise ValueError("depth") from None
    if _LONE.search(text):  # half of a pair is no text: nothing could keep it
        json.dumps(found, ensure_ascii=False).encode("utf-8")
    return found


def _check_depth(text: str) -> None:
    depth = 0
    for mark in _MARKS.finditer(text):
        first = text[mark.start()]
        if first in "[{":
            depth += 1
            if depth > MOST_DEPTH:
                raise ValueError("depth")
        elif first in "]}":
            depth -= 1


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("twice")
    return found


def _whole(text: str) -> int:
    if len(text) > MOST_DIGITS:
        raise ValueError("number")
    return int(text)


def _fraction(text: str) -> float:
    value = float(text) if len(text) <= MOST_DIGITS else math.inf
    if not math.isfinite(value):
        raise ValueError("number")
    return value


def _refuse(text: str) -> NoReturn:
    raise ValueError(text)
