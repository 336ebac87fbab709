"""Cards of other departments: every read of what a card holds refuses, until a reason was given."""

from __future__ import annotations

import inspect
import re
from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from medcab_tui.cabinet.access_actions import Assign, EndAssignment, OpenOutside, ReopenAssignment
from medcab_tui.cabinet.bulk import LoadBatch, LoadedAppointment, LoadedResult, LoadedTask
from medcab_tui.cabinet.cabinet import Cabinet
from medcab_tui.cabinet.chart_actions import AmendPatient
from medcab_tui.cabinet.chart_export import Way
from medcab_tui.cabinet.documents_actions import AttachDocument, ExportDocument, WithdrawDocument
from medcab_tui.cabinet.door import Door
from medcab_tui.cabinet.exchange_actions import ResolveConflict
from medcab_tui.cabinet.exports_actions import ExportChart, ExportTable
from medcab_tui.cabinet.insurance_actions import AskPolicy
from medcab_tui.cabinet.merging_actions import MergePatients, PartPatients
from medcab_tui.cabinet.papers import Filled
from medcab_tui.cabinet.patients_actions import AddPatient, AmendRecord, WriteRecord
from medcab_tui.cabinet.region_actions import AskRegion
from medcab_tui.cabinet.requests_actions import AskToReview
from medcab_tui.cabinet.results_actions import AcknowledgeResults, PostponeResults
from medcab_tui.cabinet.sending_card import SendResults
from medcab_tui.cabinet.surroundings import TapeClock
from medcab_tui.domain.accounts import Role
from medcab_tui.domain.chart import details_of
from medcab_tui.domain.documents import Examined
from medcab_tui.domain.documents import Format as FileFormat
from medcab_tui.domain.errors import Forbidden, Invalid, Refused, Stale
from medcab_tui.domain.exports import ChartFormat, ChartOrder, Listing
from medcab_tui.domain.home import SeenResult
from medcab_tui.domain.ids import Id
from medcab_tui.domain.notices import NoticeKind, Told
from medcab_tui.domain.papers import PaperTemplate, Series
from medcab_tui.domain.patients import EncounterKind, NewPatient, RecordBody
from medcab_tui.domain.rooms import AppointmentStatus, Attention, TaskState
from medcab_tui.domain.signatures import SignedKind, ToSign
from medcab_tui.domain.tables import Format
from medcab_tui.store.transaction import Connection
from tests.cabinet.outside import (
    CHIEF,
    COLLEAGUE,
    OWN_HEAD,
    PASSWORD,
    SURGEON,
    SURGERY,
    WORD,
    Chart,
    as_roles,
    department,
    fill,
    give_away,
    hire,
)
from tests.papers import made

REASON = "экстренная помощь"
BODY = RecordBody(EncounterKind.PROCEDURE, None, conclusion="Прививка")
PAPER = PaperTemplate("x", "1", "x", "справка", (), Series("x", "{n}"), "#let", about_patient=True)
Call = Callable[[Cabinet, Chart], Awaitable[Any]]


def _to_sign(chart: Chart) -> ToSign:
    return ToSign(SignedKind.RECORD, chart.encounter, 1, "осмотр")


CLOSED: dict[str, Call] = {
    "patients.card": lambda c, one: c.patients.card(one.patient),
    "patients.encounters": lambda c, one: c.patients.encounters(one.patient),
    "patients.encounter": lambda c, one: c.patients.encounter(one.encounter),
    "patients.versions": lambda c, one: c.patients.versions(one.encounter),
    "patients.person_versions": lambda c, one: c.patients.person_versions(one.patient),
    "patients.allergy_versions": lambda c, one: c.patients.allergy_versions(one.patient, one.allergy),
    "patients.problem_versions": lambda c, one: c.patients.problem_versions(one.patient, one.problem),
    "journal.of_card": lambda c, one: c.journal.of_card(one.patient),
    "journal.total_of_card": lambda c, one: c.journal.total_of_card(one.patient),
    "merging.alike": lambda c, one: c.merging.alike(one.patient),
    "merging.both": lambda c, one: c.merging.both(one.patient, one.patient),
    "vitals.of": lambda c, one: c.vitals.of(one.patient),
    "vitals.one": lambda c, one: c.vitals.one(one.measurement),
    "vitals.versions": lambda c, one: c.vitals.versions(one.measurement),
    "visits.one": lambda c, one: c.visits.one(one.visit),
    "visits.of": lambda c, one: c.visits.of(one.patient),
    "visits.open_of": lambda c, one: c.visits.open_of(one.patient),
    "visits.latest_of": lambda c, one: c.visits.latest_of(one.patient),
    "visits.of_appointment": lambda c, one: c.visits.of_appointment(one.appointment),
    "orders.of": lambda c, one: c.orders.of(one.patient),
    "insurance.charts_asked": lambda c, one: c.insurance.charts_asked(one.patient),
    "insurance.checks": lambda c, one: c.insurance.checks(one.patient),
    "documents.snippet": lambda c, one: c.documents.snippet(one.document, WORD),
    "documents.kept": lambda c, one: c.documents.kept(one.document),
    "documents.opened": lambda c, one: c.documents.opened(one.document),
    "documents.picture": lambda c, one: c.documents.picture(one.document, 1, 9, 9),
    "documents.export": lambda c, one: c.documents.export(one.document, Path("/nowhere")),
    "papers.first": lambda c, one: c.papers.first(PAPER, one.patient),
    "papers.look": lambda c, one: c.papers.look(Filled(PAPER, one.patient, ())),
    "papers.make": lambda c, one: c.papers.make(one.conflict, Filled(PAPER, one.patient, ())),
    "papers.amend": lambda c, one: c.papers.amend(
        one.conflict, one.document, 1, Filled(PAPER, one.patient, ()), "правка"
    ),
    "papers.editions": lambda c, one: c.papers.editions(one.document),
    "papers.file": lambda c, one: c.papers.file(one.document, 1),
    "signatures.of": lambda c, one: c.signatures.of(one.encounter),
    "signatures.check": lambda c, one: c.signatures.check(one.signature),
    "signatures.sign": lambda c, one: c.signatures.sign(_to_sign(one)),
    "exchange.conflict": lambda c, one: c.exchange.conflict(one.conflict),
    "chart_export.write": lambda c, one: c.chart_export.write(
        ChartOrder(one.patient, ChartFormat.JSON, Path("/nowhere"), "карта"), Way()
    ),
}
"""What a card holds: refused with card.outside."""

