"""The founded cabinet of the cabinet's tests."""

from __future__ import annotations

from tests.cabinet.conftest import add, cabinet, door, founding, maria, surroundings

__all__ = ["add", "cabinet", "door", "founding", "maria", "surroundings"]
