"""Heads of the journal outside the database: an append-only file beside it.

Whoever can write the folder can cut this file too; copies of its lines elsewhere are what proves against
them. That is said by `medcab journal verify`.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from medcab_tui.domain.ids import Id
from medcab_tui.store.journal import Head

FILE = "anchor.log"
EVERY = 100
"""Rows of the journal between two anchors, besides those at sign-in, lock and sign-out."""


def anchor(folder: Path, store: Id, head: Head) -> None:
    """Adds a line and waits for the disk."""
    line = json.dumps({"store": store.hex(), "sequence": head.sequence, "hash": head.hash.hex()}) + "\n"
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC | os.O_NOFOLLOW
    opened = os.open(folder / FILE, flags, 0o600)
    try:
        os.write(opened, line.encode())
        os.fsync(opened)
    finally:
        os.close(opened)


def anchored(folder: Path, store: Id) -> dict[int, bytes]:
    """Anchored hashes by sequence; a line torn by a power cut is passed over."""
    path = folder / FILE
    if not path.exists():
        return {}
    found: dict[int, bytes] = {}
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            kept = json.loads(line)
            if kept["store"] == store.hex():
                found.setdefault(int(kept["sequence"]), bytes.fromhex(kept["hash"]))
        except (ValueError, KeyError, TypeError):
            continue
    return found