LEFT_OUT: dict[str, tuple[Call, Callable[[Any], object], object]] = {
    "home.trends": (lambda c, one: c.home.trends([(one.patient, one.result)]), lambda found: found, {}),
    "documents.page": (
        lambda c, _: c.documents.page(),
        lambda found: [(row.title, row.reason) for row in found],
        [("справка", "")],
    ),
    "documents.row": (lambda c, one: c.documents.row(one.document), lambda row: row.title, "справка"),
    "documents.of_patient": (
        lambda c, one: c.documents.of_patient(one.patient),
        lambda found: [row.title for row in found],
        ["справка"],
    ),
    "documents.search": (lambda c, _: c.documents.search(WORD), len, 0),
    "documents.found": (lambda c, _: c.documents.found("выписка"), int, 0),
    "signatures.states": (lambda c, one: c.signatures.states([one.encounter]), lambda found: found, {}),
    "signatures.standing": (
        lambda c, one: c.signatures.standing([_to_sign(one)]),
        lambda found: [item.fault for item in found],
        ["card.outside"],
    ),
    "exchange.conflicts": (lambda c, _: c.exchange.conflicts(), len, 0),
    "insurance.look_after": (lambda c, one: c.insurance.look_after(one.patient), bool, False),
}
"""What gives many things: those of a closed card are left out, or told without what the card holds."""

OPEN: dict[str, str] = {
    "patients.total": "a number",
    "patients.page": "who there is, with the warning that stands in every list",
    "patients.narrowing": "likewise: by sex, age, area and whether there is a warning",
    "patients.row": "likewise",
    "patients.search": "likewise",
    "patients.likely_duplicates": "likewise: the same person must not get two cards",
    "patients.outside": "what is said at a card that is closed",
    "home.recent": "who there is",
    "home.attention": "what waits for this worker opens the card",
    "home.page": "likewise; what they answered themselves stays theirs",
    "home.thread": "what was written to this worker, or by them",
    "home.next_attention": "as home.attention",
    "home.badges": "numbers",
    "schedule.day": "when who comes, and what they said at booking: whoever books must see it",
    "schedule.week": "likewise",
    "schedule.load": "numbers",
    "schedule.doctors": "who receives",
    "schedule.hours": "when",
    "schedule.span": "as schedule.day",
    "schedule.free": "times",
    "schedule.booked": "as schedule.day",
    "schedule.lasts": "yes or no",
    "schedule.find": "as schedule.day",
    "schedule.whom": "who there is: name and birth date",
    "insurance.asked_about": "whose it is, no more: the row of a patient tells what every list tells",
    "insurance.unreached": "services that cannot be reached",
    "orders.laboratories": "which laboratories take orders",
    "documents.total": "a number",
    "documents.counts": "numbers",
    "documents.examine": "one's own file",
    "documents.paths": "one's own files",
    "papers.templates": "templates",
    "papers.template": "a template",
    "papers.tried": "templates",
    "papers.usable": "templates",
    "papers.may_make": "a right",
    "papers.picture": "a page that this worker had set a moment ago",
    "signatures.verify": "over bytes that are given",
    "signatures.signers": "programs",
    "signatures.certificates": "one's own",
    "signatures.unlock": "one's own",
    "signatures.probe": "one's own",
    "exchange.step": "by the worker of the exchange, under its own right; nobody reads it",
    "exchange.close": "likewise",
    "exchange.state": "numbers",
    "exchange.queue": "kinds and services; the words of answers are left out, see the test",
    "exchange.sending": "likewise",
    "exchange.sendings": "likewise",
    "exchange.way": "likewise",
    "exchange.way_of": "likewise",
    "exports.feed": "rows that the other rooms gave",
    "exports.write": "likewise; the action asks whose card it is, see the test",
    "journal.mine": "one's own deeds: codes and ids",
    "journal.my_page": "likewise",
    "journal.my_total": "a number",
    "journal.verify": "whether the chain holds",
    "journal.accept": "likewise",
    "access.departments": "departments",
    "access.assigned": "areas, and who there is",
    "access.assignable": "a right",
    "requests.to_decide": "what waits for this worker opens the card",
    "requests.asked": "what they asked themselves",
    "requests.decided": "what they decided themselves",
    "requests.one": "only for those who take part in it",
}
"""What tells nothing that a card holds, and why."""

