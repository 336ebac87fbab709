"""What the cabinet itself costs: searching, writing, two writers at once."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from medcab_tui.cabinet.cabinet import Cabinet
from medcab_tui.cabinet.door import Door
from medcab_tui.cabinet.patients_actions import WriteRecord
from medcab_tui.cabinet.surroundings import Surroundings
from medcab_tui.demo.cast import PASSWORD
from medcab_tui.demo.staff import HANDED_OVER
from medcab_tui.domain.folding import name_key
from medcab_tui.domain.ids import Id
from medcab_tui.domain.patients import EncounterKind, Patient, RecordBody
from medcab_tui.domain.searching import understand
from medcab_tui.store import patient_search
from tests.benchmarks import plain
from tests.benchmarks.report import Row, note
from tests.benchmarks.terminal import percentile

SEARCHES = 400
WRITES = 300
PAIRED_SECONDS = 5
RATE = 100
"""Actions a second that each of two writers tries for."""
TYPO = "a name with a slip"
"""A letter is missing: nothing is found as typed, and similar names are looked for."""


def rows(store: Path, patients: int) -> list[Row]:
    """Every row of the report that needs no terminal."""
    note("searching and writing …")
    return [*asyncio.run(_alone(store, patients)), _paired(store)]


async def signed_in(store: Path) -> Cabinet:
    """Иванова's cabinet."""
    return await Door(store, Surroundings.real()).sign_in("ivanova", PASSWORD)


async def _alone(store: Path, patients: int) -> list[Row]:
    cabinet = await signed_in(store)
    try:
        sample = await _sample(cabinet)
        searches = await _searches(cabinet, sample, patients)
        return [*searches, await _stall(cabinet, sample), *await _writes(cabinet, sample)]
    finally:
        await cabinet.lock()


async def _sample(cabinet: Cabinet) -> list[Patient]:
    """Patients from all over the list."""
    found: dict[Id, None] = {}
    for letter in "абвгдежзиклмнопрстуфхцчшщэюя":
        for hit in (await cabinet.patients.search(letter, limit=16)).hits:
            if hit.row.area != HANDED_OVER:  # theirs are cards of another department
                found[hit.row.id] = None
    return [(await cabinet.patients.card(patient)).patient for patient in list(found)[:SEARCHES]]


def questions(row: Patient) -> dict[str, str]:
    """What people type to find this patient."""
    typed = {
        "name": f"{row.surname[:4]} {row.given[:3]}",
        "name + year": f"{row.surname[:4]} {row.given[:3]} {row.birth.year}",
    }
    if row.snils:
        typed["СНИЛС"] = row.snils
    if row.policy:
        typed["policy"] = row.policy
    if row.phone:
        typed["phone tail"] = row.phone[-4:]
    typed["given name + year"] = f"{row.given} {row.birth.year}"
    typed["name + day"] = f"{row.surname[:4]} {row.birth:%d.%m}"
    typed[TYPO] = f"{row.surname[0]}{row.surname[2:]} {row.given[:3]}"
    return typed


async def _searches(cabinet: Cabinet, sample: list[Patient], patients: int) -> list[Row]:
    """Nothing is asked twice: every other patient is looked for on the reader's thread, the rest as a screen
    does it. So each answer is read from pages that nobody has just decrypted.
    """
    sql: dict[str, list[float]] = {}
    hop: dict[str, list[float]] = {}
    today = cabinet.surroundings.clock.now().date()
    for number, row in enumerate(sample):
        for kind, typed in questions(row).items():
            if number % 2:
                start = time.perf_counter()
                await cabinet.patients.search(typed)
                hop.setdefault(kind, []).append((time.perf_counter() - start) * 1000)
                continue
            question = understand(typed, today)

            def timed(connection: object, question: object = question) -> float:
                start = time.perf_counter()
                patient_search.find(connection, question, 50)  # type: ignore[arg-type]
                return (time.perf_counter() - start) * 1000

            sql.setdefault(kind, []).append(await cabinet._desk.vault.read(timed))
    reference = _prefix_reference(sample, patients)
    return [
        Row(
            f"search by {kind}, SQL p95 / whole p95",
            f"{percentile(sql[kind], 0.95):.2f} / {percentile(hop[kind], 0.95):.2f} ms",
            f"plain clustered table {reference:.2f} ms",
            "8 ms / –" if kind == TYPO else "1 / 3 ms",
        )
        for kind in sql
        if kind in hop
    ]


