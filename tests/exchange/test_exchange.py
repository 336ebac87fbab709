"""One cabinet and one service: order, keys, faults of adapters, being killed, calling back, documents."""

from __future__ import annotations

import asyncio
import dataclasses
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import apsw
import pytest
from msgspec.structs import replace

from medcab_tui.cabinet.cabinet import Cabinet
from medcab_tui.cabinet.chart_actions import AmendPatient
from medcab_tui.cabinet.documents_actions import AttachDocument, WithdrawDocument
from medcab_tui.cabinet.exchange import ExchangeRoom
from medcab_tui.cabinet.exchange_actions import (
    RecallSending,
    ReopenConflict,
    ResolveConflict,
    RetrySending,
    TakeIn,
)
from medcab_tui.cabinet.sending_actions import SendDocument
from medcab_tui.cabinet.surroundings import TapeClock
from medcab_tui.domain.accounts import SYNC
from medcab_tui.domain.chart import details_of
from medcab_tui.domain.errors import Invalid, Refused
from medcab_tui.domain.exchange import (
    MOST_RAW,
    Change,
    ChangedThere,
    Denied,
    Operation,
    Receipt,
    Rejected,
    ServiceFault,
    Throttled,
    Unreachable,
    Unwell,
    Way,
)
from medcab_tui.domain.exchange_rules import checked_change, key_of
from medcab_tui.domain.ids import Id
from medcab_tui.domain.patients import NewPatient
from tests.exchange.model import INFO
from tests.papers.made import pdf

SERVICE = (
    "INSERT INTO service (name, id, adapter, title, enabled, shape, settings, carries, capabilities)"
    " VALUES ('region', randomblob(16), 'model', '{}', 1, 1, '{}', '[\"patient\", \"document\"]', '[]')"
)
Answer = Callable[[Operation], Any]


class Scripted:
    """An adapter that answers as it is told to."""

    info = INFO

    def __init__(self) -> None:
        self.asked: list[Operation] = []
        self.answer: Answer = taken
        self.changes: list[Any] = []
        self.closed = 0

    async def push(self, operation: Operation) -> Receipt:
        self.asked.append(operation)
        answer = self.answer(operation)
        return await answer if asyncio.iscoroutine(answer) else answer  # type: ignore[no-any-return]

    async def pull(self, since: str) -> AsyncIterator[Change]:
        for change in self.changes:
            yield change

    async def check(self) -> Any:
        raise NotImplementedError

    async def close(self) -> None:
        self.closed += 1


def taken(operation: Operation) -> Receipt:
    return Receipt(Way.REGISTERED, "77", "r1", f"e{len(operation.key)}", raw='{"ok":1}')


def raising(error: BaseException) -> Answer:
    def answer(_operation: Operation) -> Receipt:
        raise error

    return answer


async def forever(_operation: Operation) -> Receipt:
    """Ignores that it is broken off; only the end of the test ends it."""
    with suppress(asyncio.CancelledError):
        await asyncio.sleep(3600)
    await asyncio.sleep(3600)
    raise AssertionError("not reached")


class Place:
    def __init__(self, cabinet: Cabinet) -> None:
        self.cabinet, self.adapter = cabinet, Scripted()
        self.clock: TapeClock = cabinet.surroundings.clock  # type: ignore[assignment]
        self.start()

    def start(self) -> None:
        async def opened(_name: str) -> Any:
            return self.adapter

        self.room = ExchangeRoom(
            self.cabinet._desk, lambda actions: self.cabinet._do_all(actions, by=SYNC), opened, deadline=0.05
        )
        self.cabinet.__dict__["exchange"] = self.room

    async def step(self, seconds: float = 0, *, pull: bool = False) -> Any:
        self.clock.advance(timedelta(seconds=seconds))
        return await self.room.step(pull=pull)

    async def read(self, sql: str) -> list[Any]:
        return await self.cabinet._desk.vault.read(lambda c: c.execute(sql).fetchall())

    async def states(self) -> list[str]:
        return [state for (state,) in await self.read("SELECT state FROM outbox ORDER BY seq")]

    async def amend(self, patient: Id, **fields: str) -> None:
        card = await self.cabinet.patients.card(patient, opened=False)
        details = replace(details_of(card.patient), **fields)
        new = self.cabinet.surroundings.ids.new()
        await self.cabinet.do(AmendPatient(new, patient, card.patient.version, details))