ROOMS_APART: dict[str, str] = {
    "accounts": "workers",
    "reference": "books",
    "delivery": "one's own ways of being told",
    "links": "services",
    "reminders": "by the worker who reminds",
    "templates": "texts to write with",
    "second_factor": "one's own codes",
    "stand": "what the stand-in of services holds; nothing real",
    "step_up": "one's own proof",
    "unattended": "keys of machines",
    "drafts": "what this worker typed",
    "storage": "the store as a thing",
    "keeping": "loads, backups: administrators, who read no cards",
    "preferences": "one's own filters",
    "imports": "loading, by administrators: nothing is read of cards that are here",
}
"""Rooms in which there is nothing of any card."""


def rooms() -> dict[str, type]:
    """Every room of a cabinet by the name it is entered by."""
    found = {}
    for name, member in vars(Cabinet).items():
        if isinstance(member, cached_property) and not name.startswith("_"):
            asked = inspect.signature(member.func).return_annotation
            source = inspect.getsource(member.func)
            module = re.search(r"from (medcab_tui\.\S+) import", source)
            assert module is not None, name
            found[name] = getattr(import_module(module[1]), asked)
    return found


def test_every_read_of_every_room_is_known_to_be_closed_or_said_to_be_open() -> None:
    known = set(CLOSED) | set(LEFT_OUT) | set(OPEN)
    assert len(known) == len(CLOSED) + len(LEFT_OUT) + len(OPEN)
    there = {
        f"{room}.{name}"
        for room, kind in rooms().items()
        if room not in ROOMS_APART
        for name, member in vars(kind).items()
        if not name.startswith("_") and (inspect.isfunction(member) or isinstance(member, property))
    }
    gates = {"exports.names"}  # properties that tell a right
    assert there - gates == known


async def outside(cabinet: Cabinet, maria: NewPatient) -> Chart:
    chart = await fill(cabinet, maria)
    await hire(cabinet, CHIEF, SURGEON)
    await give_away(cabinet)
    return chart


async def refusal(call: Awaitable[Any]) -> str:
    try:
        await call
    except Refused as refused:
        return refused.code
    return ""


@pytest.mark.capability("C109")
async def test_every_read_of_a_card_refuses_outside_and_lets_in_once_a_reason_was_given(
    cabinet: Cabinet, maria: NewPatient
) -> None:
    chart = await fill(cabinet, maria)
    before = await told(cabinet, chart)
    assert await refused_of(cabinet, chart) == set()
    await hire(cabinet, CHIEF, SURGEON)
    await give_away(cabinet)
    as_roles(cabinet, Role.CLINICIAN)
    assert await refused_of(cabinet, chart) == set(CLOSED)
    assert await told(cabinet, chart) == {name: left for name, (_, _, left) in LEFT_OUT.items()}
    await cabinet.do(OpenOutside(cabinet.surroundings.ids.new(), chart.patient, REASON))
    assert await refused_of(cabinet, chart) == {"journal.of_card", "journal.total_of_card"}
    assert await told(cabinet, chart) == before
    telling = {name for name, (_, _, left) in LEFT_OUT.items() if before[name] != left}
    assert telling == set(LEFT_OUT) - {"insurance.look_after"}  # without an insurer nothing is asked


async def told(cabinet: Cabinet, chart: Chart) -> dict[str, object]:
    """What the reads that leave out tell."""
    return {name: shown(await look(cabinet, chart)) for name, (look, shown, _left) in LEFT_OUT.items()}


async def refused_of(cabinet: Cabinet, chart: Chart) -> set[str]:
    """The reads that refuse because of the card."""
    codes = {name: await refusal(call(cabinet, chart)) for name, call in CLOSED.items()}
    return {name for name, code in codes.items() if code in ("card.outside", "card.journal")}


# Opening for a reason.


async def notes(cabinet: Cabinet) -> list[tuple[str, str, Id | None]]:
    """What this worker is told of cards: by whom, why, of whom."""
    return [
        (row.params["who"], row.detail, row.patient)
        for row in await cabinet.home.attention()
        if row.code == Told.CARD_OUTSIDE
    ]


async def opened(cabinet: Cabinet, patient: Id, reason: str = REASON) -> Id:
    return (await cabinet.do(OpenOutside(cabinet.surroundings.ids.new(), patient, reason))).result


async def sits(door: Door, login: str) -> Cabinet:
    return await door.sign_in(login, PASSWORD)


@pytest.mark.capability("C014", "C193")
async def test_heads_are_told_who_opened_a_card_when_and_why(
    door: Door, cabinet: Cabinet, maria: NewPatient
) -> None:
    chart = await fill(cabinet, maria)
    await hire(cabinet, CHIEF, SURGEON, OWN_HEAD, COLLEAGUE)
    await give_away(cabinet)
    as_roles(cabinet, Role.CLINICIAN)
    told = await cabinet.patients.outside(chart.patient)
    assert (told.departments, told.heads) == ((SURGERY,), ("Хирургов Х.",))
    await opened(cabinet, chart.patient, "  экстренная   помощь ")
    assert await notes(cabinet) == []
    for login, expected in (("chief", 1), ("head", 1), ("surgeon", 0), ("colleague", 0)):
        other = await sits(door, login)
        assert await notes(other) == [("Иванова А. П.", REASON, chart.patient)] * expected, login
        await other.sign_out()


async def test_without_a_head_the_administrators_are_told(
    door: Door, cabinet: Cabinet, maria: NewPatient
) -> None:
    chart = await fill(cabinet, maria)
    await hire(cabinet, SURGEON, COLLEAGUE)
    await give_away(cabinet)
    colleague = await sits(door, "colleague")
    assert await refusal(colleague.patients.card(chart.patient)) == "card.outside"
    await opened(colleague, chart.patient)
    await colleague.sign_out()
    assert await notes(cabinet) == [("Сидорова В.", REASON, chart.patient)]


