"""Heads of the journal outside the database: an append-only file beside it.

Whoever can write the folder can cut this file too; the keyring (`witness`) and copies of its lines elsewhere
are what proves against them. That is said by `medcab journal verify`.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from medcab_tui.domain.ids import Id
from medcab_tui.store.faults import told
from medcab_tui.store.journal import Anchor, Head

FILE = "anchor.log"
EVERY = 100
"""Rows of the journal between two anchors, besides those at sign-in, lock and sign-out."""
_MOST = 1 << 63


def anchor(folder: Path, store: Id, head: Head) -> None:
    """Adds a line and waits for the disk. Raises StoreFault."""
    _add(folder, {"store": store.hex(), "sequence": head.sequence, "hash": head.hash.hex()})


def note_restored(folder: Path, store: bytes) -> None:
    """Says that a backup is about to take the place of the store: the next to sign in looks what is lost."""
    if (folder / FILE).exists():
        _add(folder, {"store": store.hex(), "restored": True})


def settle_restored(folder: Path, store: Id) -> None:
    """Says that what was lost stands in the journal now."""
    _add(folder, {"store": store.hex(), "restored": False})


def restored(folder: Path, store: Id) -> bool:
    """Whether a backup took the place of the store and nobody has signed in since."""
    path = folder / FILE
    if not path.exists():
        return False
    with told(path):
        if b'"restored"' not in path.read_bytes():
            return False
    said = [line["restored"] for line in _lines(folder, store) if "restored" in line]
    return bool(said and said[-1])


def anchored(folder: Path, store: Id) -> tuple[Anchor, ...]:
    """Every anchor, in the order of writing; a line torn by a power cut is passed over."""
    found: list[Anchor] = []
    for line in _lines(folder, store):
        with suppress(ValueError, KeyError, TypeError, OverflowError):
            sequence, link = int(line["sequence"]), bytes.fromhex(line["hash"])
            if 0 < sequence < _MOST:
                found.append(Anchor(sequence, link))
    return tuple(found)


def _lines(folder: Path, store: Id) -> Iterator[dict[str, Any]]:
    path = folder / FILE
    if not path.exists():
        return
    with told(path):
        content = path.read_text(encoding="utf-8", errors="replace")
    for line in content.splitlines():
        with suppress(ValueError, RecursionError):
            kept = json.loads(line)
            if isinstance(kept, dict) and kept.get("store") == store.hex():
                yield kept


def _add(folder: Path, said: dict[str, object]) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK
    with told(folder / FILE):
        opened = os.open(folder / FILE, flags, 0o600)
        try:
            os.write(opened, (json.dumps(said) + "\n").encode())
            os.fsync(opened)
        finally:
            os.close(opened)