@pytest.fixture
async def place(cabinet: Cabinet) -> Place:
    await cabinet._desk.write(lambda c: c.execute(SERVICE))
    return Place(cabinet)


Adding = Callable[[Cabinet, NewPatient], Awaitable[Id]]


async def test_of_one_object_the_first_goes_first_and_refused_it_lets_the_next_go(
    place: Place, maria: NewPatient, add: Adding
) -> None:
    patient = await add(place.cabinet, maria)
    await place.amend(patient, area="8")
    await place.amend(patient, area="9")
    stepped = await place.step()
    assert [one.body["area"] for one in place.adapter.asked] == ["7", "8", "9"]
    assert [one.remote_id for one in place.adapter.asked] == ["", "r1", "r1"]
    assert stepped.sent == 3
    assert await place.states() == ["registered"] * 3
    place.adapter.answer = raising(Rejected("нет такого участка", code="AREA"))
    await place.amend(patient, area="10")
    await place.step(1)
    place.adapter.answer = taken
    await place.amend(patient, area="11")
    await place.step(1)
    assert await place.states() == ["registered"] * 3 + ["refused", "registered"]
    lines = [row for row in await place.cabinet.home.attention() if row.code == "exchange.refused"]
    assert [(row.detail, row.params["connection"]) for row in lines] == [
        ("AREA нет такого участка", "region")
    ]
    way = await place.room.way(patient)
    assert [(step.way, step.raw) for step in way[:2]] == [
        (Way.QUEUED, ""),
        (Way.REGISTERED, '{"ok":1}'),
    ], "the latest first, each from its beginning"


async def test_an_operation_keeps_its_key_however_often_it_is_tried(
    place: Place, maria: NewPatient, add: Adding
) -> None:
    await add(place.cabinet, maria)
    place.adapter.answer = raising(Unreachable("no route"))
    for _number in range(3):
        stepped = await place.step(60)
    assert stepped.next_due is not None
    place.start()
    place.adapter.answer = taken
    await place.step(150)
    asked = place.adapter.asked
    assert [one.attempt for one in asked] == [1, 2, 3, 4]
    assert len({one.key for one in asked}) == 1
    assert (await place.room.state()).since is None


@pytest.mark.parametrize(
    "answer",
    [
        raising(ValueError("secret")), raising(SystemExit(3)), raising(KeyboardInterrupt()),
        raising(asyncio.CancelledError()), forever, lambda _operation: None, lambda _operation: b"\xff",
        raising(RecursionError()), lambda _operation: asyncio.sleep(9), raising(MemoryError()),
        raising(ChangedThere("no change")),  # type: ignore[arg-type]
    ],
)  # fmt: skip
async def test_whatever_an_adapter_does_it_is_a_fault_of_the_service(
    place: Place, maria: NewPatient, add: Adding, answer: Answer
) -> None:
    patient = await add(place.cabinet, maria)
    place.adapter.answer = answer
    stepped = await place.step()
    assert (stepped.sent, stepped.failed) == (0, 1)
    assert await place.states() == ["queued"]
    ((failures, fault, told),) = await place.read("SELECT failures, fault, told FROM service_state")
    assert failures == 1
    assert fault in ("unwell", "unreachable")
    assert "secret" not in told
    state = await place.room.state()
    assert (state.waiting, state.since is not None) == (1, True)
    place.adapter.answer = taken
    await place.step(60)
    assert await place.states() == ["registered"]
    assert (await place.cabinet.patients.card(patient)).patient.surname == "Кузнецова"


HALF = "\ud800"


@pytest.mark.parametrize(
    "fault",
    [
        Rejected("x" * 1_000_000, code="y" * 1_000_000, raw="z" * 1_000_000),
        Rejected(HALF, code=HALF, raw=HALF), Unwell(HALF, raw=HALF), Throttled(HALF),
        Throttled("later", after=timedelta.max),
        Rejected(5, code=None), Unwell(None), ServiceFault({}),  # type: ignore[arg-type]
    ],
)  # fmt: skip
async def test_what_a_fault_says_is_kept_as_text_of_a_bounded_length_whatever_it_is(
    place: Place, maria: NewPatient, add: Adding, fault: ServiceFault
) -> None:
    await add(place.cabinet, maria)
    place.adapter.answer = raising(fault)
    stepped = await place.step()
    assert stepped.sent + stepped.failed == 1
    kept = [
        *await place.read("SELECT code, told, '' FROM outbox"),
        *await place.read("SELECT fault, told, raw FROM service_state"),
        *await place.read("SELECT code, told, raw FROM status_event"),
    ]
    assert all(len(code) <= 512 and max(len(told), len(raw)) <= MOST_RAW for code, told, raw in kept)
    assert await place.states() == ["refused" if isinstance(fault, Rejected) else "queued"]


