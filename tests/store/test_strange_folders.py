"""A folder that came from elsewhere, on a stick or in an archive: opening it touches nothing outside it."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from medcab_tui.domain.errors import StoreFault
from medcab_tui.store import backup, files, swap
from medcab_tui.store.lock import FolderLock
from medcab_tui.store.slots import SlotFile
from medcab_tui.store.vault import Vault
from tests.store.stores import KEY, STEPS, slots_of


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """Somebody's file that is no part of the store."""
    path = tmp_path / "outside.txt"
    path.write_text("mine")
    return path


async def made(folder: Path) -> None:
    await (await Vault.create(folder, KEY, STEPS)).close()
    slots_of(folder)


@pytest.mark.parametrize(
    "note",
    [
        {"coming": ["../outside.txt"], "leaving": [], "aside": "aside-0001"},
        {"coming": [], "leaving": ["../outside.txt"], "aside": "aside-0001"},
        {"coming": ["/etc/passwd"], "leaving": [], "aside": "aside-0001"},
        {"coming": [], "leaving": ["cabinet.db"], "aside": "../elsewhere"},
        {"coming": [], "leaving": ["cabinet.db"], "aside": "/tmp"},
        {"coming": [], "leaving": []},
        {"coming": 1, "leaving": [], "aside": "aside-0001"},
        [],
    ],
)
async def test_a_planted_note_of_a_restore_moves_nothing(
    folder: Path, tmp_path: Path, outside: Path, note: Any
) -> None:
    await made(folder)
    stage = swap.stage(folder)
    (stage / "ready").write_text(json.dumps(note))
    (tmp_path / "evil").write_text("evil")
    before = {path: path.read_bytes() for path in (outside, folder / "cabinet.db", folder / "slots.json")}
    for opening in (lambda: SlotFile.load(folder), lambda: swap.finish(folder)):
        with pytest.raises(StoreFault, match="damaged"):
            opening()
    assert {path: path.read_bytes() for path in before} == before
    assert not (tmp_path / "elsewhere").exists()


async def test_a_stage_that_is_a_link_is_refused(folder: Path, tmp_path: Path) -> None:
    await made(folder)
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "ready").write_text(
        json.dumps({"coming": ["slots.json"], "leaving": ["slots.json"], "aside": "aside-0001"})
    )
    (folder / "restoring").symlink_to(tmp_path / "other")
    with pytest.raises(StoreFault, match="damaged"):
        SlotFile.load(folder)


def test_a_file_is_replaced_and_never_what_a_link_leads_to(folder: Path, outside: Path) -> None:
    (folder / "counters.json.new").symlink_to(outside)
    files.replace(folder / "counters.json", b"{}")
    assert outside.read_text() == "mine"
    assert (folder / "counters.json").read_bytes() == b"{}"
    assert not (folder / "counters.json").is_symlink()


@pytest.mark.parametrize("name", ["lock", "wanted"])
def test_no_lock_is_made_through_a_link(folder: Path, tmp_path: Path, name: str) -> None:
    (folder / name).symlink_to(tmp_path / "made")
    with pytest.raises(StoreFault):
        lock = FolderLock(folder)
        with lock.asking():
            pass
    assert not (tmp_path / "made").exists()


@pytest.mark.parametrize("name", ["cabinet.db", "slots.json"])
@pytest.mark.parametrize("kind", ["link", "pipe", "device"])
async def test_a_backup_holds_ordinary_files_only(
    folder: Path, tmp_path: Path, outside: Path, name: str, kind: str
) -> None:
    await made(folder)
    target = tmp_path / "backup"
    backup.backup(folder, KEY, target)
    whole = (target / name).read_bytes()
    (target / name).unlink()
    if kind == "link":
        outside.write_bytes(whole)
        (target / name).symlink_to(outside)
    elif kind == "pipe":
        os.mkfifo(target / name)
    else:
        (target / name).symlink_to("/dev/zero")
    with pytest.raises(StoreFault, match="foreign"):
        backup.restore(target, tmp_path / "restored")
    assert not (tmp_path / "restored" / "cabinet.db").exists()


async def test_a_backup_deletes_nobodys_files_and_follows_no_link(
    folder: Path, tmp_path: Path, outside: Path
) -> None:
    await made(folder)
    target = tmp_path / "backup"
    partial = tmp_path / "backup.partial"
    partial.mkdir()
    (partial / "thesis.txt").write_text("years of work")
    with pytest.raises(StoreFault, match="exists"):
        backup.backup(folder, KEY, target)
    assert (partial / "thesis.txt").read_text() == "years of work"
    (partial / "thesis.txt").unlink()
    partial.rmdir()
    (tmp_path / "elsewhere").mkdir()
    partial.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(StoreFault, match="exists"):
        backup.backup(folder, KEY, target)
    assert list((tmp_path / "elsewhere").iterdir()) == []
    partial.unlink()
    target.symlink_to(tmp_path / "nowhere")
    with pytest.raises(StoreFault):
        backup.backup(folder, KEY, target)
    assert not (tmp_path / "nowhere").exists()
    target.unlink()
    partial.mkdir()
    (partial / "cabinet.db-wal").write_bytes(b"left by a killed attempt")
    backup.backup(folder, KEY, target)
    assert sorted(path.name for path in target.iterdir()) == ["cabinet.db", "manifest.json", "slots.json"]
    assert {path.stat().st_mode & 0o777 for path in target.iterdir()} == {0o600}
    assert target.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("name", ["slots.json", "counters.json"])
def test_a_file_without_end_is_not_read_to_its_end(folder: Path, name: str) -> None:
    from medcab_tui.store.counters import Counters
    from tests.store.stores import NOW

    slots = slots_of(folder)
    (folder / name).unlink()
    (folder / name).symlink_to("/dev/zero")
    with pytest.raises(StoreFault):
        SlotFile.load(folder)
        Counters(folder, slots).begin("ivanova", NOW)


async def test_a_folder_left_open_to_others_is_closed_when_the_store_is_opened(folder: Path) -> None:
    await made(folder)
    folder.chmod(0o755)
    await (await Vault.open(folder, KEY, migrations=STEPS)).close()
    assert folder.stat().st_mode & 0o777 == 0o700
