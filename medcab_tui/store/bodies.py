"""Fields as the exchange keeps them: what both sides said when they last agreed, as text by field's name."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, Final

SHAPE: Final = 1
UPCASTS: Final[dict[int, Callable[[dict[str, Any]], dict[str, Any]]]] = {}
"""From a shape to the next one; bodies are never rewritten."""


def written_base(fields: Mapping[str, str]) -> str:
    """Fields as they are kept."""
    return json.dumps(dict(fields), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def read_base(shape: int, kept: str) -> dict[str, str]:
    """Fields out of what was kept, in the shape of today."""
    found: dict[str, Any] = json.loads(kept)
    for number in range(shape, SHAPE):
        found = UPCASTS[number](found)
    return found
