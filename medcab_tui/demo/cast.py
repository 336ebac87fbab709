"""The demo cast: an organisation, five workers, the patients of a morning, and as many more as asked."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import chain, islice
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from medcab_tui.cabinet.accounts import NewWorker
from medcab_tui.cabinet.bulk import LoadBatch, Loaded, LoadedPatient, LoadedRecord
from medcab_tui.cabinet.door import TEST_COST, Door, Founding, KdfCost
from medcab_tui.cabinet.patients import AmendRecord
from medcab_tui.cabinet.surroundings import TapeClock
from medcab_tui.demo import named, public
from medcab_tui.demo.desks import Desks
from medcab_tui.demo.loading import Loader, lots
from medcab_tui.demo.people import people
from medcab_tui.demo.tape.commands import DEFAULT_PATIENTS, DEFAULT_SEED
from medcab_tui.domain.accounts import Author, Role, Worker
from medcab_tui.domain.ids import Id
from medcab_tui.domain.names import initials
from medcab_tui.domain.times import day_in

if TYPE_CHECKING:
    from medcab_tui.cabinet.cabinet import Cabinet
    from medcab_tui.cabinet.surroundings import Surroundings

ORGANISATION = "Поликлиника № 12"
PASSWORD = public.PASSWORD

Progress = Callable[[int, int], None]
"""Told how many of how many patients are loaded."""


TAPE_COST = TEST_COST
"""For stores whose passwords everybody knows."""
KUZNETSOVA = "Кузнецова М. П."
_WITH_VISITS = 56

_THERAPY = "Терапевтическое отделение"
_CLINICIAN, _ADMINISTRATOR = frozenset({Role.CLINICIAN}), frozenset({Role.ADMINISTRATOR})

FOUNDER = NewWorker(
    "admin", "Громова", "Ольга", "Викторовна", "администратор", "Администрация", _ADMINISTRATOR
)
OTHERS = (
    NewWorker("ivanova", "Иванова", "Анна", "Петровна", "врач-терапевт", _THERAPY, _CLINICIAN),
    NewWorker("petrov", "Петров", "Олег", "Дмитриевич", "заведующий отделением", _THERAPY, _CLINICIAN),
    NewWorker("sidorova", "Сидорова", "Елена", "Игоревна", "медицинская сестра", _THERAPY, _CLINICIAN),
    NewWorker(
        "license", "Зуев", "Константин", "Львович", "специалист по аккредитации", "Отдел лицензирования",
        _ADMINISTRATOR,
    ),
)  # fmt: skip


async def build(
    folder: Path,
    patients: int = DEFAULT_PATIENTS,
    *,
    surroundings: Surroundings,
    cost: KdfCost | None = None,
    seed: int = DEFAULT_SEED,
    progress: Progress | None = None,
) -> None:
    """Found a store in `folder` with the cast and `patients` generated patients, and close it.

    The same seed, clock and count give the same contents. Dates stand to the clock's day as the cast's stand
    to Monday 2026-11-23. `cost` is that of the five passwords; a cheap one makes this fast.
    """
    now = surroundings.clock.now()
    # Before noon the morning of the cast has not been yet: then theirs is yesterday.
    today = day_in(now - named.MORNING, surroundings.zone)
    loader = Loader(surroundings.ids, surroundings.zone, today - named.TODAY)
    clock = TapeClock(loader.instant(datetime.fromisoformat(named.CORRECTED)))
    door = _door(folder, replace(surroundings, clock=clock), cost)
    load = await _found(door, loader)
    await _correct_record(door, load)
    clock.advance(now - timedelta(days=3, hours=3, minutes=20) - clock.now())
    await _open_cards(door, load, clock)
    clock.advance(now - clock.now())
    await _load_rest(door, load, seed, patients, progress or _silent)


async def _found(door: Door, loader: Loader) -> _Load:
    """The store, its workers, the cast's patients and what was in their cards by then."""
    founder, _recovery = await door.found(
        Founding(
            ORGANISATION, FOUNDER.surname, FOUNDER.given, FOUNDER.patronymic, FOUNDER.post,
            FOUNDER.department, FOUNDER.login, PASSWORD, FOUNDER.roles,
        )
    )  # fmt: skip
    try:
        for worker in OTHERS:
            await founder.accounts.add_worker(worker, PASSWORD)
        workers = {worker.login: worker for worker in await founder.accounts.workers()}
        load = _Load(founder.surroundings, workers, loader)
        await load.cast(founder)
        return load
    finally:
        await founder.sign_out()


