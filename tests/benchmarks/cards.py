"""Cards: from the key that opens one to its last byte, its tabs, and a chart of thousands of entries."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from msgspec.structs import replace

from medcab_tui.cabinet.bulk import LoadBatch, Loaded, LoadedPatient, LoadedRecord, LoadedResult
from medcab_tui.cabinet.cabinet import Cabinet
from medcab_tui.cabinet.door import Door
from medcab_tui.cabinet.surroundings import Surroundings
from medcab_tui.demo.cast import PASSWORD
from medcab_tui.demo.loading import lots
from medcab_tui.domain.accounts import author_of
from medcab_tui.domain.ids import Id
from medcab_tui.domain.patients import (
    Coded,
    EncounterKind,
    NewPatient,
    Observation,
    Patient,
    PatientRow,
    RecordBody,
    Sex,
)
from tests.benchmarks.report import Row, note
from tests.benchmarks.screens import ENTER, ESCAPE, F2, F3, STOCK, environment_of, inside, opened
from tests.benchmarks.storage import signed_in
from tests.benchmarks.terminal import Answer, Figures, Program, percentile

OPENED = 40
"""Cards that are opened, one after the other, each of somebody else."""
WARM = 2
"""The first are not counted: forms are loaded beside them."""
RECORDS, RESULTS, TESTS = 2_000, 3_000, 30
LONG = "Летописцева"
"""Whose chart has five thousand entries."""
NEXT_TAB = "\x1b[6;5~"
_SYLLABLES = "абвгдежзиклмнопрст"


def rows(store: Path, home: Path) -> list[Row]:
    """What opening cards costs."""
    note("opening cards …")
    entries, typed, read = asyncio.run(_prepared(store))
    with opened(inside(store), environment_of(home), "Главная") as ours:
        cards, back = _opened(ours, typed)
        long, _back = _opened(ours, [LONG] * 6)
        _find(ours, LONG)
        ours.press(ENTER, quiet=0.3)
        tabs = [ours.press(NEXT_TAB, quiet=0.2) for _turn in range(27)]
    with opened(STOCK, environment_of(home), "stock-patients") as stock:
        switch = f"stock section switch {stock.measure([F2, F3] * 12)}"
    return [
        Row("entries in the cards", f"{entries:,}", "–", "5 for each patient"),
        Row(f"card open, {OPENED} of them, key to the last byte", str(cards), switch, "p95 60 ms"),
        Row("Esc from a card", str(back), "stock driver polls 100 ms", "40 ms"),
        Row(f"card of {RECORDS + RESULTS:,} entries, key to the last byte", str(long), switch, "p95 60 ms"),
        Row("tab of a card, the first time it is built", str(_figures(tabs[:9])), "–", "60 ms"),
        Row("tab of a card, later", str(_figures(tabs[9:])), "–", "p95 30 ms"),
        Row(
            "card read, p50/p95, with the thread",
            f"{percentile(read, 0.5):.1f}/{percentile(read, 0.95):.1f} ms", "–", "p95 15 ms",
        ),
    ]  # fmt: skip


def _opened(ours: Program, typed: list[str]) -> tuple[Figures, Figures]:
    """Each is found by what is typed and opened: only Enter is counted, and apart from it Esc."""
    cards: list[Answer | None] = []
    back: list[Answer | None] = []
    for text in typed:
        _find(ours, text)
        cards.append(ours.press(ENTER, quiet=0.3))
        back.append(ours.press(ESCAPE, quiet=0.3))
    return _figures(cards[WARM:]), _figures(back[WARM:])


def _find(ours: Program, text: str) -> None:
    ours.press(F3)
    for letter in text:
        ours.press(letter, quiet=0.03)
    ours.settle(0.3)


def _figures(answers: list[Answer | None]) -> Figures:
    return Figures([each for each in answers if each is not None])


async def _prepared(store: Path) -> tuple[int, list[str], list[float]]:
    """How many entries there are, what finds each of some cards, and what reading them takes."""
    cabinet = await signed_in(store)
    try:
        if not (await cabinet.patients.search(LONG)).hits:
            await _write_long(store)
        sample = await _sample(cabinet)
        read = []
        for patient in sample:
            start = time.perf_counter()
            await cabinet.patients.card(patient.id, opened=False)
            read.append((time.perf_counter() - start) * 1000)
        counted = "SELECT (SELECT count(*) FROM encounter) + (SELECT count(*) FROM observation)"
        entries: int = await cabinet._desk.vault.read(lambda c: c.execute(counted).get)
        return entries, [patient.snils for patient in sample], read
    finally:
        await cabinet.lock()


async def _sample(cabinet: Cabinet) -> list[Patient]:
    """People of this worker's own area, spread over the alphabet: their cards open without a reason."""
    found: dict[Id, PatientRow] = {}
    for first in _SYLLABLES:
        for hit in (await cabinet.patients.search(first, limit=50)).hits:
            if hit.row.area in ("5", "7"):
                found[hit.row.id] = hit.row
    step = max(1, len(found) // OPENED)
    chosen = list(found)[::step][:OPENED]
    whole = [(await cabinet.patients.card(one, opened=False)).patient for one in chosen]
    return [patient for patient in whole if patient.snils]


async def _write_long(store: Path) -> None:
    """A chart such as a bad decade leaves."""
    cabinet = await Door(store, Surroundings.real()).sign_in("admin", PASSWORD)
    ids, worker = cabinet.surroundings.ids, cabinet.worker
    patient, begin = ids.new(), datetime(2016, 1, 11, 8, tzinfo=UTC)
    author = author_of(worker)
    new = NewPatient(LONG, "Вера", "Ильинична", Sex.FEMALE, begin.date().replace(year=1950), area="7")
    body = RecordBody(EncounterKind.EXAMINATION, Coded("I10", "Гипертензия", "2.27"), "головная боль " * 9)
    pieces: list[Loaded] = [LoadedPatient(patient, new)]
    for number in range(RECORDS):
        at = begin + timedelta(hours=40 * number)
        told = replace(body, plan=f"осмотр {number}")
        pieces.append(LoadedRecord(ids.new(), patient, at, at, told, author))
    for number in range(RESULTS):
        at = begin + timedelta(days=35 * (number // TESTS), minutes=number % TESTS)
        test = Coded(f"9-{number % TESTS}", f"Показатель {number % TESTS}", "1")
        value = Observation(
            ids.new(), test, Decimal(40 + number % 23), "ед", "U", Decimal(30), Decimal(70), at, "ЛИС", True
        )
        pieces.append(LoadedResult(patient, value, worker.id))
    try:
        for lot in lots(pieces):
            await cabinet.do(LoadBatch(ids.new(), lot))
    finally:
        await cabinet.lock()