async def test_half_a_letter_in_a_card_that_comes_keeps_none_of_the_others_away(
    place: Place, maria: NewPatient, add: Adding
) -> None:
    await add(place.cabinet, maria)
    await place.step()
    good = json.loads((await place.read("SELECT payload FROM outbox"))[0][0])
    other = good | {"birth": "1971-01-01", "snils": "", "policy": ""}
    place.adapter.changes = [
        Change("patient", "1", "r7", "1", other | {"surname": "Яшина", "address": f"ул. {HALF}"}),
        Change("patient", "2", "r8", "1", other | {"surname": "Попова"}),
    ]
    stepped = await place.step(61)
    assert (stepped.taken, stepped.failed) == (1, 1)
    assert [row.surname for row in await place.cabinet.patients.page()] == ["Кузнецова", "Попова"]


async def test_a_service_has_no_say_in_what_another_one_took(
    place: Place, maria: NewPatient, add: Adding
) -> None:
    await add(place.cabinet, maria)
    place.adapter.answer = lambda _operation: Receipt(Way.SENT)
    await place.step()
    (operation,) = place.adapter.asked
    refused = Change("status", "1", answers=operation.key, receipt=Receipt(Way.REFUSED, text="чужое"))
    place.adapter.changes = [refused]
    took = "UPDATE outbox SET taken_by = '{}'"
    await place.cabinet._desk.write(lambda c: c.execute(took.format("another")))
    await place.step(61)
    assert await place.states() == ["sent"]
    arrived = checked_change(refused, "region")
    with pytest.raises(Refused, match=r"exchange\.unknown"):
        await place.cabinet._do_all([TakeIn(place.cabinet.surroundings.ids.new(), arrived)], by=SYNC)
    await place.cabinet._desk.write(lambda c: c.execute(took.format("region")))
    await place.step(61)
    assert await place.states() == ["refused"]


async def test_an_adapter_that_never_ends_is_left_behind_and_not_asked_for_ever(
    place: Place, maria: NewPatient, add: Adding
) -> None:
    patient = await add(place.cabinet, maria)
    place.adapter.answer = forever
    for number in range(8):
        await place.amend(patient, area=str(number + 20))
        await place.step(1900)
    assert len(place.adapter.asked) == 3, "three questions that never end are enough"
    assert place.adapter.closed == 1


async def test_asked_to_come_later_it_comes_later_and_not_before(
    place: Place, maria: NewPatient, add: Adding
) -> None:
    await add(place.cabinet, maria)
    place.adapter.answer = raising(Throttled(after=timedelta(minutes=7)))
    stepped = await place.step()
    assert stepped.next_due == place.clock.now() + timedelta(minutes=7)
    place.adapter.answer = taken
    await place.step(6 * 60)
    assert len(place.adapter.asked) == 1
    await place.step(61)
    assert await place.states() == ["registered"]


async def test_after_a_break_one_is_tried_and_then_the_rest(
    place: Place, maria: NewPatient, add: Adding
) -> None:
    first = await add(place.cabinet, maria)
    other = replace(
        maria, given="Ольга", patronymic="", birth=maria.birth.replace(year=1960), snils="", policy=""
    )
    await add(place.cabinet, other)
    place.adapter.answer = raising(Denied("403"))
    await place.step()
    assert len(place.adapter.asked) == 1
    await place.step(3600)
    assert len(place.adapter.asked) == 2, "one is enough to see that it is still closed"
    place.adapter.answer = taken_as(place)
    await place.step(7200)
    await place.step(5)
    assert await place.states() == ["registered", "registered"]
    assert first in {one.object for one in place.adapter.asked}


def taken_as(place: Place) -> Answer:
    def answer(operation: Operation) -> Receipt:
        return Receipt(Way.REGISTERED, remote_id=operation.object.hex(), etag="1")

    return answer


