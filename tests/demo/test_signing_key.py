"""The key of the demo is made once a month for each seed, and never left half written."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from medcab_tui.demo import signing
from medcab_tui.settings import Settings

NOVEMBER = datetime(2026, 11, 23, 9, tzinfo=UTC)
DECEMBER = datetime(2026, 12, 1, 9, tzinfo=UTC)


def test_a_key_is_made_for_a_month_and_a_seed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def made(now: datetime, seed: int) -> bytes:
        asked.append((now, seed))
        return b"key"

    monkeypatch.setattr(signing, "made", made)
    chosen = Settings(store=tmp_path)
    first = signing.with_key(chosen, tmp_path, NOVEMBER, 7)
    assert signing.with_key(chosen, tmp_path, NOVEMBER.replace(day=30), 7) == first
    others = {signing.with_key(chosen, tmp_path, *one).sign_file for one in ((NOVEMBER, 9), (DECEMBER, 7))}
    assert len(others | {first.sign_file}) == 3
    assert asked == [(NOVEMBER, 7), (NOVEMBER, 9), (DECEMBER, 7)]


def test_a_key_that_could_not_be_written_whole_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, content: bytes) -> None:
        path.write_bytes(content[:10])
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as disk, pytest.raises(OSError, match="space"):
        disk.setattr(signing, "_write", full)
        signing.with_key(Settings(store=tmp_path), tmp_path, NOVEMBER, 7)
    chosen = signing.with_key(Settings(store=tmp_path), tmp_path, NOVEMBER, 7)
    assert chosen.sign_file is not None
    assert len(chosen.sign_file.read_bytes()) > 500