async def _stall(cabinet: Cabinet, sample: list[Patient]) -> Row:
    """How long the event loop was held while searches, cards and pages of the list were read."""
    gaps: list[float] = []

    async def tick() -> None:
        while True:
            start = time.perf_counter()
            await asyncio.sleep(0.001)
            gaps.append((time.perf_counter() - start) * 1000 - 1)

    watching = asyncio.create_task(tick())
    try:
        for row in sample:
            await cabinet.patients.search(f"{row.surname[:4]} {row.given[:3]}")
            await cabinet.patients.card(row.id)
            await cabinet.patients.page(limit=50)
        seen = tuple(gaps)
        gaps.clear()
        await asyncio.sleep(1.0)
    finally:
        watching.cancel()
    return Row(
        "event loop held by reads, longest", f"{max(seen):.1f} ms", f"idle {max(gaps):.1f} ms", "15 ms"
    )


def _prefix_reference(sample: list[Patient], patients: int) -> float:
    folds = [name_key(row.surname, row.given, row.patronymic) for row in sample]
    with tempfile.TemporaryDirectory() as folder:
        connection = plain.names(Path(folder) / "names.db", folds, max(1, patients // max(1, len(folds))))
        taken = [plain.prefix(connection, fold[:4]) for fold in folds]
        connection.close()
    return percentile(taken, 0.95)


async def _writes(cabinet: Cabinet, sample: list[Patient]) -> list[Row]:
    taken = []
    for number in range(WRITES):
        start = time.perf_counter()
        await write(cabinet, sample[number % len(sample)].id, number)
        taken.append((time.perf_counter() - start) * 1000)
    with tempfile.TemporaryDirectory(dir=cabinet._desk.vault.folder.parent) as folder:
        bare = plain.commits(Path(folder) / "bare.db", WRITES)
    return [Row("durable action, p50 / p95", _spread(taken), f"bare commit {_spread(bare)}", "p95 8 ms")]


async def write(cabinet: Cabinet, patient: Id, number: int) -> None:
    """One record written, like none of another process: the same twice would be refused."""
    text = f"Запись {number} процесса {os.getpid()}. " + "Текст осмотра. " * 20
    body = RecordBody(EncounterKind.PROCEDURE, None, conclusion=text)
    surroundings = cabinet.surroundings
    await cabinet.do(WriteRecord(surroundings.ids.new(), patient, surroundings.clock.now(), body))


def _paired(store: Path) -> Row:
    """Two processes writing at once, each at its rate."""
    note("two writers at once …")
    ours = [_started("ours", store) for _number in range(2)]
    answers = [_answer(process) for process in ours]
    with tempfile.TemporaryDirectory(dir=store.parent) as folder:
        both = [_started("plain", Path(folder) / "bare.db") for _number in range(2)]
        bare = [_answer(process) for process in both]
    return Row(
        f"two writers of {RATE}/s, p99, errors", _pair(answers), f"plain WAL {_pair(bare)}", "p99 20 ms, 0"
    )


def _started(kind: str, place: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.benchmarks.writer", kind, str(place)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def _answer(process: subprocess.Popen[str]) -> dict[str, list[float]]:
    out, _nothing = process.communicate(timeout=120)
    answer: dict[str, list[float]] = json.loads(out)
    return answer


def _pair(answers: list[dict[str, list[float]]]) -> str:
    taken = [each for answer in answers for each in answer["taken"]]
    errors = sum(len(answer["errors"]) for answer in answers)
    return f"{percentile(taken, 0.99):.1f} ms, {errors}"


def _spread(taken: list[float]) -> str:
    return f"{percentile(taken, 0.5):.1f} / {percentile(taken, 0.95):.1f} ms"