async def test_killed_anywhere_it_goes_on_and_nothing_is_done_twice(
    place: Place, maria: NewPatient, add: Adding
) -> None:
    patient = await add(place.cabinet, maria)
    done: set[str] = set()

    def once(operation: Operation) -> Receipt:
        done.add(operation.key)
        return taken(operation)

    place.adapter.answer = once
    for number in range(40):
        await place.amend(patient, area=str(number))
        turn = asyncio.ensure_future(place.room.step())
        for _tick in range(number):
            await asyncio.sleep(0)
        turn.cancel()
        await asyncio.wait({turn})
        place.start()
        place.clock.advance(timedelta(seconds=130))
    for _number in range(3):
        await place.step(3600)
    assert set(await place.states()) == {"registered"}
    assert len(done) == 41
    assert all(len([one for one in place.adapter.asked if one.key == key]) < 5 for key in done)


async def test_another_process_at_it_keeps_this_one_away(
    place: Place, maria: NewPatient, add: Adding
) -> None:
    await add(place.cabinet, maria)
    other = ExchangeRoom(
        place.cabinet._desk, lambda actions: place.cabinet._do_all(actions, by=SYNC), opening(place)
    )
    assert await other._take_lease()
    stepped = await place.step()
    assert (stepped.elsewhere, place.adapter.asked) == (True, [])
    await other.close()
    await place.step(1)
    assert await place.states() == ["registered"]


def opening(place: Place) -> Callable[[str], Awaitable[Any]]:
    async def opened(_name: str) -> Any:
        return place.adapter

    return opened


async def test_nothing_is_written_where_nothing_is_to_be_done(place: Place) -> None:
    await place.step(pull=True)
    before = (await place.read("SELECT max(sequence) FROM journal"), await place.read("PRAGMA data_version"))
    taken_before = await place.read("SELECT taken FROM lease")
    for _number in range(5):
        stepped = await place.step(1)
    assert stepped.next_due is not None
    after = (await place.read("SELECT max(sequence) FROM journal"), await place.read("PRAGMA data_version"))
    assert (before, taken_before) == (after, await place.read("SELECT taken FROM lease"))


async def test_a_change_that_cannot_be_taken_in_keeps_none_of_the_others_away(
    place: Place, maria: NewPatient, add: Adding
) -> None:
    patient = await add(place.cabinet, maria)
    await place.step()
    good = json.loads((await place.read("SELECT payload FROM outbox"))[0][0])
    other = {"surname": "Новикова", "birth": "1971-01-01", "snils": "", "policy": ""}
    place.adapter.changes = [
        Change("patient", "1", "r1", "bad", good | {"birth": "вчера"}),
        Change("patient", "2", "r9", "new", good | {"snils": "1", "surname": "Иванов"}),
        Change("weather", "3", "sun", "1"),
        Change("status", "4", answers="ff" * 16, receipt=Receipt(Way.REFUSED)),
        Change("patient", "5", "r2", "1", good | other),
    ]  # fmt: skip
    stepped = await place.step(61)
    assert (stepped.taken, stepped.failed) == (1, 2)
    assert await place.read("SELECT place FROM cursor") == [("5",)]
    assert [row.surname for row in await place.cabinet.patients.page()] == ["Кузнецова", "Новикова"]
    assert (await place.cabinet.patients.card(patient)).patient.birth == maria.birth
    assert await place.read("SELECT fault FROM service_state") == [("unfit",)]