async def test_an_opened_card_stands_until_the_end_of_the_local_day(
    cabinet: Cabinet, maria: NewPatient
) -> None:
    chart = await outside(cabinet, maria)
    await opened(cabinet, chart.patient)
    assert await refusal(opened(cabinet, chart.patient)) == "card.inside"
    clock = cabinet.surroundings.clock
    assert isinstance(clock, TapeClock)
    clock.advance(timedelta(hours=11, minutes=44))  # 23:59 in Moscow
    assert await refusal(cabinet.patients.card(chart.patient)) == ""
    clock.advance(timedelta(minutes=1))
    assert await refusal(cabinet.patients.card(chart.patient)) == "card.outside"
    await opened(cabinet, chart.patient)
    assert await refusal(cabinet.patients.card(chart.patient)) == ""


async def test_a_reason_that_says_nothing_opens_nothing(cabinet: Cabinet, maria: NewPatient) -> None:
    chart = await outside(cabinet, maria)
    for reason, code in (("срочно", "reason.short"), ("а" * 251, "text.long")):
        with pytest.raises(Invalid) as refused:
            await opened(cabinet, chart.patient, reason)
        assert (refused.value.code, refused.value.field) == (code, "reason")
    assert await refusal(opened(cabinet, chart.allergy)) == "patient.missing"
    assert await refusal(cabinet.patients.card(chart.patient)) == "card.outside"


async def test_an_opening_done_twice_tells_once(door: Door, cabinet: Cabinet, maria: NewPatient) -> None:
    chart = await outside(cabinet, maria)
    action = OpenOutside(cabinet.surroundings.ids.new(), chart.patient, REASON)
    await cabinet.do(action)
    assert (await cabinet.do(action)).repeated
    chief = await sits(door, "chief")
    assert len(await notes(chief)) == 1
    await chief.sign_out()


# The ways in.


async def test_who_treats_is_inside_and_the_head_of_another_department_is_not(
    door: Door, cabinet: Cabinet, maria: NewPatient
) -> None:
    chart = await fill(cabinet, maria)
    await hire(cabinet, CHIEF, SURGEON, OWN_HEAD)
    await give_away(cabinet)
    for login, code in (("surgeon", ""), ("chief", ""), ("head", "card.outside")):
        other = await sits(door, login)
        assert await refusal(other.patients.card(chart.patient)) == code, login
        assert await refusal(other.journal.of_card(chart.patient)) == code, login
        await other.sign_out()


async def test_a_patient_of_no_area_is_nobodys(cabinet: Cabinet, maria: NewPatient) -> None:
    chart = await outside(cabinet, maria)
    stranger = replace(maria, surname="Приезжая", snils="", policy="", phone="", area="")
    new = (await cabinet.do(AddPatient(cabinet.surroundings.ids.new(), stranger, (chart.patient,)))).result
    assert (await cabinet.patients.card(new)).patient.surname == "Приезжая"
    assert await cabinet.journal.total_of_card(new) >= 1


async def test_whoever_makes_a_card_has_it_open_that_day_and_nobody_is_alarmed(
    door: Door, cabinet: Cabinet, maria: NewPatient
) -> None:
    chart = await outside(cabinet, maria)
    walk_in = replace(maria, surname="Приезжая", snils="", policy="", phone="")
    new, now = cabinet.surroundings.ids.new, cabinet.surroundings.clock.now()
    patient = (await cabinet.do(AddPatient(new(), walk_in, (chart.patient,)))).result
    await cabinet.do(WriteRecord(new(), patient, now, BODY))
    assert len((await cabinet.patients.card(patient)).encounters) == 1
    assert await refusal(cabinet.patients.card(chart.patient)) == "card.outside"
    clock = cabinet.surroundings.clock
    assert isinstance(clock, TapeClock)
    clock.advance(timedelta(hours=12))
    assert await refusal(cabinet.patients.card(patient)) == "card.outside"
    chief = await sits(door, "chief")
    assert await notes(chief) == []
    await chief.sign_out()


async def test_one_patient_may_be_given_to_a_department_beside_that_of_the_area(
    cabinet: Cabinet, maria: NewPatient
) -> None:
    chart = await outside(cabinet, maria)
    own = await department(cabinet, "Терапевтическое отделение")
    day = cabinet.surroundings.clock.now().date()
    ids = cabinet.surroundings.ids
    given = await cabinet.do(Assign(ids.new(), own, "", chart.patient, day))
    assert await refusal(cabinet.patients.card(chart.patient)) == ""
    assert [(one.patient, row and row.surname) for one, row in await cabinet.access.assigned(own)] == [
        (chart.patient, "Кузнецова")
    ]
    ended = await cabinet.do(EndAssignment(ids.new(), given.result, 1, day))
    assert await refusal(cabinet.patients.card(chart.patient)) == "card.outside"
    await cabinet.do(ReopenAssignment(ids.new(), given.result, ended.version or 0))
    assert await refusal(cabinet.patients.card(chart.patient)) == ""


