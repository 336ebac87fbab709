"""A folder for one store, and how long a proof goes on."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "cabinet"
    place.mkdir(mode=0o700)
    return place


@pytest.fixture
def rounds() -> Callable[[int, int], int]:
    """How often a proof repeats: a short form by default, the full one with MEDCAB_PROVE=1 (`make prove`)."""
    return lambda short, full: full if os.environ.get("MEDCAB_PROVE") else short
