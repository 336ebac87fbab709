"""A folder for one store, private as the program makes it."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "cabinet"
    place.mkdir(mode=0o700)
    return place
