"""What reference books cost: taking the diagnoses in, and finding one of them letter by letter."""

from __future__ import annotations

import asyncio
import tempfile
import time
from pathlib import Path

from medcab_tui.cabinet.door import TEST_COST, Door, Founding
from medcab_tui.cabinet.reference_import import Asked
from medcab_tui.cabinet.surroundings import Surroundings
from medcab_tui.domain.reference import Book
from medcab_tui.store import reference_search
from tests import official
from tests.benchmarks.report import Row, note
from tests.benchmarks.terminal import percentile

EVERY = 150
"""Each n-th diagnosis is typed, by code and by the beginnings of its first words."""


def rows() -> list[Row]:
    """Two rows of the report."""
    note("reference books …")
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(_measured(Path(folder) / "store"))


async def _measured(folder: Path) -> list[Row]:
    founding = Founding("Клиника", "Иванова", "А", "", "врач", "", "ivanova", "Demo-2026!")
    cabinet, _code = await Door(folder, Surroundings.real(), cost=TEST_COST).found(founding)
    try:
        await cabinet.reference.settle()
        begun = time.perf_counter()
        path = official.official(official.ICD10)
        (source,) = await cabinet.reference.read_files([path], Asked())
        read = time.perf_counter() - begun
        await cabinet.reference.take_in(source)
        whole = time.perf_counter() - begun
        (edition,) = (e for e in await cabinet.reference.editions(Book.ICD10) if not e.starter)
        lines = [line for entry in source.entries[::EVERY] for line in _typed(entry.code, entry.display)]
        today, worker = cabinet.surroundings.clock.now().date(), cabinet.worker.id
        sql: list[float] = []
        hop: list[float] = []
        for line in lines:

            def timed(connection: object, line: str = line) -> float:
                start = time.perf_counter()
                reference_search.find(connection, edition, worker, line, today, 8)  # type: ignore[arg-type]
                return (time.perf_counter() - start) * 1000

            sql.append(await cabinet._desk.vault.read(timed))
            start = time.perf_counter()
            await cabinet.reference.search(Book.ICD10, line)
            hop.append((time.perf_counter() - start) * 1000)
    finally:
        await cabinet.lock()
    return [
        Row("import of 15,038 diagnoses", f"{whole:.2f} s", f"reading the file {read:.2f} s", "3 s"),
        Row(
            f"a letter in the diagnoses ({len(lines)} tried), SQL p95 / whole p95",
            f"{percentile(sql, 0.95):.2f} / {percentile(hop, 0.95):.2f} ms",
            "–",
            "5 ms / –",
        ),
    ]


def _typed(code: str, display: str) -> list[str]:
    """What stands in the field after each letter."""
    words = display.split()[:2]
    begun = " ".join(word[:4] for word in words)
    return [text[:length] for text in (code, begun) for length in range(1, len(text) + 1)]
