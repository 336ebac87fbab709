"""The store of the cards' tests, and a folder to import from."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ui.patients.conftest import Ground, Hands, Opens, _quiet_log, colleague, ground, opened, store

__all__ = ["Ground", "Hands", "Opens", "_quiet_log", "colleague", "ground", "opened", "store"]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The home folder of who imports, where they stand too."""
    folder = tmp_path / "дом"
    folder.mkdir()
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.chdir(folder)
    return folder