@pytest.mark.parametrize(
    ("days", "status", "code"),
    [
        (0, AppointmentStatus.BOOKED, ""),
        (13, AppointmentStatus.BOOKED, ""),
        (15, AppointmentStatus.BOOKED, "card.outside"),
        (-6, AppointmentStatus.DONE, ""),
        (-8, AppointmentStatus.DONE, "card.outside"),
        (0, AppointmentStatus.CANCELLED, "card.outside"),
        (0, AppointmentStatus.NO_SHOW, "card.outside"),
    ],
)
async def test_a_visit_around_today_is_a_way_in(
    cabinet: Cabinet, maria: NewPatient, days: int, status: AppointmentStatus, code: str
) -> None:
    chart = await outside(cabinet, maria)
    start = (cabinet.surroundings.clock.now() + timedelta(days=days)).replace(tzinfo=None, hour=15)
    visit = LoadedAppointment(
        cabinet.surroundings.ids.new(), chart.patient, cabinet.worker.id, start, "Europe/Moscow", 15, status
    )
    await cabinet.do(LoadBatch(cabinet.surroundings.ids.new(), (visit,)))
    assert await refusal(cabinet.patients.card(chart.patient)) == code
    if not code:
        assert await refusal(cabinet.journal.of_card(chart.patient)) == "card.journal"


@pytest.mark.parametrize(
    ("attention", "state", "kind", "code"),
    [
        (Attention.TO_CONFIRM, TaskState.AWAITING, NoticeKind.TASK, ""),
        (None, TaskState.IN_WORK, NoticeKind.TASK, ""),
        (Attention.MESSAGE, TaskState.AWAITING, NoticeKind.APPLICATION, ""),
        (Attention.MESSAGE, TaskState.AWAITING, NoticeKind.MESSAGE, "card.outside"),
        (Attention.TO_CONFIRM, TaskState.DONE, NoticeKind.TASK, "card.outside"),
    ],
)
async def test_what_waits_for_an_answer_is_a_way_in_and_a_message_is_not(
    cabinet: Cabinet,
    maria: NewPatient,
    attention: Attention | None,
    state: TaskState,
    kind: NoticeKind,
    code: str,
) -> None:
    chart = await outside(cabinet, maria)
    now, ids = cabinet.surroundings.clock.now(), cabinet.surroundings.ids
    task = LoadedTask(
        ids.new(),
        cabinet.worker.id,
        attention,
        state,
        now,
        None,
        "дело",
        "",
        patient=chart.patient,
        kind=kind,
    )
    await cabinet.do(LoadBatch(ids.new(), (task,)))
    assert await refusal(cabinet.patients.card(chart.patient)) == code


async def test_a_result_that_waits_is_a_way_in_until_it_is_acknowledged(
    cabinet: Cabinet, maria: NewPatient
) -> None:
    chart = await outside(cabinet, maria)
    ids = cabinet.surroundings.ids
    waiting = replace(chart.result, id=ids.new(), acknowledged=False)
    await cabinet.do(LoadBatch(ids.new(), (LoadedResult(chart.patient, waiting, cabinet.worker.id),)))
    assert await refusal(cabinet.patients.card(chart.patient)) == ""
    seen = SeenResult(chart.patient, waiting.code.code, waiting.at, waiting.id, 1)
    await cabinet.do(AcknowledgeResults(ids.new(), (seen,)))
    assert await refusal(cabinet.patients.card(chart.patient)) == "card.outside"


# What is written into a card, and let out of it.


async def test_nothing_is_written_into_a_closed_card_nor_let_out_of_it(
    cabinet: Cabinet, maria: NewPatient
) -> None:
    chart = await fill(cabinet, maria)
    card = await cabinet.patients.card(chart.patient)
    await hire(cabinet, CHIEF)
    await give_away(cabinet)
    new, now = cabinet.surroundings.ids.new, cabinet.surroundings.clock.now()
    details = replace(details_of(card.patient), phone="+79123456780")
    file, found = made.pdf("Ещё одна"), Examined(FileFormat.PDF, 1, text=("Ещё одна",))
    await cabinet._desk.write(
        lambda c: c.execute(
            "INSERT INTO service (name, id, adapter, title, enabled, shape, settings, carries, capabilities)"
            " VALUES ('x', randomblob(16), 'model', '{}', 1, 1, '{}', ?, '[]')",
            ('["results", "policy.asked", "chart.asked"]',),
        )
    )
    actions = (
        WriteRecord(new(), chart.patient, now, BODY),
        AmendPatient(new(), chart.patient, card.patient.version, details),
        AttachDocument(new(), "Ещё", "справка", chart.patient, "y.pdf", file, found),
        WithdrawDocument(new(), chart.document, 1, "внесён по ошибке"),
        SendResults(new(), chart.patient, chart.result.at.date(), (chart.result.id,), "x"),
        AskPolicy(new(), chart.patient),
        AskRegion(new(), chart.patient),
        ExportChart(new(), chart.patient, ChartFormat.JSON),
        ExportDocument(new(), chart.document),
        ExportTable(new(), Listing.RESULTS, Format.CSV, 1, False, chart.patient),
    )
    rows = await cabinet.journal.my_total()
    for action in actions:
        assert await refusal(cabinet.do(action)) == "card.outside", action.code
    assert await cabinet.journal.my_total() == rows
    await opened(cabinet, chart.patient)
    for action in actions:
        assert await refusal(cabinet.do(action)) in ("", "step_up.needed"), action.code


async def test_a_closed_card_is_not_opened_by_saying_where_the_patient_lives(
    cabinet: Cabinet, maria: NewPatient
) -> None:
    chart = await fill(cabinet, maria)
    new, details = (
        cabinet.surroundings.ids.new,
        details_of((await cabinet.patients.card(chart.patient)).patient),
    )
    await hire(cabinet, CHIEF)
    await give_away(cabinet)
    for area in ("3", ""):
        moved = replace(details, area=area)
        assert await refusal(cabinet.do(AmendPatient(new(), chart.patient, 1, moved))) == "card.outside"
        resolved = ResolveConflict(new(), chart.conflict, 1, 1, moved)
        assert await refusal(cabinet.do(resolved)) == "card.outside"
    assert await refusal(cabinet.patients.card(chart.patient)) == "card.outside"


