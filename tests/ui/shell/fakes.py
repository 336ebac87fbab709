"""A door and a cabinet without a store, for tests of the frame around them."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from medcab_tui.cabinet.actions import Outcome
from medcab_tui.cabinet.schedule import Span
from medcab_tui.cabinet.surroundings import Surroundings
from medcab_tui.domain.accounts import Organisation, Role, Worker
from medcab_tui.domain.delivery import Preferences
from medcab_tui.domain.documents import Asked, DocumentCount, DocumentHit
from medcab_tui.domain.errors import Refused
from medcab_tui.domain.ids import Id
from medcab_tui.domain.notices import NoticeKind
from medcab_tui.domain.patients import PatientRow, Sex
from medcab_tui.domain.rooms import (
    Appointment,
    AppointmentStatus,
    Attention,
    AttentionRow,
    Badges,
    DocumentRow,
    JournalRow,
    TaskState,
)
from medcab_tui.domain.schedule import DayLoad, Doctor
from medcab_tui.domain.schedule_hours import Week

NOW = datetime(2026, 11, 23, 9, 21, tzinfo=UTC)
"""12:21 in Moscow, a Monday."""

HOSTILE = "Ив\x1b]0;pwned\x07анов\u202e[/] [@click=app.quit]x[/]"
"""A name that tries escape sequences, bidirectional controls and markup."""


def id_of(number: int) -> Id:
    return Id(number.to_bytes(16))


def patient(number: int, surname: str = "Кузнецова", given: str = "Мария") -> PatientRow:
    return PatientRow(
        id_of(number), surname, given, "Павловна", Sex.FEMALE, date(1958, 3, 14), "7", "пенициллины"
    )


def attention(number: int, title: str, name: str, kind: Attention | None, status: str) -> AttentionRow:
    return AttentionRow(
        id=id_of(number),
        attention=kind,
        state=TaskState.AWAITING if kind else TaskState.IN_WORK,
        since=NOW - timedelta(hours=number * 7),
        due=NOW - timedelta(hours=3) if kind is Attention.OVERDUE else None,
        title=title,
        patient=id_of(100 + number) if name else None,
        patient_name=name,
        number="" if name else "2026-00417",
        responsible="Иванова А. П.",
        status=status,
        detail="48 часов на подтверждение истекли.",
    )


def visit(number: int, start: str, name: str, status: AppointmentStatus, day: int = 23) -> Appointment:
    hour, minute = start.split(":")
    at = datetime(2026, 11, day, int(hour), int(minute))  # noqa: DTZ001 - wall time
    return Appointment(id_of(200 + number), id_of(100 + number), name, "Иванова А. П.", at, 15, status, "")


@dataclass
class Content:
    """What the fake store holds."""

    tasks: list[AttentionRow] = field(default_factory=list)
    visits: list[Appointment] = field(default_factory=list)
    papers: list[DocumentRow] = field(default_factory=list)
    journal: list[JournalRow] = field(default_factory=list)
    recent: list[PatientRow] = field(default_factory=list)
    drafts: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)
    reads: list[str] = field(default_factory=list)


def usual(name: str = "Кузнецова М. П.") -> Content:
    return Content(
        tasks=[
            attention(7, "HbA1c 7,9 % ▲", name, Attention.OVERDUE, "не подтверждён"),
            attention(2, "Рецепт 148-1/у-04(л)", "Ёлкин Д. С.", Attention.TO_CONFIRM, "на подпись"),
            attention(1, "Отдел кадров: уточните стаж", "", Attention.MESSAGE, "ждёт ответа"),
            attention(4, "Направление к эндокринологу", "Аббасов Р. Т.", None, "РМИС: принято"),
        ],
        visits=[
            visit(1, "9:00", name, AppointmentStatus.DONE),
            visit(2, "9:15", "Аббасов Р. Т.", AppointmentStatus.DONE),
            visit(3, "9:30", "Орлова Н. В.", AppointmentStatus.NO_SHOW),
            visit(4, "12:15", "Ёлкин Д. С.", AppointmentStatus.ARRIVED),
            visit(5, "12:45", "Соколова Т. И.", AppointmentStatus.BOOKED),
            visit(6, "9:45", "Лапин В. О.", AppointmentStatus.BOOKED, day=24),
            visit(7, "9:45", "Носова Д. И.", AppointmentStatus.BOOKED, day=24),
        ],
        papers=[
            DocumentRow(
                id_of(300 + n), "application", f"Заявление {n}", f"2026-004{n:02}", date(2026, 11, 20),
                "submitted", name, "Иванова А. П.",
            )
            for n in range(3)
        ],
        journal=[JournalRow(1, NOW, "Иванова А. П.", "sign_in", {}, "done")],
        recent=[patient(101), patient(102, "Аббасов", "Рустам")],
    )  # fmt: skip


class FakeRoom:
    def __init__(self, content: Content) -> None:
        self.content = content

    async def attention(self, limit: int = 200) -> tuple[AttentionRow, ...]:
        self.content.reads.append("attention")
        return tuple(self.content.tasks)

    async def page(self, state: TaskState, *, limit: int) -> tuple[AttentionRow, ...]:
        self.content.reads.append("page")
        return tuple(row for row in self.content.tasks if row.state is state)[:limit]

    async def badges(self) -> dict[str, Badges]:
        self.content.reads.append("badges")
        return {"home": Badges(overdue=2, to_confirm=2), "documents": Badges(messages=3)}

    async def recent(self, limit: int = 5) -> tuple[PatientRow, ...]:
        return tuple(self.content.recent)

    async def day(self, day: date) -> tuple[Appointment, ...]:
        self.content.reads.append("day")
        return tuple(one for one in self.content.visits if one.start.date() == day)

    async def week(self, monday: date) -> tuple[Appointment, ...]:
        self.content.reads.append("week")
        return tuple(
            one for one in self.content.visits if monday <= one.start.date() < monday + timedelta(days=7)
        )

    async def load(self, first: date, days: int = 7, doctor: Id | None = None) -> tuple[DayLoad, ...]:
        self.content.reads.append("load")
        asked = [first + timedelta(days=number) for number in range(days)]
        return tuple(
            DayLoad(
                day, sum(one.start.date() == day for one in self.content.visits), 16 * (day.weekday() < 5)
            )
            for day in asked
        )

    async def filters(self, place: str | None = None) -> tuple[Any, ...]:
        return ()

    async def doctors(self) -> tuple[Doctor, ...]:
        return (Doctor(id_of(1), "Иванова А. П.", "врач-терапевт"),)

    async def span(self, doctor: Id, first: date, days: int = 7) -> Span:
        visits = await self.week(first)
        asked = tuple(first + timedelta(days=number) for number in range(days))
        return Span(doctor, Week(0, ()), asked, visits, (), ())

    async def find(self, text: str, patient: Id | None = None) -> tuple[Appointment, ...]:
        return tuple(one for one in self.content.visits if text and text in one.patient_name.lower())

    async def mine(self, limit: int = 200) -> tuple[JournalRow, ...]:
        self.content.reads.append("journal")
        return tuple(self.content.journal)

    async def my_page(self, limit: int = 50, **place: Any) -> tuple[JournalRow, ...]:
        self.content.reads.append("journal")
        return () if place.get("after") or place.get("before") else tuple(self.content.journal)

    async def my_total(self, of: object = None) -> int:
        return len(self.content.journal)

    async def size(self) -> int:
        return 4096

    async def counts(self) -> dict[str, int]:
        return {"patient": 1_000_000}


class FakeDocuments:
    def __init__(self, content: Content) -> None:
        self.content = content

    async def page(
        self, asked: Asked | None = None, *, limit: int = 50, **_place: Any
    ) -> tuple[DocumentRow, ...]:
        self.content.reads.append("documents")
        return tuple(self.content.papers)[:limit]

    async def search(
        self, text: str, asked: Asked, *, limit: int = 50, **_place: Any
    ) -> tuple[DocumentHit, ...]:
        found = [row for row in self.content.papers if text.casefold() in row.title.casefold()]
        return tuple(DocumentHit(row, place) for place, row in enumerate(found))[:limit]

    async def found(self, text: str, asked: Asked) -> int:
        return len(await self.search(text, asked))

    async def total(self, asked: Asked) -> int:
        return len(self.content.papers)

    async def counts(self) -> tuple[DocumentCount, ...]:
        found = Counter((row.kind, row.status) for row in self.content.papers)
        return tuple(DocumentCount(kind, status, number) for (kind, status), number in found.items())


class FakeDrafts:
    def __init__(self, content: Content) -> None:
        self.kept = content.drafts

    async def keep(self, place: str, object: str, body: dict[str, str]) -> None:  # noqa: A002
        self.kept[place, object] = body

    def keep_now(self, place: str, object: str, body: dict[str, str]) -> None:  # noqa: A002
        self.kept[place, object] = body

    async def get(self, place: str, object: str) -> dict[str, str] | None:  # noqa: A002
        return self.kept.get((place, object))

    async def drop(self, place: str, object: str) -> None:  # noqa: A002
        self.kept.pop((place, object), None)


class FakeBooks:
    """Short lists that are there already."""

    async def settle(self) -> None:
        return


@dataclass(frozen=True)
class Previous:
    at: datetime | None
    failures: int


class FakeReminders:
    """Nothing falls due, and everything is told as usual."""

    async def run(self) -> int:
        return 0

    async def arrived(self, after: datetime) -> dict[NoticeKind, int]:
        return {}

    async def preferences(self) -> Preferences:
        return Preferences()


class FakeExtras:
    """No second factor, no stand-in of services."""

    async def own(self) -> None:
        return None

    async def connection(self) -> None:
        return None


class FakeSignatures:
    """Nothing is signed."""

    async def states(self, _objects: Any) -> dict[Any, Any]:
        return {}


class FakeCabinet:
    """An open cabinet over `Content`."""

    def __init__(self, content: Content, surroundings: Surroundings, login: str = "ivanova") -> None:
        self.content = content
        self.surroundings = surroundings
        self.worker = Worker(
            id_of(1), login, "Иванова", "Анна", "Петровна", "врач-терапевт", "Терапия",
            frozenset({Role.CLINICIAN}),
        )  # fmt: skip
        self.organisation = Organisation(id_of(2), "Поликлиника № 12")
        self.previous_sign_in = Previous(NOW - timedelta(days=1), 2)
        room = FakeRoom(content)
        self.storage = self.home = self.schedule = self.journal = self.patients = self.preferences = room
        self.reference = FakeBooks()
        self.documents = FakeDocuments(content)
        self.signatures = FakeSignatures()
        self.second_factor = self.stand = FakeExtras()
        self.drafts = FakeDrafts(content)
        self.reminders = self.delivery = FakeReminders()
        self.open, self.upgraded = True, False
        self.busy = False
        self.listeners: list[Callable[[frozenset[str]], None]] = []
        self.done: list[Any] = []
        """The actions that were done, in order."""
        self.refusal: Refused | None = None
        """What the next action is answered with."""

    async def connected(self) -> bool:
        return False

    async def do_all(self, actions: Any) -> Any:
        await asyncio.sleep(0)
        if self.refusal is not None:
            refusal, self.refusal = self.refusal, None
            raise refusal
        self.done += actions
        return tuple(Outcome(action, len(self.done), repeated=False) for action in actions)

    def subscribe(self, listener: Callable[[frozenset[str]], None]) -> Callable[[], None]:
        self.listeners.append(listener)
        return lambda: self.listeners.remove(listener)

    def publish(self, *topics: str) -> None:
        for listener in list(self.listeners):
            listener(frozenset(topics))

    async def lock(self) -> None:
        self.open = False

    async def sign_out(self) -> None:
        self.open = False

    def close_now(self) -> None:
        self.open = False


class FakeDoor:
    """Opens for "ivanova" / PASSWORD; three failures make it wait 30 s."""

    PASSWORD = "Весна-2026!"

    def __init__(self, content: Content | None = None, *, exists: bool = True) -> None:
        self.content = content or usual()
        self.surroundings = Surroundings.fixed(NOW, 1)
        self.there = exists
        self.failures = 0
        self.cabinets: list[FakeCabinet] = []
        self.founding: Any = None
        self.broken: Refused | None = None

    def exists(self) -> bool:
        return self.there

    def organisation(self) -> str:
        return "Поликлиника № 12" if self.there else ""

    async def sign_in(self, login: str, password: str, *, unlocking: bool = False) -> FakeCabinet:
        if self.broken is not None:
            raise self.broken
        if self.failures >= 3:
            raise Refused("sign_in.wait", seconds="30")
        if login != "ivanova" or password != self.PASSWORD:
            self.failures += 1
            raise Refused("sign_in.wrong")
        return self._opened(login)

    async def found(self, founding: Any) -> tuple[FakeCabinet, str]:
        self.founding, self.there = founding, True
        return self._opened(founding.login), "ABCDE-FGHIJ-KLMNO-PQRST-UVWXY-Z2345-67ABC-DEFGH"

    async def recover(self, code: str, login: str, new_password: str) -> FakeCabinet:
        if code.replace("-", "") != "ABCDE":
            raise Refused("recovery.wrong", "code")
        return self._opened(login)

    def _opened(self, login: str) -> FakeCabinet:
        cabinet = FakeCabinet(self.content, self.surroundings, login)
        self.cabinets.append(cabinet)
        return cabinet