async def test_what_changed_there_and_here_waits_for_somebody_to_look_once(
    place: Place, maria: NewPatient, add: Adding
) -> None:
    patient = await add(place.cabinet, maria)
    await place.step()
    theirs = json.loads((await place.read("SELECT payload FROM outbox"))[0][0])
    await place.amend(patient, phone="+79120000033", area="3")
    changed = Change("patient", "", "r1", "e2", theirs | {"phone": "+79120000022", "address": "Тверь"})
    place.adapter.answer = raising(ChangedThere(changed))
    for _number in range(3):
        await place.step(60)
    (conflict,) = await place.room.conflicts()
    lines = [row for row in await place.cabinet.home.attention() if row.code == "exchange.conflict"]
    assert [(row.params["fields"], row.patient) for row in lines] == [("phone", patient)]
    assert (await place.states())[-1] == "conflict"
    card = await place.cabinet.patients.card(patient)
    assert (card.patient.phone, card.patient.address) == ("+79120000033", maria.address)
    details = replace(details_of(card.patient), address="Тверь")
    resolve = ResolveConflict(
        place.cabinet.surroundings.ids.new(), conflict.id, conflict.version, card.patient.version, details
    )
    version = (await place.cabinet.do(resolve)).version or 0
    assert not [row for row in await place.cabinet.home.attention() if row.code == "exchange.conflict"]
    back = ReopenConflict(place.cabinet.surroundings.ids.new(), conflict.id, version)
    version = (await place.cabinet.do(back)).version or 0
    assert [row for row in await place.cabinet.home.attention() if row.code == "exchange.conflict"]
    card = await place.cabinet.patients.card(patient)
    assert (card.patient.phone, card.patient.address) == ("+79120000033", maria.address)
    again = dataclasses.replace(
        resolve, id=place.cabinet.surroundings.ids.new(), seen=version, card=card.patient.version
    )
    version = (await place.cabinet.do(again)).version or 0
    place.adapter.answer = lambda operation: Receipt(Way.REGISTERED, remote_id="r1", etag="e3")
    await place.step(14)
    assert len(place.adapter.asked) == 2, "held for a while"
    await place.step(2)
    last = place.adapter.asked[-1]
    assert (last.body["phone"], last.body["address"], last.etag) == ("+79120000033", "Тверь", "e2")
    with pytest.raises(Refused) as refused:
        await place.cabinet.do(ReopenConflict(place.cabinet.surroundings.ids.new(), conflict.id, version))
    assert refused.value.code == "conflict.sent"


# Documents.


@pytest.fixture
async def document(place: Place) -> Id:
    content = pdf("Справка")
    action = AttachDocument(
        place.cabinet.surroundings.ids.new(), "Справка", "справка", None, "a.pdf", content
    )
    return (await place.cabinet.do(action)).result


async def status_of(place: Place, document: Id) -> str:
    return (await place.cabinet.documents.row(document)).status


@pytest.mark.capability("C044", "C071")
async def test_a_document_is_held_called_back_sent_and_followed(place: Place, document: Id) -> None:
    new = place.cabinet.surroundings.ids.new
    send = SendDocument(new(), document, 1, "region")
    await place.cabinet.do(send)
    await place.step(10)
    assert place.adapter.asked == []
    await place.cabinet.do(RecallSending(new(), 0, key=key_of(send.id, 0, "region")))
    await place.step(10)
    assert (place.adapter.asked, await place.states()) == ([], ["recalled"])
    place.adapter.answer = lambda operation: Receipt(Way.ACCEPTED, "26.11.1", raw="<ok/>")
    await place.cabinet.do(SendDocument(new(), document, 1, "region"))
    with pytest.raises(Invalid) as twice:
        await place.cabinet.do(SendDocument(new(), document, 1, "region"))
    assert twice.value.code == "document.sent_already"
    await place.step(16)
    (operation,) = place.adapter.asked
    assert operation.files[0].media == "application/pdf"
    assert await status_of(place, document) == "принят"
    receipt = Receipt(Way.REGISTERED, "26.11.2", raw="<done/>")
    place.adapter.changes = [Change("status", "1", answers=operation.key, receipt=receipt)]
    await place.step(16)
    await place.step(16)
    assert await status_of(place, document) == "зарегистрирован"
    way = await place.room.way(document)
    assert [step.way for step in way] == [
        Way.HELD, Way.QUEUED, Way.ACCEPTED, Way.REGISTERED, Way.HELD, Way.RECALLED,
    ]  # fmt: skip
    assert [step.raw for step in way[2:4]] == ["<ok/>", "<done/>"]
    with pytest.raises(Refused) as gone:
        await place.cabinet.do(RecallSending(new(), operation.attempt + 1))
    assert gone.value.code == "sending.gone"


