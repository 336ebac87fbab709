"""`medcab demo`: a store of people who never lived."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

from medcab_tui.commands.faults import WRONG_USE, say
from medcab_tui.settings import Settings
from medcab_tui.ui.terminal import firstframe


def open_demo(chosen: Settings, *, kept: bool, patients: int, seed: int, user: str | None) -> int:
    """Build the store, or use the one already in the named folder, and open it. The exit code.

    A store in no named folder is temporary and removed afterwards.
    """
    refused = firstframe.refusal()
    if refused:
        say(refused)
        return WRONG_USE
    folder = chosen.store if kept else Path(tempfile.mkdtemp(prefix="medcab-demo-"))
    try:
        return _open(replace(chosen, store=folder), patients, seed, user)
    finally:
        if not kept:
            shutil.rmtree(folder, ignore_errors=True)


def _open(chosen: Settings, patients: int, seed: int, user: str | None) -> int:
    raise NotImplementedError