async def test_whoever_treats_a_patient_may_say_that_they_moved_to_where_others_do(
    cabinet: Cabinet, maria: NewPatient
) -> None:
    chart = await fill(cabinet, maria)
    new, details = (
        cabinet.surroundings.ids.new,
        details_of((await cabinet.patients.card(chart.patient)).patient),
    )
    await hire(cabinet, CHIEF)
    await give_away(cabinet, "9")
    moved = AmendPatient(new(), chart.patient, 1, replace(details, area="9"))
    assert await refusal(cabinet.do(moved)) == ""
    assert await refusal(cabinet.patients.card(chart.patient)) == "card.outside"


async def test_nobody_is_asked_to_look_at_a_result_of_a_closed_card(
    cabinet: Cabinet, maria: NewPatient
) -> None:
    chart = await fill(cabinet, maria)
    new, to = cabinet.surroundings.ids.new, COLLEAGUE
    waits = replace(chart.result, id=new(), acknowledged=False)
    await cabinet.do(LoadBatch(new(), (LoadedResult(chart.patient, waits),)))
    await hire(cabinet, CHIEF, to)
    (colleague,) = (one for one in await cabinet.accounts.workers() if one.login == to.login)
    await give_away(cabinet)
    seen = SeenResult(chart.patient, waits.code.code, waits.at, waits.id, 1)
    assert await refusal(cabinet.do(AskToReview(new(), seen, colleague.id))) == "card.outside"
    assert await refusal(cabinet.do(AcknowledgeResults(new(), (seen,)))) == "card.outside"
    later = cabinet.surroundings.clock.now() + timedelta(days=1)
    assert await refusal(cabinet.do(PostponeResults(new(), (seen,), later))) == "card.outside"
    await opened(cabinet, chart.patient)
    assert await refusal(cabinet.do(AskToReview(new(), seen, colleague.id))) == ""


async def test_closed_cards_are_not_parted(cabinet: Cabinet, maria: NewPatient) -> None:
    chart = await fill(cabinet, maria)
    new, twin = cabinet.surroundings.ids.new, replace(maria, snils="", policy="")
    other = (await cabinet.do(AddPatient(new(), twin, (chart.patient,)))).result
    await cabinet._desk.write(lambda c: c.execute("DELETE FROM conflict"))
    await cabinet.do(MergePatients(new(), chart.patient, 1, other, 1, maria, "одна и та же пациентка"))
    await hire(cabinet, CHIEF)
    await give_away(cabinet)
    part = PartPatients(new(), other, chart.patient, 1, "разные люди")
    assert await refusal(cabinet.do(part)) == "card.outside"
    await opened(cabinet, chart.patient)
    assert await refusal(cabinet.do(part)) == ""


async def test_answers_of_services_about_a_closed_card_are_not_told(
    cabinet: Cabinet, maria: NewPatient
) -> None:
    chart = await fill(cabinet, maria)
    new, other = cabinet.surroundings.ids.new, cabinet.surroundings.ids.new()
    check, question, day = new(), new(), new()
    about = (
        chart.patient,
        chart.encounter,
        chart.document,
        chart.visit,
        chart.measurement,
        chart.appointment,
        check,
        question,
        day,
    )

    def answered(c: Connection) -> None:
        c.execute(
            "INSERT INTO policy_check (id, patient, policy, asked, author) VALUES (?, ?, '1', 1, 1)",
            (check, chart.patient),
        )
        c.execute(
            "INSERT INTO region_ask (id, patient, asked, author) VALUES (?, ?, 1, 1)",
            (question, chart.patient),
        )
        for one in about:
            c.execute(
                "INSERT INTO outbox (key, service, object, kind, worker, action, shape, payload, made,"
                " not_before, next_try, state, told)"
                " VALUES (?, 'x', ?, 'x', ?, ?, 1, '{}', 1, 1, 1, 'refused',"
                " 'Кузнецова М. П.: нет полиса')",
                (new(), one, other, chart.measurement),
            )

    await cabinet._desk.write(answered)
    assert [one.told for one in await cabinet.exchange.queue() if one.told] == [
        "Кузнецова М. П.: нет полиса"
    ] * 9
    await hire(cabinet, CHIEF)
    await give_away(cabinet)
    assert not any(one.told for one in await cabinet.exchange.queue())
    for one in about:
        assert [row.told for row in await cabinet.exchange.sendings(one) if row.kind == "x"] == [""]
        assert not any(step.told or step.raw for step in await cabinet.exchange.way(one))
    as_roles(cabinet, Role.ADMINISTRATOR)
    assert sum(bool(one.told) for one in await cabinet.exchange.queue()) == 9


async def test_a_closed_card_is_not_opened_by_merging_it_with_an_open_one(
    cabinet: Cabinet, maria: NewPatient
) -> None:
    chart = await outside(cabinet, maria)
    twin = replace(maria, snils="", policy="", area="")
    new = cabinet.surroundings.ids.new
    open_ = (await cabinet.do(AddPatient(new(), twin, (chart.patient,)))).result
    assert await refusal(cabinet.patients.card(open_)) == ""
    for stays, leaves in ((chart.patient, open_), (open_, chart.patient)):
        merge = MergePatients(new(), stays, 1, leaves, 1, twin, "одна и та же пациентка")
        assert await refusal(cabinet.do(merge)) == "card.outside"
    assert await refusal(cabinet.patients.card(chart.patient)) == "card.outside"


