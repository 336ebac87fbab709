"""The store of the schedule's tests, and a folder to write into."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ui.schedule.conftest import (
    Ground,
    Hands,
    Opens,
    _quiet_log,
    booked,
    colleague,
    ground,
    office,
    opened,
    store,
)

__all__ = [
    "Ground", "Hands", "Opens", "_quiet_log", "booked", "colleague", "ground", "office", "opened", "store",
]  # fmt: skip


@pytest.fixture
def out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The home folder of who exports."""
    folder = tmp_path / "дом"
    folder.mkdir()
    monkeypatch.setenv("HOME", str(folder))
    return folder
