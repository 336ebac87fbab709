"""A change: once, whole, journaled, versioned, told."""

from __future__ import annotations

import dataclasses
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import ClassVar

import pytest
from msgspec.structs import replace

from medcab_tui.cabinet.actions import Action, Done
from medcab_tui.cabinet.cabinet import Cabinet
from medcab_tui.cabinet.door import TEST_COST, Door, Founding
from medcab_tui.cabinet.patients_actions import AddPatient, AmendRecord, WriteRecord
from medcab_tui.cabinet.surroundings import Surroundings
from medcab_tui.domain.accounts import Permission, Role
from medcab_tui.domain.errors import Forbidden, Invalid, Refused, Stale
from medcab_tui.domain.ids import Id
from medcab_tui.domain.patients import Coded, EncounterKind, NewPatient, RecordBody
from medcab_tui.store.transaction import Transaction

Adding = Callable[[Cabinet, NewPatient], Awaitable[Id]]
BODY = RecordBody(
    EncounterKind.EXAMINATION,
    Coded("I10", "Эссенциальная [первичная] гипертензия", "2.24"),
    complaints="Головная боль",
    conclusion="Давление 150/90",
)


async def write(cabinet: Cabinet, patient: Id, body: RecordBody = BODY) -> Id:
    at = cabinet.surroundings.clock.now()
    return (await cabinet.do(WriteRecord(cabinet.surroundings.ids.new(), patient, at, body))).result


@dataclass(frozen=True, slots=True)
class HalfWritten(Action[Id]):
    """Writes a patient and then fails."""

    code: ClassVar[str] = "test.half"
    permission: ClassVar[Permission] = Permission.ADD_PATIENT
    topics: ClassVar[frozenset[str]] = frozenset({"patients"})

    id: Id
    patient: NewPatient

    def apply(self, tx: Transaction) -> Done[Id]:
        assert not any("onnection" in name for name in dir(tx) if not name.startswith("_"))
        tx.patients.add(self.id, self.patient)
        raise Invalid("test.refused")


@pytest.mark.capability("C038")
async def test_a_record_is_written_amended_and_every_edition_kept(
    cabinet: Cabinet, maria: NewPatient, add: Adding
) -> None:
    patient = await add(cabinet, maria)
    record = await write(cabinet, patient)
    changed = replace(BODY, conclusion="Давление 140/85")
    ids = cabinet.surroundings.ids
    outcome = await cabinet.do(AmendRecord(ids.new(), record, 1, changed, "уточнено давление"))
    assert (outcome.result, outcome.version, outcome.repeated) == (record, 2, False)
    now, first = await cabinet.patients.versions(record)
    assert (now.version, now.body, now.reason) == (2, changed, "уточнено давление")
    assert (first.version, first.body, first.reason) == (1, BODY, "")
    assert (now.author.name, now.author.post) == ("Иванова А. П.", "врач-терапевт")
    whole = await cabinet.patients.encounter(record)
    assert (whole.version, whole.edition, whole.body) == (2, 2, changed)


@pytest.mark.capability("C036")
async def test_an_amendment_of_an_older_edition_is_refused_and_both_are_there_to_compare(
    cabinet: Cabinet, maria: NewPatient, add: Adding
) -> None:
    record = await write(cabinet, await add(cabinet, maria))
    ids = cabinet.surroundings.ids
    theirs, mine = replace(BODY, plan="Их план"), replace(BODY, plan="Мой план")
    await cabinet.do(AmendRecord(ids.new(), record, 1, theirs, "первая правка"))
    with pytest.raises(Stale) as refused:
        await cabinet.do(AmendRecord(ids.new(), record, 1, mine, "вторая правка"))
    assert refused.value.code == "encounter.stale"
    assert (refused.value.values["seen"], refused.value.values["current"]) == ("1", "2")
    assert refused.value.values["author"] == "Иванова А. П."
    bodies = {revision.version: revision.body for revision in await cabinet.patients.versions(record)}
    assert bodies == {1: BODY, 2: theirs}


@pytest.mark.parametrize(
    ("reason", "body", "code"),
    [
        ("ок", replace(BODY, plan="Иначе"), "reason.short"),
        ("без изменений", BODY, "record.unchanged"),
        ("пусто", replace(BODY, complaints="", conclusion=""), "record.empty"),
    ],
)
async def test_an_amendment_keeps_the_rules(
    cabinet: Cabinet, maria: NewPatient, add: Adding, reason: str, body: RecordBody, code: str
) -> None:
    record = await write(cabinet, await add(cabinet, maria))
    with pytest.raises(Invalid) as refused:
        await cabinet.do(AmendRecord(cabinet.surroundings.ids.new(), record, 1, body, reason))
    assert refused.value.code == code
    assert len(await cabinet.patients.versions(record)) == 1


