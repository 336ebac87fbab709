"""What goes to a gateway and what is read from its answer: templates, paths, how many SMS a text is. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Final
from urllib.parse import parse_qsl

from medcab_tui.domain.exchange import Json

PLACES: Final = ("phone", "text", "key")
"""What a template may name, in braces."""

_PLACE: Final = re.compile(r"\{(phone|text|key|id)\}")
_BASIC: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED: Final = frozenset("^{}\\[~]|€\f")
_SINGLE, _JOINED = (160, 70), (153, 67)
"""Letters of one SMS and of each part of a longer one: of the basic alphabet, and of any other."""


def parts_of(text: str) -> int:
    """How many SMS a text is (GSM 03.38: seven bits where the basic alphabet will do, else UTF-16)."""
    return len(_split(text))


def shortened(text: str, most: int) -> str:
    """As much of a text as fits into so many SMS, with an ellipsis where it was cut; no letter is halved."""
    if parts_of(text) <= most:
        return text
    low, high = 0, len(text)
    while low < high:  # the longest beginning that fits
        middle = (low + high + 1) // 2
        fits = parts_of(text[:middle].rstrip() + "…") <= most
        low, high = (middle, high) if fits else (low, middle - 1)
    return text[:low].rstrip() + "…"


def filled(text: str, values: Mapping[str, str]) -> str:
    """A template with its places filled in one pass: what is filled in is not looked through again."""
    return _PLACE.sub(lambda found: values.get(found[1], found[0]), text)


def json_of(template: str, values: Mapping[str, str]) -> Json:
    """A JSON template whose texts are filled: a value cannot break out of its own."""
    return _filled(json.loads(template), values)


def form_of(template: str, values: Mapping[str, str]) -> dict[str, str]:
    """«to={phone}&text={text}» as a form whose values are filled."""
    pairs = parse_qsl(template.strip(), keep_blank_values=True, strict_parsing=True, max_num_fields=50)
    return {name: filled(value, values) for name, value in pairs}


def at(value: Json, path: str) -> str:
    """What stands at a dotted path, «messages.0.id», as text; "" if nothing does."""
    for step in path.split(".") if path else ():
        if isinstance(value, Mapping):
            value = value.get(step)
        elif isinstance(value, Sequence) and not isinstance(value, str) and re.fullmatch(r"\d{1,4}", step):
            value = value[int(step)] if int(step) < len(value) else None
        else:
            return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return f"{value:g}" if isinstance(value, float) else str(value)
    return value if isinstance(value, str) else ""


def words(listed: str) -> frozenset[str]:
    """«accepted, queued» as a set, in small letters."""
    return frozenset(part.strip().casefold() for part in listed.split(",") if part.strip())


def _filled(value: Json, values: Mapping[str, str]) -> Json:
    if isinstance(value, str):
        return filled(value, values)
    if isinstance(value, Mapping):
        return {name: _filled(inner, values) for name, inner in value.items()}
    if isinstance(value, Sequence):
        return [_filled(inner, values) for inner in value]
    return value


def _split(text: str) -> list[int]:
    basic = all(letter in _BASIC or letter in _EXTENDED for letter in text)
    sizes = [_size(letter, basic) for letter in text]
    whole = 0 if basic else 1
    if sum(sizes) <= _SINGLE[whole]:
        return [sum(sizes)]
    parts, current = [], 0
    for size in sizes:
        if current + size > _JOINED[whole]:
            parts.append(current)
            current = 0
        current += size
    return [*parts, current]


def _size(letter: str, basic: bool) -> int:
    if basic:
        return 2 if letter in _EXTENDED else 1
    return 2 if ord(letter) > 0xFFFF else 1
