"""Identifiers of rows: UUIDv7 in 16 bytes, ordered by the time they were made."""

from __future__ import annotations

from typing import NewType

Id = NewType("Id", bytes)
"""16 bytes; sorts by creation. Made by an `IdSource` only, so that tapes and tests repeat."""
