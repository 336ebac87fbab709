"""The demo cast: an organisation, five workers, the patients of a morning, and as many more as asked."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from medcab_tui.cabinet.bulk import LoadBatch, Loaded, LoadedPatient, LoadedRecord, LoadLaid
from medcab_tui.cabinet.door import TEST_COST, Door, Founding, KdfCost
from medcab_tui.cabinet.patients_actions import AmendRecord
from medcab_tui.cabinet.reminders_actions import BeginReminding
from medcab_tui.cabinet.schedule_actions import SetWorkingHours
from medcab_tui.cabinet.surroundings import TapeClock
from medcab_tui.demo import departments, named, public, sending, staff
from medcab_tui.demo.batches import Batch
from medcab_tui.demo.desks import Desks
from medcab_tui.demo.loading import Loader, Staff, lots
from medcab_tui.demo.making import Order, blocks, making
from medcab_tui.demo.making import made as made_of
from medcab_tui.demo.observed import measured
from medcab_tui.demo.rounds import Known, Receiving, Rounds
from medcab_tui.demo.seasons import Calendar
from medcab_tui.demo.tape.commands import DEFAULT_PATIENTS, DEFAULT_SEED
from medcab_tui.domain.accounts import Author, Worker
from medcab_tui.domain.ids import Id
from medcab_tui.domain.names import initials
from medcab_tui.domain.times import day_in, utc_of

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
_KNOWN_TO_ALL = 1_500
"""Generated patients who come in these weeks, at most: more than there is time for."""

FOUNDER, OTHERS = staff.FOUNDER, (*staff.CAST, *staff.COLLEAGUES, *staff.ELSEWHERE)


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
    shift = today - named.TODAY
    corrected = utc_of(datetime.fromisoformat(named.CORRECTED) + shift, surroundings.zone)
    clock = TapeClock(corrected)
    door = _door(folder, replace(surroundings, clock=clock), cost)
    load = await _found(door, seed, shift, today)
    await _correct_record(door, load)
    clock.advance(now - timedelta(days=3, hours=3, minutes=20) - clock.now())
    await _open_cards(door, load, clock)
    extract = await _exchange(door, load)
    clock.advance(now - sending.BEFORE - timedelta(minutes=1) - clock.now())
    await _under_way(door, extract)
    clock.advance(now - sending.BEFORE - clock.now())
    await _load_rest(door, load, patients, progress or _silent, clock, now)


async def _found(door: Door, seed: int, shift: timedelta, today: date) -> _Load:
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
        await founder.reference.settle()
        load = _Load(founder.surroundings, workers, seed, shift)
        await departments.assign(founder, today)
        await load.cast(founder)
        await sending.switch_on(founder)
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


async def _exchange(door: Door, load: _Load) -> Id:
    """A colleague wants to be told by mail, and wrote an extract."""
    colleague = await door.sign_in(sending.SENDER, PASSWORD)
    try:
        return await sending.some_days_ago(colleague, load.named[sending.ABOUT])
    finally:
        await colleague.sign_out()


async def _under_way(door: Door, extract: Id) -> None:
    """She sends it shortly before anybody looks."""
    colleague = await door.sign_in(sending.SENDER, PASSWORD)
    try:
        await sending.under_way(colleague, extract)
    finally:
        await colleague.sign_out()


async def _load_rest(
    door: Door, load: _Load, patients: int, progress: Progress, clock: TapeClock, now: datetime
) -> None:
    founder = await door.sign_in(FOUNDER.login, PASSWORD)
    try:
        await sending.just_now(founder, load.worker(sending.SENDER), clock)
        clock.advance(now - clock.now())
        await load.hours(founder)
        await load.rest(founder)
        with _not_collecting():
            await load.people(founder, patients, progress)
        await founder.do(BeginReminding(founder.surroundings.ids.new()))
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

    def __init__(
        self, surroundings: Surroundings, workers: dict[str, Worker], seed: int, shift: timedelta
    ) -> None:
        self.named: dict[str, Id] = {}
        """The cast's patients by surname and initials; of those alike the first."""
        self._surroundings = surroundings
        self._workers = workers
        self._seed = seed
        self._staff = Staff.of({login: _author(one) for login, one in workers.items()}, surroundings.ids)
        self._loader = Loader(surroundings.ids, surroundings.zone, self._staff, shift)
        self._later: list[Loaded] = []

    def worker(self, login: str) -> Id:
        """One of those who work here."""
        return self._workers[login].id

    async def cast(self, cabinet: Cabinet) -> None:
        """The patients that always exist, with what had happened to them by now."""
        early: list[Loaded] = []
        now = self._surroundings.clock.now()
        for person in named.cast():
            patient, things = self._loader.person(person)
            new = person.patient
            self.named.setdefault(initials(new.surname, new.given, new.patronymic), patient)
            for thing in things:
                past = isinstance(thing, LoadedPatient) or (
                    isinstance(thing, LoadedRecord) and thing.recorded <= now
                )
                (early if past else self._later).append(thing)
        await self._load(cabinet, iter(early))

    async def hours(self, cabinet: Cabinet) -> None:
        """When everybody receives; Иванова also on the days on which the cast comes to her."""
        desks = self._desks()
        weeks = [
            SetWorkingHours(
                self._surroundings.ids.new(),
                self._workers[login].id,
                0,
                desks.hours(login, staff.hours_of(login, desks.weekdays(login))),
            )
            for login in staff.BUSY
        ]
        await cabinet.do_all(weeks, quietly=True)

    async def rest(self, cabinet: Cabinet) -> None:
        """What happened to them since, and what lies on the desks."""
        authors = {login: _author(worker) for login, worker in self._workers.items()}
        signs = measured(self.named, authors, self._loader, self._surroundings.ids)
        _again, second = self._loader.person(named.twice())
        await self._load(cabinet, chain(self._later, self._desks().things(self.named), signs, second))

    async def people(self, cabinet: Cabinet, count: int, progress: Progress) -> None:
        """The generated patients; the first of them have visits in these weeks."""
        place = self._surroundings
        order = Order(self._seed, count, place.clock.now(), place.zone, self._staff)
        done = 0

        def prepared(made: Iterator[Batch]) -> Iterator[LoadLaid]:
            nonlocal done
            for batch in made:
                progress(done, count)
                yield batch.action(place.ids.new())
                done += batch.people
            progress(done, count)

        progress(0, count)
        with making(order) as made:
            await cabinet.keeping.load(prepared(made))
        await self._load(cabinet, self._visits(order))

    def _visits(self, order: Order) -> Iterator[Loaded]:
        calendar = Calendar(self._today())
        few = replace(order, count=min(order.count, _KNOWN_TO_ALL))
        known = [
            Known(patient, person)
            for number in range(blocks(few))
            for person, patient, _ in made_of(few, number, calendar)
        ]
        desks = self._desks()
        others = known[_WITH_VISITS:]
        evening = list(desks.evening([one.id for one in others]))
        planned = [*desks.visits([one.id for one in known[:_WITH_VISITS]]), *evening]
        yield from planned
        receiving = {
            login: Receiving(_author(worker), staff.hours_of(login, desks.weekdays(login)))
            for login, worker in self._workers.items()
            if login in staff.BUSY
        }
        rounds = Rounds(
            self._seed, order.now, calendar, order.zone, self._surroundings.ids,
            Loader(self._surroundings.ids, order.zone, self._staff), receiving, desks.taken(planned),
        )  # fmt: skip
        yield from rounds.things(others[len(evening) :])
        yield from desks.papers([one.id for one in others])

    async def _load(self, cabinet: Cabinet, loaded: Iterator[Loaded]) -> None:
        batches = (LoadBatch(self._surroundings.ids.new(), lot) for lot in lots(loaded))
        await cabinet.keeping.load(batches)

    def _desks(self) -> Desks:
        place = self._surroundings
        return Desks(place.ids, self._loader, self._workers, place.clock.now(), place.zone)

    def _today(self) -> date:
        return day_in(self._surroundings.clock.now(), self._surroundings.zone)


def _author(worker: Worker) -> Author:
    name = initials(worker.surname, worker.given, worker.patronymic)
    return Author(worker.id, name, worker.post, worker.department)
