"""Three cabinets with a server between them: what people do, what the line does, and what must hold after."""

from __future__ import annotations

import asyncio
import dataclasses
import random
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from msgspec.structs import replace

from medcab_tui.cabinet.cabinet import Cabinet
from medcab_tui.cabinet.chart_actions import AmendPatient
from medcab_tui.cabinet.exchange import ExchangeRoom
from medcab_tui.cabinet.exchange_actions import ReopenConflict, ResolveConflict
from medcab_tui.cabinet.patients_actions import AddPatient
from medcab_tui.cabinet.surroundings import Surroundings, TapeClock
from medcab_tui.domain.accounts import SYNC
from medcab_tui.domain.chart import details_of
from medcab_tui.domain.errors import Invalid, Refused
from medcab_tui.domain.exchange_patient import FIELDS, details_from, fields_of
from medcab_tui.domain.exchange_rules import meet
from medcab_tui.domain.ids import Id
from medcab_tui.domain.merging import Fate
from medcab_tui.domain.patients import NewPatient, Sex
from tests.exchange.model import BAD, Faults, Model, Server

BEGIN = datetime(2026, 11, 23, 9, 15, tzinfo=UTC)
EDITED = ("address", "contact", "area", "email")
RESET = """
DELETE FROM conflict; DELETE FROM link; DELETE FROM cursor; DELETE FROM service_state; DELETE FROM lease;
UPDATE task SET state = 2, withdrawn = 1 WHERE source = 'conflict';
UPDATE outbox SET state = 'recalled' WHERE state IN ('held', 'queued', 'conflict');
"""
SERVICE = (
    "INSERT INTO service (name, id, adapter, title, enabled, shape, settings, carries)"
    " VALUES ('region', randomblob(16), 'model', '{}', 1, 1, '{}', '[\"patient\"]')"
)
EVERYBODY = "SELECT id, surname FROM patient ORDER BY id"
TASKS = "SELECT source_id FROM task WHERE source = 'conflict' AND state < 2 AND withdrawn IS NULL"
OPEN = "SELECT id FROM conflict WHERE settled IS NULL"
CARDS = (
    "SELECT l.remote_id, p.surname, p.address, p.contact, p.area, p.email,"
    " (SELECT count(*) FROM outbox WHERE state IN ('held', 'queued', 'conflict')) FROM patient p"
    " LEFT JOIN link l ON l.object = p.id AND l.service = 'region' WHERE p.surname IN ({people})"
)


@dataclass
class Lineage:
    """Which text of a field took which one's place knowingly: it was on the screen of whoever wrote."""

    knew: dict[str, set[str]] = field(default_factory=dict)

    def wrote(self, text: str, *seen: str) -> None:
        """Somebody who saw these wrote that."""
        self.knew.setdefault(text, set()).update(one for one in seen if one != text)

    def covered(self, last: str) -> set[str]:
        """Everything the last text took the place of, knowingly."""
        found, ahead = set[str](), [last]
        while ahead:
            one = ahead.pop()
            if one not in found:
                found.add(one)
                ahead += self.knew.get(one, ())
        return found


class Desk:
    """One cabinet, its own clock, its own line."""

    def __init__(self, cabinet: Cabinet, number: int) -> None:
        self.cabinet, self.number = cabinet, number
        self.clock: TapeClock = cabinet.surroundings.clock  # type: ignore[assignment]
        self.model: Model
        self.room: ExchangeRoom

    async def begin(self, server: Server, chance: random.Random, faults: Faults) -> None:
        """Another schedule: nothing of the one before is linked, waits or is open."""
        await self.cabinet._desk.write(lambda c: c.execute(RESET))
        self.model = Model(server, chance, lambda: faults)
        self.start()

    def start(self) -> None:
        """The process begins anew, as it does after having been killed."""

        async def opened(_name: str) -> Any:
            return self.model

        self.room = ExchangeRoom(
            self.cabinet._desk, lambda actions: self.cabinet._do_all(actions, by=SYNC), opened, deadline=1.0
        )

    async def read(self, sql: str) -> list[tuple[Any, ...]]:
        return await self.cabinet._desk.vault.read(lambda c: c.execute(sql).fetchall())

    async def person(self, patient: Id) -> Any:
        from medcab_tui.store import patients

        return await self.cabinet._desk.vault.read(lambda c: patients.one(c, patient))


