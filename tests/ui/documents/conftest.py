"""The small store of the card's tests, with a folder of files to attach."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.papers import made
from tests.ui.patients.conftest import Opens, _quiet_log, colleague, ground, opened, store

__all__ = ["Opens", "_quiet_log", "colleague", "ground", "opened", "store"]

SAID = "Выписка из истории болезни\nЖалобы на кашель и слабость.\nЁлкин Дмитрий Сергеевич"


@pytest.fixture
def papers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder with two good files and a bad one."""
    folder = tmp_path / "дом"
    folder.mkdir()
    monkeypatch.setenv("HOME", str(folder))
    (folder / "сканы").mkdir()
    (folder / "сканы" / "снимок грудной клетки.png").write_bytes(made.png(80, 60))
    (folder / "выписка.pdf").write_bytes(made.pdf(SAID, "Рекомендовано: покой"))
    (folder / "пароль.pdf").write_bytes(made.pdf("тайна", encrypted=True))
    (folder / ".скрытый.pdf").write_bytes(made.pdf("x"))
    return folder