async def test_doing_it_twice_changes_things_once_and_tells_once(cabinet: Cabinet, maria: NewPatient) -> None:
    told: list[frozenset[str]] = []
    cabinet.subscribe(told.append)
    action = AddPatient(cabinet.surroundings.ids.new(), maria)
    first, second = await cabinet.do(action), await cabinet.do(action)
    assert (first.result, first.repeated) == (action.id, False)
    assert (second.result, second.version, second.repeated) == (action.id, 1, True)
    assert await cabinet.patients.total() == 1
    assert told == [frozenset({"patients"})]
    assert [row.code for row in await cabinet.journal.mine()].count("patient.added") == 1


async def test_one_id_for_two_things_is_refused(cabinet: Cabinet, maria: NewPatient) -> None:
    identity = cabinet.surroundings.ids.new()
    await cabinet.do(AddPatient(identity, maria))
    with pytest.raises(Invalid, match=r"action\.reused"):
        await cabinet.do(AddPatient(identity, replace(maria, given="Марина")))
    assert await cabinet.patients.total() == 1


async def test_a_refused_action_leaves_nothing_and_tells_nobody(cabinet: Cabinet, maria: NewPatient) -> None:
    told: list[frozenset[str]] = []
    cabinet.subscribe(told.append)
    action = HalfWritten(cabinet.surroundings.ids.new(), maria)
    for _ in range(2):
        with pytest.raises(Invalid, match=r"test\.refused"):
            await cabinet.do(action)
    assert await cabinet.patients.total() == 0
    assert (await cabinet.patients.search("кузн")).hits == ()
    assert told == []
    assert (await cabinet.journal.verify()).rows == 1


@pytest.mark.capability("C034")
async def test_a_likely_duplicate_must_have_been_shown(
    cabinet: Cabinet, maria: NewPatient, add: Adding
) -> None:
    known = await add(cabinet, maria)
    married = replace(maria, surname="Орлова", snils="", policy="")
    shown = await cabinet.patients.likely_duplicates(married)
    assert [row.id for row in shown] == [known]
    with pytest.raises(Invalid) as refused:
        await cabinet.do(AddPatient(cabinet.surroundings.ids.new(), married))
    assert refused.value.code == "patient.duplicate"
    added = await cabinet.do(AddPatient(cabinet.surroundings.ids.new(), married, (known,)))
    assert added.result != known
    assert await cabinet.patients.total() == 2


async def test_a_stranger_is_no_duplicate(cabinet: Cabinet, maria: NewPatient, add: Adding) -> None:
    await add(cabinet, maria)
    other = NewPatient("Кузнецова", "Мария", "Павловна", maria.sex, date(1958, 3, 15))
    assert await cabinet.patients.likely_duplicates(other) == ()
    same_number = replace(other, surname="Лебедева", given="Ольга", snils="11223344595")
    assert len(await cabinet.patients.likely_duplicates(same_number)) == 1


async def test_records_of_nobody_are_refused(cabinet: Cabinet) -> None:
    nobody = cabinet.surroundings.ids.new()
    with pytest.raises(Refused, match=r"patient\.missing"):
        await write(cabinet, nobody)
    with pytest.raises(Refused, match=r"encounter\.missing"):
        await cabinet.do(AmendRecord(nobody, nobody, 1, BODY, "причина"))
    for read in (cabinet.patients.card, cabinet.patients.row):
        with pytest.raises(Refused, match=r"patient\.missing"):
            await read(nobody)


async def test_what_a_worker_may_not_do_is_refused_and_journaled(
    door: Door, founding: Founding, maria: NewPatient
) -> None:
    cabinet, _code = await door.found(dataclasses.replace(founding, roles=frozenset({Role.ADMINISTRATOR})))
    ids, now = cabinet.surroundings.ids, cabinet.surroundings.clock.now()
    patient = (await cabinet.do(AddPatient(ids.new(), maria))).result
    with pytest.raises(Forbidden) as refused:
        await cabinet.do(WriteRecord(ids.new(), patient, now, BODY))
    assert refused.value.values == {"permission": "write_record"}
    newest = (await cabinet.journal.mine())[0]
    assert (newest.code, newest.outcome, newest.params) == (
        "refused",
        "forbidden",
        {"action": "record.written"},
    )
    await cabinet.sign_out()


