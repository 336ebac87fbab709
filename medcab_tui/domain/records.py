"""The names of a record's fields: a struct's, or a dataclass's where some must not be compared or shown."""

from __future__ import annotations

import dataclasses
from typing import Any

from msgspec import Struct


def field_names(kind: type[Any], *, compared: bool = False) -> tuple[str, ...]:
    """In their order; compared: only those that make two records equal. TypeError for what is no record."""
    if issubclass(kind, Struct):
        return kind.__struct_fields__
    fields: tuple[dataclasses.Field[Any], ...] = dataclasses.fields(kind)
    return tuple(field.name for field in fields if field.compare or not compared)
