"""Backups: a folder with the database, the slots and a manifest of their hashes.

A backup is encrypted like the store and opened by the same passwords; the failed attempts and the anchors
of the journal are not part of it, so that restoring an old one is seen. Automatic backups lie in
`backups/` inside the store's folder. After a re-key, older backups still open with the older key.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import apsw

from medcab_tui.domain.errors import StoreFault
from medcab_tui.store import connect, faults, files, judging, migrate, remembering, swap
from medcab_tui.store.lock import FolderLock, beside
from medcab_tui.store.slots import SlotFile

MANIFEST: Final = "manifest.json"
FORMAT: Final = 1
ANCHORS: Final = "anchor.log"
_STEP: Final = 1 << 20
_PAGES: Final = 1024
"""Pages copied between two reports: 4 MiB."""
_OPERATIONS: Final = 100_000
"""Steps of SQLite between two looks whether reading the copy back should stop."""

Report = Callable[[int, int], bool]
"""Told how many pages of how many are copied; whether to go on. Called in the copying thread."""


class Stopped(Exception):
    """The report said so; nothing is left of the copy."""


def backup(
    folder: Path, key: bytes, target: Path, *, vfs: str | None = None, report: Report | None = None
) -> None:
    """Copies a store, open or not, into a new folder; it appears under its name when it is whole.

    Raises StoreFault store.exists if the target is there: nothing is overwritten. Blocks for as long as
    copying takes; `report` hears how far it is and may end it, which raises Stopped.
    """
    lock = FolderLock(folder)
    path = folder / files.DATABASE
    try:
        lock.shared()
        faults.look_at(path)
        with (
            judging.judged(folder, key),
            contextlib.closing(connect.keyed(path, key, vfs=vfs)) as connection,
        ):
            _copy(folder, connection, key, target, report)
    finally:
        lock.close()


def before_migration(folder: Path, connection: apsw.Connection, key: bytes, taken: int) -> Path:
    """The automatic backup; the caller has the folder alone. Gives where it lies."""
    place = folder / "backups"
    files.make_folder(place)
    name = f"before-{taken + 1:04d}"
    target = next(
        path
        for number in range(1, 10_000)
        if not (path := place / (name if number == 1 else f"{name}-{number}")).exists()
    )
    _copy(folder, connection, key, target)
    return target


def verify_backup(target: Path, key: bytes | None = None, stopped: Callable[[], bool] | None = None) -> int:
    """Compares every file with the manifest, and with the key reads the whole database too.

    Gives the version of its schema. Raises StoreFault store.missing or store.damaged with the path.
    """
    manifest = _manifest(target)
    for name, digest in manifest["files"].items():
        path = target / name
        if not path.exists():
            raise StoreFault("store.missing", path=str(path))
        if path.is_symlink() or not path.is_file():
            raise StoreFault("store.foreign", path=str(path))
        if _digest(path) != digest:
            raise StoreFault("store.damaged", path=str(path))
    path = target / files.DATABASE
    faults.look_at(path)
    if key is not None:
        prove(path, key, stopped)
    return int(manifest["version"])


def restore(
    source: Path, folder: Path, *, deciding: Callable[[bytes], object] = lambda _store: None
) -> Path | None:
    """Puts a backup in the place of the store; every open cabinet is asked to lock first.

    The backup is copied beside the store and verified there; only then the old set goes aside, whole, to
    the folder that is returned (None if there was nothing). Interrupted, it is finished at the next opening
    or not begun. Failed attempts and anchors stay if the backup is of the same store; then `deciding` is
    told its id just before there is no way back. Raises StoreFault backup.missing or backup.foreign about a
    path where no backup lies.
    """
    _require_backup(source)
    verify_backup(source)
    files.make_folder(folder)
    lock = FolderLock(folder)
    try:
        lock.alone()
        swap.finish(folder)
        place = swap.stage(folder)
        coming = [*_manifest(source)["files"]]
        with faults.told(folder):
            for name in [*coming, MANIFEST]:
                shutil.copyfile(source / name, place / name, follow_symlinks=False)
                (place / name).chmod(0o600)
                files.sync_file(place / name)
            files.sync_folder(place)
        verify_backup(place)
        leaving = [name for name in _leaving(folder, place) if (folder / name).exists()]
        if _same_store(folder, place):
            deciding(SlotFile.load(place).store_id)
        aside = swap.decide(folder, coming, leaving)
        swap.finish(folder)
        return aside if leaving else None
    finally:
        lock.close()


def prove(path: Path, key: bytes, stopped: Callable[[], bool] | None = None) -> None:
    """Reads a closed database to its last page; StoreFault if anything does not hold together.

    Raises Stopped as soon as `stopped` says so.
    """
    with (
        faults.told(path),
        contextlib.closing(connect.keyed(path, key, readonly=True)) as connection,
    ):
        if stopped is not None:
            connection.set_progress_handler(stopped, _OPERATIONS)
        try:
            held = connection.pragma("integrity_check")
        except apsw.InterruptError:
            raise Stopped from None
        if held != "ok":
            raise StoreFault("store.damaged", path=str(path))


def copy_database(
    connection: apsw.Connection, target: Path, key: bytes, report: Report | None = None
) -> None:
    """One consistent copy of an open database into a new file under a key, closed and on the disk."""
    judging.make_database(target, key)
    with contextlib.closing(connect.keyed(target, key)) as copy:
        if report is None:
            with copy.backup("main", connection, "main") as copying:
                while not copying.done:
                    copying.step(-1)
        else:
            _copy_in_steps(connection, copy, report)
        copy.pragma("wal_checkpoint", "TRUNCATE")
    files.sync_file(target)


def _copy_in_steps(connection: apsw.Connection, copy: apsw.Connection, report: Report) -> None:
    """A transaction of its own holds the source as it is: what is written meanwhile begins nothing anew."""
    connection.execute("BEGIN DEFERRED")
    try:
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchall()
        with copy.backup("main", connection, "main") as copying:
            while not copying.done:
                copying.step(_PAGES)
                if not report(copying.page_count - copying.remaining, copying.page_count):
                    raise Stopped
    finally:
        connection.execute("ROLLBACK")


def _copy(
    folder: Path, connection: apsw.Connection, key: bytes, target: Path, report: Report | None = None
) -> None:
    if target.exists():
        raise StoreFault("store.exists", path=str(target))
    partial, mine = target.with_name(target.name + ".partial"), False
    try:
        with faults.told(target):
            _clear(partial)
            files.make_folder(target.parent, mend=False)
            partial.mkdir(mode=0o700)
            mine = True
            _fill(folder, connection, key, partial, report)
            partial.rename(target)
            files.sync_folder(target.parent)
    except BaseException:
        if mine:
            shutil.rmtree(partial, ignore_errors=True)
        raise


def _clear(partial: Path) -> None:
    """Takes away what a killed attempt left, and nothing else that may lie under that name."""
    if partial.is_symlink() or (partial.exists() and not partial.is_dir()):
        raise StoreFault("store.exists", path=str(partial))
    left = list(partial.iterdir()) if partial.exists() else []
    if any(not path.name.startswith((files.DATABASE, files.SLOTS, MANIFEST)) for path in left):
        raise StoreFault("store.exists", path=str(partial))
    for path in left:
        path.unlink()
    if partial.exists():
        partial.rmdir()


def _fill(
    folder: Path, connection: apsw.Connection, key: bytes, partial: Path, report: Report | None
) -> None:
    copy_database(connection, partial / files.DATABASE, key, report)
    parts = [files.DATABASE]
    if (folder / files.SLOTS).exists():
        with beside(folder):
            slots = SlotFile.load(folder)
            if not remembering.fits(connection, slots.digest):
                raise StoreFault("store.slots_older", path=str(folder / files.SLOTS))
            files.replace(partial / files.SLOTS, slots.content)
        _settle(partial / files.DATABASE, key, slots.digest)
        parts.append(files.SLOTS)
    manifest = {
        "format": FORMAT,
        "version": migrate.version_of(connection),
        "files": {name: _digest(partial / name) for name in parts},
    }
    files.replace(partial / MANIFEST, json.dumps(manifest, indent=1).encode())


def _settle(path: Path, key: bytes, digest: bytes) -> None:
    """The copy of the database remembers the copy of the slots, though they were changed in between."""
    with contextlib.closing(connect.keyed(path, key)) as copy:
        remembering.settle(copy, digest)
        copy.pragma("wal_checkpoint", "TRUNCATE")
    files.sync_file(path)


def _leaving(folder: Path, place: Path) -> list[str]:
    names = [files.DATABASE, files.DATABASE + "-wal", files.DATABASE + "-shm", files.SLOTS]
    if not _same_store(folder, place):
        names += [files.COUNTERS, ANCHORS]
    return names


def _same_store(folder: Path, place: Path) -> bool:
    try:
        return SlotFile.load(folder).store_id == SlotFile.load(place).store_id
    except StoreFault:
        return False


def copies(folder: Path) -> tuple[Path, ...]:
    """The backups that lie in a folder, by name. Nothing in them is read."""
    try:
        return tuple(sorted(path for path in folder.iterdir() if (path / MANIFEST).is_file()))
    except OSError:
        return ()


def _require_backup(source: Path) -> None:
    """A wrong path is told as such, and not as a store that lost a part."""
    if not source.is_dir():
        raise StoreFault("backup.missing", path=str(source))
    if not (source / MANIFEST).exists():
        raise StoreFault("backup.foreign", path=str(source))


def _manifest(target: Path) -> dict[str, Any]:
    path = target / MANIFEST
    with faults.told(path):
        content = files.read_small(path)
    try:
        manifest: dict[str, Any] = json.loads(content)
        if int(manifest["format"]) > FORMAT:
            raise StoreFault("store.newer", path=str(path), version=str(manifest["format"]))
        names = set(manifest["files"])
        if not {files.DATABASE} <= names <= {files.DATABASE, files.SLOTS}:
            raise ValueError("not the files of a backup")
        int(manifest["version"])
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError) as error:
        raise StoreFault("store.damaged", path=str(path)) from error
    return manifest


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