@pytest.mark.capability("C194")
async def test_other_words_about_the_same_way_are_a_step_of_it(place: Place, document: Id) -> None:
    new = place.cabinet.surroundings.ids.new
    place.adapter.answer = lambda operation: Receipt(Way.ACCEPTED, "З-1", text="Получено")
    await place.cabinet.do(SendDocument(new(), document, 1, "region"))
    await place.step(16)
    key = place.adapter.asked[0].key
    said = (
        *((Way.ACCEPTED, "Получено"), (Way.ACCEPTED, "На рассмотрении"), (Way.ACCEPTED, "На рассмотрении")),
        *((Way.ACCEPTED, "Приостановлено"), (Way.ACCEPTED, "На рассмотрении")),
        *((Way.REGISTERED, "Зарегистрирован"), (Way.REGISTERED, "Отпущен"), (Way.REFUSED, "Отказано")),
        (Way.ACCEPTED, "Получено"),
    )
    place.adapter.changes = [
        Change("status", f"{number}", answers=key, receipt=Receipt(way, text=text))
        for number, (way, text) in enumerate(said, 1)
    ]
    await place.step(61)
    before = await place.room.way(document)
    assert [(step.way, step.told) for step in before[2:]] == [
        *((Way.ACCEPTED, "Получено"), (Way.ACCEPTED, "На рассмотрении"), (Way.ACCEPTED, "Приостановлено")),
        *((Way.ACCEPTED, "На рассмотрении"), (Way.REGISTERED, "Зарегистрирован")),
        (Way.REGISTERED, "Отпущен"),
    ]
    assert (await place.states(), await status_of(place, document)) == (["registered"], "зарегистрирован")
    (sending,) = await place.room.sendings(document)
    assert (sending.number, sending.told) == ("З-1", "Отпущен")
    place.adapter.changes = place.adapter.changes[-3:]
    await place.step(61)
    assert await place.room.way(document) == before


async def test_what_does_not_leave_says_why(place: Place, document: Id) -> None:
    new = place.cabinet.surroundings.ids.new
    for action, code in (
        (SendDocument(new(), document, 1, "region", signed=True), "document.unsigned"),
        (SendDocument(new(), document, 1, "nowhere"), "document.no_service"),
        (SendDocument(new(), document, 7, "region"), "document.stale"),
    ):
        with pytest.raises(Refused) as refused:
            await place.cabinet.do(action)
        assert refused.value.code == code
    await place.cabinet.do(SendDocument(new(), document, 1, "region"))
    await place.cabinet.do(WithdrawDocument(new(), document, 1, "не тот файл"))
    await place.step(16)
    assert (place.adapter.asked, await place.states()) == ([], ["refused"])


async def test_tried_in_vain_it_is_given_up_with_a_reason_or_tried_at_once(
    place: Place, document: Id
) -> None:
    new = place.cabinet.surroundings.ids.new
    place.adapter.answer = raising(Unreachable())
    await place.cabinet.do(SendDocument(new(), document, 1, "region"))
    await place.step(16)
    with pytest.raises(Refused) as tried:
        await place.cabinet.do(RecallSending(new(), 1))
    assert tried.value.code == "sending.tried"
    await place.cabinet.do(RetrySending(new(), 1))
    await place.step()
    assert len(place.adapter.asked) == 2
    await place.cabinet.do(RecallSending(new(), 1, "передали на бумаге"))
    await place.step(7200)
    assert (await place.states(), len(place.adapter.asked)) == (["recalled"], 2)


def test_what_waited_in_an_older_store_waits_on_under_its_new_address(tmp_path: Path) -> None:
    from medcab_tui.store.migrate import packaged

    connection = apsw.Connection(str(tmp_path / "older.db"))
    steps = packaged()
    for step in steps[:13]:
        step.take(connection)
    old = (
        "INSERT INTO outbox (service, object, kind, action, shape, payload, not_before)"
        " VALUES (?, ?, ?, ?, 1, '{}', 5)"
    )
    for service, kind in (("smtp", "notice.letter"), ("sms", "notice.letter"), ("region", "patient")):
        connection.execute(old, (service, b"o" * 16, kind, service.encode().ljust(16)))
    steps[13].take(connection)
    rows = connection.execute(
        "SELECT seq, service, kind, state, length(key) FROM outbox ORDER BY seq"
    ).fetchall()
    assert rows == [
        (1, "mail", "notice.letter", "queued", 16),
        (2, "sms", "notice.letter", "queued", 16),
        (3, "region", "patient", "queued", 16),
    ]


async def test_a_connection_that_cannot_be_opened_says_why(
    place: Place, maria: NewPatient, add: Adding
) -> None:
    await add(place.cabinet, maria)

    async def locked(_name: str) -> Any:
        raise Refused("link.secret_locked")

    place.room._opening = locked
    stepped = await place.step()
    assert (stepped.sent, stepped.failed) == (0, 1)
    assert await place.read("SELECT fault FROM service_state") == [("link.secret_locked",)]