class Schedule:
    """One run by a seed."""

    def __init__(self, desks: Sequence[Desk], seed: int, length: int = 11) -> None:
        self.desks, self.seed, self.length = desks, seed, length
        self.chance = random.Random(seed)
        self.server = Server()
        self.lines: dict[tuple[str, str], Lineage] = {}
        self.wrote: dict[tuple[str, str], set[str]] = {}
        self.people: list[str] = []
        self.count = 0
        self.faults = dataclasses.replace(BAD)

    async def run(self) -> None:
        """People work while the line is bad; then it is good, everybody looks, and all say the same."""
        for desk in self.desks:
            await desk.begin(self.server, self.chance, self.faults)
        await self.open_cards()
        for _number in range(self.length):
            await self.something()
        self.faults.__dict__.update(Faults().__dict__)
        await self.come_to_rest()
        await self.judge()

    async def open_cards(self) -> None:
        """Two people, known to everybody before anything goes wrong; a third whom one of them adds later."""
        for number in range(2):
            await self.add(self.desks[number % len(self.desks)], number)

    async def add(self, desk: Desk, number: int) -> None:
        letters = "".join("абвгдежзик"[int(digit)] for digit in str(self.seed * 7 + number))
        surname = f"Т{letters}{'абв'[number]}ов"
        self.people.append(surname)
        cabinet = desk.cabinet
        born = date(1940, 1, 1) + timedelta(days=self.seed * 3 + number)
        person = NewPatient(surname, "Пётр", "Ильич", Sex.MALE, born, address=f"дом {number}")
        await cabinet.do(AddPatient(cabinet.surroundings.ids.new(), person))

    async def something(self) -> None:
        chance = self.chance
        desk = chance.choice(self.desks)
        deed = chance.random()
        if deed < 0.34:
            await self.edit(desk)
        elif deed < 0.78:
            await self.step(desk)
        elif deed < 0.82 and len(self.people) < 3:
            await self.add(desk, 2)
        elif deed < 0.88:
            await self.decide(desk)
        elif deed < 0.92:
            desk.model.deliver_late()
        else:
            by = chance.choice((1, 8, 40, 200, 900)) * chance.choice((1, 1, 1, -0.2))
            desk.clock.advance(timedelta(seconds=by))

    async def step(self, desk: Desk) -> None:
        """A turn; now and then the process is killed in the middle of it."""
        turn = asyncio.ensure_future(desk.room.step(pull=self.chance.random() < 0.5))
        if self.chance.random() < 0.12:
            for _tick in range(self.chance.randrange(1, 60)):
                await asyncio.sleep(0)
            turn.cancel()
            with suppress(asyncio.CancelledError):
                await turn
            await desk.cabinet._desk.settled()
            desk.start()
        else:
            await turn
        if self.chance.random() < 0.4:
            await self.visible(desk)

    async def edit(self, desk: Desk) -> None:
        people = ", ".join(f"'{surname}'" for surname in self.people)
        rows = await desk.read(f"SELECT id, surname FROM patient WHERE surname IN ({people}) ORDER BY id")
        mine = [(Id(one), surname) for one, surname in rows]
        if not mine:
            return
        patient, surname = self.chance.choice(mine)
        person = await desk.person(patient)
        name = self.chance.choice(EDITED)
        self.count += 1
        text = f"т{self.count}{'@a.ru' if name == 'email' else ''}"
        was = getattr(person, name)
        details = replace(details_of(person), **{name: text})
        cabinet = desk.cabinet
        await cabinet.do(AmendPatient(cabinet.surroundings.ids.new(), patient, person.version, details))
        self.line(surname, name).wrote(text, was)
        self.wrote.setdefault((surname, name), set()).add(text)

    def line(self, surname: str, name: str) -> Lineage:
        return self.lines.setdefault((surname, name), Lineage())

    async def decide(self, desk: Desk) -> int:
        """Somebody looks at both versions, and chooses field by field; now and then takes that back."""
        conflicts = await desk.room.conflicts()
        for conflict in conflicts:
            cabinet, person = desk.cabinet, await desk.person(conflict.object)
            mine = fields_of(details_of(person))
            outcome = meet(conflict.base, mine, conflict.theirs)
            chosen = dict(outcome.values)
            for name, fate in outcome.fates.items():
                if fate is Fate.CLASH:
                    chosen[name] = self.chance.choice((mine, conflict.theirs))[name]
            resolve = ResolveConflict(
                cabinet.surroundings.ids.new(), conflict.id, conflict.version, person.version,
                details_from(chosen, date(2026, 11, 23)),
            )  # fmt: skip
            version = (await cabinet.do(resolve)).version
            if self.chance.random() < 0.2 and self.faults.lost_before:
                with suppress(Refused):
                    await cabinet.do(
                        ReopenConflict(cabinet.surroundings.ids.new(), conflict.id, version or 0)
                    )
                    continue
            for name in FIELDS:
                line = self.line(person.surname, name)
                if outcome.fates[name] is Fate.CLASH:
                    line.wrote(chosen[name], mine[name], conflict.theirs[name])
        if conflicts:
            await self.visible(desk)
        return len(conflicts)

    async def visible(self, desk: Desk) -> bool:
        """What somebody has to look at stands on Home, once each; whether there is anything."""
        shown = await desk.read(
            f"SELECT 't', source_id FROM ({TASKS}) UNION ALL SELECT 'c', id FROM ({OPEN})"
        )
        tasks = sorted(one for what, one in shown if what == "t")
        assert tasks == sorted(one for what, one in shown if what == "c"), "a conflict without its line"
        return bool(tasks)

    async def come_to_rest(self) -> None:
        for desk in self.desks:
            desk.model.deliver_late()
        passes = timedelta(hours=25)
        for _round in range(40):
            moved = 0
            for desk in self.desks:
                desk.clock.advance(passes)
                stepped = await desk.room.step(pull=True)
                moved += stepped.sent + stepped.taken
                if await self.visible(desk):
                    moved += await self.decide(desk)
            passes = timedelta(seconds=59)
            if not moved:
                return
        raise AssertionError("does not come to rest")

    async def judge(self) -> None:
        """All say the same; nobody's text went without somebody seeing it go; nothing is there twice."""
        assert len(self.server.objects) == len(self.people), "somebody is there twice"
        assert len({key for key, _remote in self.server.executed}) == len(self.server.executed)
        said = {remote: kept.editions[-1] for remote, kept in self.server.objects.items()}
        people = ", ".join(f"'{surname}'" for surname in self.people)
        for desk in self.desks:
            rows = await desk.read(CARDS.format(people=people))
            here = {row[0]: dict(zip(("surname", *EDITED), row[1:-1], strict=True)) for row in rows}
            assert len(rows) == len(said), f"{desk.number} has {len(rows)} cards of {len(said)} people"
            for remote, fields in here.items():
                there = {name: said[remote][name] for name in fields} if remote in said else {}
                assert fields == there, f"{desk.number} says otherwise of {remote}: {fields} / {there}"
            assert not any(row[-1] for row in rows), "something still waits"
        for fields in said.values():
            for name in EDITED:
                texts = self.wrote.get((fields["surname"], name), set())
                lost = texts - self.line(fields["surname"], name).covered(fields[name])
                assert not lost, f"{fields['surname']}.{name}: {lost} lost, {fields[name]} stands"


def surroundings(number: int) -> Surroundings:
    """Clocks hours apart."""
    return Surroundings.fixed(BEGIN + timedelta(hours=(0, 3, -5)[number % 3]), 100 + number)


__all__ = ["BEGIN", "SERVICE", "Desk", "Invalid", "Schedule", "surroundings"]