async def test_what_a_worker_may_not_read_is_refused_and_journaled_once_a_sitting(
    door: Door, founding: Founding, maria: NewPatient
) -> None:
    cabinet, _code = await door.found(dataclasses.replace(founding, roles=frozenset({Role.ADMINISTRATOR})))
    patient = (await cabinet.do(AddPatient(cabinet.surroundings.ids.new(), maria))).result
    for _again in range(3):
        with pytest.raises(Forbidden):
            await cabinet.patients.card(patient)
        await cabinet._desk.settled()
    told = [row for row in await cabinet.journal.mine() if row.code == "refused"]
    assert [(row.outcome, row.params) for row in told] == [("forbidden", {"action": "read_card"})]
    await cabinet.sign_out()
    again = await door.sign_in(founding.login, founding.password)
    with pytest.raises(Forbidden):
        await again.patients.card(patient)
    await again.sign_out()
    again = await door.sign_in(founding.login, founding.password)
    assert [row.code for row in await again.journal.mine()].count("refused") == 2
    await again.sign_out()


async def test_the_outbox_gets_what_a_connected_service_takes(
    tmp_path: Path, surroundings: Surroundings, founding: Founding, maria: NewPatient
) -> None:
    door = Door(tmp_path / "linked", surroundings, cost=TEST_COST)
    cabinet, _code = await door.found(founding)
    await cabinet._desk.write(
        lambda c: c.executemany(
            "INSERT INTO service (name, id, adapter, title, enabled, shape, settings, carries)"
            " VALUES (?, ?, 'some', '{}', ?, 1, '{}', ?)",
            [
                ("region", b"r" * 16, 1, '["encounter"]'),
                ("archive", b"a" * 16, 1, '["encounter", "patient"]'),
                ("off", b"o" * 16, 0, '["encounter", "patient"]'),
            ],
        )
    )
    patient = (await cabinet.do(AddPatient(surroundings.ids.new(), maria))).result
    record = await write(cabinet, patient)
    rows = await cabinet._desk.vault.read(
        lambda c: c.execute(
            "SELECT service, kind, object, attempts, state FROM outbox ORDER BY seq"
        ).fetchall()
    )
    assert rows == [
        ("archive", "patient", patient, 0, "queued"),
        ("archive", "encounter", record, 0, "queued"),
        ("region", "encounter", record, 0, "queued"),
    ]
    await cabinet.sign_out()


async def test_without_services_nothing_waits_to_be_sent(
    cabinet: Cabinet, maria: NewPatient, add: Adding
) -> None:
    await write(cabinet, await add(cabinet, maria))
    waiting = await cabinet._desk.vault.read(lambda c: c.execute("SELECT count(*) FROM outbox").get)
    assert waiting == 0


async def test_a_card_opens_with_everything_and_is_remembered(
    cabinet: Cabinet, maria: NewPatient, add: Adding
) -> None:
    other = replace(maria, given="Ольга", birth=date(1990, 1, 1), snils="", policy="")
    first, second = await add(cabinet, maria), await add(cabinet, other)
    record = await write(cabinet, first)
    card = await cabinet.patients.card(first)
    assert card.patient.phone == "+79123456789"
    assert card.latest is not None
    assert card.latest.id == record
    assert [row.summary for row in card.encounters] == ["Эссенциальная [первичная] гипертензия"]
    await cabinet.patients.card(second, opened=False)
    await cabinet._desk.settled()
    assert [row.id for row in await cabinet.home.recent()] == [first]


async def test_records_come_newest_first_in_windows(cabinet: Cabinet, maria: NewPatient, add: Adding) -> None:
    patient = await add(cabinet, maria)
    now, ids = cabinet.surroundings.clock.now(), cabinet.surroundings.ids
    for number, day in enumerate((3, 1, 2, 2, 5)):
        body = replace(BODY, plan=f"{number}")  # the same twice at once would be refused
        await cabinet.do(WriteRecord(ids.new(), patient, now - timedelta(days=day), body))
    window = await cabinet.patients.encounters(patient, limit=2)
    seen = list(window)
    while window := await cabinet.patients.encounters(patient, before=window[-1], limit=2):
        seen += window
    assert [(now - row.at).days for row in seen] == [1, 2, 2, 3, 5]
    assert len({row.id for row in seen}) == 5


async def test_busy_says_when_the_store_is_asked(cabinet: Cabinet) -> None:
    assert not cabinet.busy
    asked = cabinet.patients.total()
    asked.send(None)
    assert cabinet.busy
    asked.close()
    assert not cabinet.busy