async def test_an_administrator_who_reads_no_cards_keeps_the_list_of_documents(
    cabinet: Cabinet, maria: NewPatient
) -> None:
    await outside(cabinet, maria)
    as_roles(cabinet, Role.ADMINISTRATOR)
    assert [row.title for row in await cabinet.documents.page()] == ["Выписка"]
    assert [hit.row.title for hit in await cabinet.documents.search("выписка")] == ["Выписка"]
    assert await cabinet.documents.search(WORD) == ()


async def test_a_closed_document_is_found_by_what_the_list_shows_and_by_nothing_else(
    cabinet: Cabinet, maria: NewPatient
) -> None:
    await outside(cabinet, maria)
    for text, count in (
        ("кузнецова", 1),
        ("справка", 1),
        ("кузнецова справка", 1),
        ("выписка", 0),
        (WORD, 0),
    ):
        assert len(await cabinet.documents.search(text)) == count, text
        assert await cabinet.documents.found(text) == count, text
        assert len(await cabinet.documents.search(text, limit=1, last=True)) == count, text


# Saying whom a department treats.


async def test_whom_a_department_treats_is_said_by_its_head_or_an_administrator(
    door: Door, cabinet: Cabinet, maria: NewPatient
) -> None:
    chart = await fill(cabinet, maria)
    await hire(cabinet, CHIEF, SURGEON, OWN_HEAD)
    surgery, own = await department(cabinet, SURGERY), await department(cabinet, "Терапевтическое отделение")
    day, ids = cabinet.surroundings.clock.now().date(), cabinet.surroundings.ids
    for login, whose, code in (
        ("chief", surgery, ""),
        ("chief", own, "access.not_yours"),
        ("surgeon", surgery, "forbidden"),
    ):
        other = await sits(door, login)
        assert await refusal(other.do(Assign(ids.new(), whose, login + code, None, day))) == code
        assert await other.access.assignable() == (frozenset({surgery}) if login == "chief" else frozenset())
        await other.sign_out()
    assert await cabinet.access.assignable() == {one.id for one in await cabinet.access.departments()}
    heads = {one.name: one.heads for one in await cabinet.access.departments()}
    assert heads == {SURGERY: ("Хирургов Х.",), "Терапевтическое отделение": ("Главная А.",)}
    assert (
        await refusal(cabinet.do(Assign(ids.new(), chart.patient, "7", None, day))) == "access.no_department"
    )
    assert await refusal(cabinet.patients.card(chart.patient)) == ""


async def test_an_assignment_does_not_overlap_itself_and_is_ended_by_the_edition_that_was_seen(
    cabinet: Cabinet, maria: NewPatient
) -> None:
    chart = await outside(cabinet, maria)
    surgery, ids = await department(cabinet, SURGERY), cabinet.surroundings.ids
    day = cabinet.surroundings.clock.now().date()
    ((one, row),) = await cabinet.access.assigned(surgery)
    assert (one.area, one.since, one.until, row) == ("7", day, None, None)
    for since, until, code in (
        (day + timedelta(days=9), None, "access.assigned"),
        (day - timedelta(days=9), day + timedelta(days=1), "access.assigned"),
        (day - timedelta(days=9), day - timedelta(days=9), "access.until"),
        (day - timedelta(days=9), day, ""),
    ):
        assert await refusal(cabinet.do(Assign(ids.new(), surgery, "7", None, since, until))) == code
    with pytest.raises(Stale):
        await cabinet.do(EndAssignment(ids.new(), one.id, 7, day))
    assert (
        await refusal(cabinet.do(EndAssignment(ids.new(), one.id, 1, day - timedelta(days=1))))
        == "access.until"
    )
    assert await refusal(cabinet.do(ReopenAssignment(ids.new(), one.id, 1))) == "access.stands"
    await cabinet.do(EndAssignment(ids.new(), one.id, 1, day + timedelta(days=1)))
    assert await refusal(cabinet.patients.card(chart.patient)) == "card.outside"
    clock = cabinet.surroundings.clock
    assert isinstance(clock, TapeClock)
    clock.advance(timedelta(days=1))
    assert await refusal(cabinet.patients.card(chart.patient)) == ""


async def test_a_head_is_told_what_others_say_of_the_department(
    door: Door, cabinet: Cabinet, maria: NewPatient
) -> None:
    await outside(cabinet, maria)
    chief = await sits(door, "chief")
    rows = [(row.code, row.params["area"], row.detail) for row in await chief.home.attention()]
    assert rows == [(Told.ASSIGNED, "7", SURGERY)]
    await chief.sign_out()


async def test_a_head_is_told_that_another_department_took_their_area_or_patient(
    door: Door, cabinet: Cabinet, maria: NewPatient
) -> None:
    chart = await outside(cabinet, maria)
    await hire(cabinet, OWN_HEAD)
    own = await department(cabinet, OWN_HEAD.department)
    day, ids = cabinet.surroundings.clock.now().date(), cabinet.surroundings.ids
    head = await sits(door, "head")
    for area, patient in (("7", None), ("", chart.patient)):
        assert await refusal(head.do(Assign(ids.new(), own, area, patient, day))) == ""
    await head.sign_out()
    chief = await sits(door, "chief")
    rows = [
        (row.code, row.patient) for row in await chief.home.attention() if row.detail == OWN_HEAD.department
    ]
    assert set(rows) == {(Told.ASSIGNED, None), (Told.ASSIGNED, chart.patient)}
    await chief.sign_out()