async def _correct_record(door: Door, load: _Load) -> None:
    """Иванова corrects a record the day after: its second edition."""
    ivanova = await door.sign_in("ivanova", PASSWORD)
    try:
        card = await ivanova.patients.card(load.named[KUZNETSOVA])
        record = await ivanova.patients.encounter(card.encounters[0].id)
        amendment = AmendRecord(
            ivanova.surroundings.ids.new(), record.id, record.version, named.amended_body(record.body),
            named.AMENDED_REASON,
        )  # fmt: skip
        await ivanova.do(amendment)
    finally:
        await ivanova.sign_out()


async def _open_cards(door: Door, load: _Load, clock: TapeClock) -> None:
    """Her last cards are those that stand in the menu."""
    ivanova = await door.sign_in("ivanova", PASSWORD)
    try:
        for name in ("Ёлкин Д. С.", "Аббасов Р. Т.", KUZNETSOVA):
            await ivanova.patients.card(load.named[name])
            clock.advance(timedelta(minutes=12))
    finally:
        await ivanova.sign_out()


async def _load_rest(door: Door, load: _Load, seed: int, patients: int, progress: Progress) -> None:
    founder = await door.sign_in(FOUNDER.login, PASSWORD)
    try:
        await load.rest(founder)
        with _not_collecting():
            await load.people(founder, seed, patients, progress)
    finally:
        await founder.sign_out()


def _door(folder: Path, surroundings: Surroundings, cost: KdfCost | None) -> Door:
    return Door(folder, surroundings) if cost is None else Door(folder, surroundings, cost=cost)


@contextmanager
def _not_collecting() -> Iterator[None]:
    """What is made here holds no circles: looking for them in so many objects only takes time."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def _silent(_loaded: int, _wanted: int) -> None:
    """Nobody asked."""


class _Load:
    """What is to be loaded, and whom it is about."""

    def __init__(self, surroundings: Surroundings, workers: dict[str, Worker], loader: Loader) -> None:
        self.named: dict[str, Id] = {}
        """The cast's patients by surname and initials; of those alike the first."""
        self._surroundings = surroundings
        self._workers = workers
        self._clinicians = (_author(workers["ivanova"]), _author(workers["petrov"]))
        self._loader = loader
        self._later: list[Loaded] = []

    async def cast(self, cabinet: Cabinet) -> None:
        """The patients that always exist, with what had happened to them by now."""
        early: list[Loaded] = []
        now = self._surroundings.clock.now()
        for person in named.cast():
            patient, things = self._loader.person(person, self._clinicians[0])
            new = person.patient
            self.named.setdefault(initials(new.surname, new.given, new.patronymic), patient)
            for thing in things:
                past = isinstance(thing, LoadedPatient) or (
                    isinstance(thing, LoadedRecord) and thing.recorded <= now
                )
                (early if past else self._later).append(thing)
        await self._load(cabinet, iter(early))

    async def rest(self, cabinet: Cabinet) -> None:
        """What happened to them since, and what lies on the desks."""
        await self._load(cabinet, chain(self._later, self._desks().things(self.named)))

    async def people(self, cabinet: Cabinet, seed: int, count: int, progress: Progress) -> None:
        """The generated patients; the first of them have visits this week."""
        loader = Loader(self._surroundings.ids, self._surroundings.zone)
        chance = Random(f"authors {seed}")  # noqa: S311 -- whose patient somebody is, repeatable
        first: list[Id] = []
        done = 0

        def generated() -> Iterator[Loaded]:
            nonlocal done
            for person in islice(people(seed, self._today()), count):
                patient, things = loader.person(person, chance.choice(self._clinicians))
                if len(first) < _WITH_VISITS:
                    first.append(patient)
                yield from things
                done += 1
            yield from self._desks().visits(first)

        progress(0, count)
        await self._load(cabinet, generated(), lambda: progress(done, count))

    async def _load(
        self, cabinet: Cabinet, loaded: Iterator[Loaded], told: Callable[[], None] = lambda: None
    ) -> None:
        def batches() -> Iterator[LoadBatch]:
            for lot in lots(loaded):
                told()
                yield LoadBatch(self._surroundings.ids.new(), lot)

        await cabinet.keeping.load(batches())
        told()

    def _desks(self) -> Desks:
        place = self._surroundings
        return Desks(place.ids, self._loader, self._workers, place.clock.now(), place.zone)

    def _today(self) -> date:
        return day_in(self._surroundings.clock.now(), self._surroundings.zone)


def _author(worker: Worker) -> Author:
    name = initials(worker.surname, worker.given, worker.patronymic)
    return Author(worker.id, name, worker.post, worker.department)
