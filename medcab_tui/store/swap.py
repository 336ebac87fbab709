"""One set of files in the place of another, in steps that can be taken up again after any interruption.

What comes in lies in `restoring/` until the note `ready` names it whole; from then on the swap is only ever
finished, never undone. What was there goes aside under a numbered folder and stays.
"""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Final

from medcab_tui.domain.errors import StoreFault
from medcab_tui.store import files
from medcab_tui.store.faults import told

_STAGE: Final = "restoring"
_READY: Final = "ready"
_CLEARED: Final = "cleared"
_COMING: Final = frozenset({files.DATABASE, files.SLOTS})
_LEAVING: Final = _COMING | {
    files.DATABASE + "-wal",
    files.DATABASE + "-shm",
    files.COUNTERS,
    "anchor.log",
}
_ASIDE: Final = re.compile(r"aside-\d{4}", re.ASCII)


def stage(folder: Path) -> Path:
    """An empty place for what is to come in; what a broken attempt left there goes."""
    place = folder / _STAGE
    with told(place):
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(mode=0o700)
    return place


def unfinished(folder: Path) -> bool:
    """Whether a swap was decided and not ended."""
    return (folder / _STAGE / _READY).exists()


def decide(folder: Path, coming: list[str], leaving: list[str]) -> Path:
    """Writes down that the staged files are whole; gives the folder where the old ones will stay."""
    aside = next(
        place for number in range(1, 10_000) if not (place := folder / f"aside-{number:04d}").exists()
    )
    note = {"coming": coming, "leaving": leaving, "aside": aside.name}
    files.replace(folder / _STAGE / _READY, json.dumps(note).encode())
    return aside


def _decided(folder: Path) -> tuple[list[str], list[str], Path]:
    """The note, if it names files of a store and nothing else: a folder from elsewhere may bring any note."""
    place = folder / _STAGE
    path = place / _READY
    try:
        note = json.loads(files.read_small(path))
        coming, leaving, aside = note["coming"], note["leaving"], note["aside"]
        sound = (
            not place.is_symlink()
            and set(coming) <= _COMING
            and set(leaving) <= _LEAVING
            and _ASIDE.fullmatch(aside) is not None
            and not (folder / aside).is_symlink()
        )
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise StoreFault("store.damaged", path=str(path)) from error
    if not sound:
        raise StoreFault("store.damaged", path=str(path))
    return list(coming), list(leaving), folder / aside


def finish(folder: Path) -> None:
    """Ends a decided swap; the caller has the folder alone. Doing it again changes nothing."""
    place = folder / _STAGE
    if not unfinished(folder):
        return
    with told(folder):
        coming, leaving, aside = _decided(folder)
        if not (place / _CLEARED).exists():
            aside.mkdir(exist_ok=True, mode=0o700)
            for name in leaving:
                if (folder / name).exists():
                    (folder / name).replace(aside / name)
            files.sync_folder(aside)
            files.sync_folder(folder)
            files.replace(place / _CLEARED, b"")
        for name in coming:
            if (place / name).exists():
                (place / name).replace(folder / name)
        files.sync_folder(folder)
        (place / _READY).unlink()
        shutil.rmtree(place, ignore_errors=True)
        files.sync_folder(folder)