# The card's own journal.


@pytest.mark.capability("C191", "C192", "C193")
async def test_a_cards_journal_tells_who_looked_and_who_changed_what_and_why(
    door: Door, cabinet: Cabinet, maria: NewPatient
) -> None:
    chart = await outside(cabinet, maria)
    await opened(cabinet, chart.patient)
    await cabinet.patients.card(chart.patient)
    record = await cabinet.patients.encounter(chart.encounter)
    amended = replace(record.body, complaints="кашель третий день")
    new = cabinet.surroundings.ids.new
    await cabinet.do(AmendRecord(new(), chart.encounter, 1, amended, "уточнены жалобы"))
    await cabinet._desk.settled()
    surgeon = await sits(door, "surgeon")
    await surgeon.patients.card(chart.patient)
    await surgeon._desk.settled()
    rows = await surgeon.journal.of_card(chart.patient)
    codes = [(one.row.worker, one.row.code, one.reason) for one in rows]
    assert codes[:4] == [
        ("Скальпелев П.", "card.opened", ""),
        ("Иванова А. П.", "record.amended", "уточнены жалобы"),
        ("Иванова А. П.", "card.opened", ""),
        ("Иванова А. П.", "card.opened_outside", REASON),
    ]
    assert [one.row.params.get("way") for one in rows[:3]] == ["treats", None, "reason"]
    assert [code for _, code, _ in codes[4:]] == [
        "reception.begun", "vitals.recorded", "document.attached", "problem.added", "allergy.added",
        "record.written", "patient.added",
    ]  # fmt: skip
    assert rows[0].department == SURGERY
    total = await surgeon.journal.total_of_card(chart.patient)
    assert total == len(rows) == 11
    paged: list[int] = []
    after: int | None = None
    while page := await surgeon.journal.of_card(chart.patient, after=after, limit=4):
        paged += [one.id for one in page]
        after = page[-1].id
    assert paged == [one.id for one in rows]
    last = await surgeon.journal.of_card(chart.patient, last=True, limit=4)
    assert [one.id for one in last] == paged[-4:]
    before = await surgeon.journal.of_card(chart.patient, before=paged[-4], limit=4)
    assert [one.id for one in before] == paged[-8:-4]
    await surgeon.sign_out()


async def test_looking_is_journaled_once_an_hour_by_each_worker_without_names(
    cabinet: Cabinet, maria: NewPatient
) -> None:
    chart = await fill(cabinet, maria)
    clock = cabinet.surroundings.clock
    assert isinstance(clock, TapeClock)
    for minutes, looks in ((0, 1), (10, 1), (49, 1), (1, 2), (30, 2), (31, 3)):
        clock.advance(timedelta(minutes=minutes))
        await cabinet.patients.card(chart.patient)
        await cabinet.patients.card(chart.patient, opened=False)
        await cabinet._desk.settled()
        rows = [row for row in await cabinet.journal.mine() if row.code == "card.opened"]
        assert len(rows) == looks
    assert rows[0].params == {"patient": chart.patient.hex(), "way": "nobodys"}
    assert (await cabinet.journal.verify()).whole


async def test_reading_a_document_is_journaled_in_the_card_once_an_hour(
    cabinet: Cabinet, maria: NewPatient
) -> None:
    chart = await fill(cabinet, maria)
    clock = cabinet.surroundings.clock
    assert isinstance(clock, TapeClock)
    for minutes, looks in ((0, 1), (59, 1), (1, 2)):
        clock.advance(timedelta(minutes=minutes))
        await cabinet.documents.kept(chart.document)  # looking at it in passing is not reading it
        await cabinet.documents.opened(chart.document)
        await cabinet._desk.settled()
        rows = [one.row for one in await cabinet.journal.of_card(chart.patient)]
        assert [row.code for row in rows].count("card.document") == looks
    assert rows[0].params == {"document": chart.document.hex(), "patient": chart.patient.hex()}


async def test_what_acknowledges_results_of_several_is_told_in_each_card(
    cabinet: Cabinet, maria: NewPatient
) -> None:
    chart = await fill(cabinet, maria)
    ids = cabinet.surroundings.ids
    stranger = replace(maria, surname="Другая", snils="", policy="", phone="")
    other = (await cabinet.do(AddPatient(ids.new(), stranger, (chart.patient,)))).result
    seen = []
    for patient in (chart.patient, other, other):
        result = replace(
            chart.result, id=ids.new(), acknowledged=False, at=chart.result.at + timedelta(hours=len(seen))
        )
        await cabinet.do(LoadBatch(ids.new(), (LoadedResult(patient, result, cabinet.worker.id),)))
        seen.append(SeenResult(patient, result.code.code, result.at, result.id, 1))
    await cabinet.do(AcknowledgeResults(ids.new(), tuple(seen)))
    for patient, count in ((chart.patient, "1"), (other, "2")):
        newest = (await cabinet.journal.of_card(patient))[0].row
        assert (newest.code, newest.params["count"]) == ("results.acknowledged", count)


async def test_the_journal_of_a_card_is_for_those_who_read_cards(cabinet: Cabinet, maria: NewPatient) -> None:
    chart = await fill(cabinet, maria)
    as_roles(cabinet, Role.ADMINISTRATOR)
    with pytest.raises(Forbidden):
        await cabinet.journal.of_card(chart.patient)
