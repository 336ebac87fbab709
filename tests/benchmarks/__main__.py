"""`make bench`: figures beside their references of the same run. A report; it never fails on a figure.

python -m tests.benchmarks [--patients N] [--store DIR] [--idle SECONDS] [--only PART] [--out FILE]
"""

from __future__ import annotations

import argparse
import asyncio
import os
import platform
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from medcab_tui.cabinet.door import TEST_COST
from medcab_tui.cabinet.surroundings import Surroundings
from medcab_tui.demo.cast import build
from tests.benchmarks import books, cards, fhir, imports, screens, storage
from tests.benchmarks.report import Row, note, page, told

PARTS = ("screens", "cards", "storage", "books", "fhir", "imports")


def main() -> None:
    """Build or take the store, measure, print."""
    asked = argparse.ArgumentParser(prog="make bench", description=main.__doc__)
    asked.add_argument("--patients", type=int, default=1_000_000)
    asked.add_argument("--store", type=Path, help="keep the store here, and use it when it is there")
    asked.add_argument("--idle", type=float, default=20.0, help="seconds to watch an idle program")
    asked.add_argument("--out", type=Path, help="write the table to this Markdown file too")
    asked.add_argument("--only", choices=PARTS, help="one part alone")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="medcab-bench-") as home:
        store = given.store.absolute() if given.store else Path(home) / "store"
        loading = [] if store.exists() else [_loaded(store, given.patients)]
        parts: dict[str, Callable[[], list[Row]]] = {
            "screens": lambda: screens.rows(store, Path(home), given.idle),
            "cards": lambda: cards.rows(store, Path(home)),
            "storage": lambda: storage.rows(store, given.patients),
            "books": books.rows,
            "fhir": fhir.rows,
            "imports": imports.rows,
        }
        rows = [*loading]
        for name, part in parts.items():
            if given.only in (None, name):
                rows += part()
    machine = (
        f"{given.patients:,} patients · Python {platform.python_version()} · {os.cpu_count()} processors"
    )
    print(machine)
    print(told(rows))
    if given.out:
        given.out.write_text(page(rows, machine), encoding="utf-8")


def _loaded(store: Path, patients: int) -> Row:
    note(f"loading {patients:,} patients …")
    start = time.perf_counter()
    try:
        asyncio.run(build(store, patients, surroundings=Surroundings.real(), cost=TEST_COST))
    except BaseException:
        shutil.rmtree(store, ignore_errors=True)
        raise
    spent = time.perf_counter() - start
    size = sum(file.stat().st_size for file in store.iterdir() if file.is_file())
    return Row(
        f"loading {patients:,} patients", f"{spent:.0f} s, {size / 1e6:,.0f} MB", "–", "180 s for 1,000,000"
    )


if __name__ == "__main__":
    main()
