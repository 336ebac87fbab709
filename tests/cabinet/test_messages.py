"""Workers write to each other and reply; exchanges, pages of every state, what needs attention next."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from medcab_tui.cabinet.cabinet import Cabinet
from medcab_tui.cabinet.door import Door
from medcab_tui.cabinet.home_actions import (
    AcceptTask,
    PostponeTask,
    RecordApplication,
    RefuseTask,
    ReplyToNotice,
    ReturnTask,
    SendMessage,
    WithdrawMessage,
)
from medcab_tui.cabinet.results_actions import AcknowledgeResults
from medcab_tui.cabinet.schedule_actions import CancelVisit
from medcab_tui.cabinet.services_actions import AnnounceServices, announcement
from medcab_tui.domain.accounts import NewWorker, Role
from medcab_tui.domain.errors import Invalid, Refused, Repeated, Stale
from medcab_tui.domain.home import Answer, may_reply, seen_result
from medcab_tui.domain.ids import Id
from medcab_tui.domain.messages import LONGEST, check_message
from medcab_tui.domain.notices import NoticeKind, Service, Told
from medcab_tui.domain.patients import NewPatient
from medcab_tui.domain.rooms import Attention, AttentionRow, Source, SourceKind, TaskState, service_source
from tests.cabinet.test_home import NOW, Home
from tests.cabinet.test_notices import PASSWORD, Clinic, clinic

__all__ = ["clinic"]


@pytest.fixture
async def home(cabinet: Cabinet, maria: NewPatient) -> Home:
    made = Home(cabinet, maria)
    await made.begin()
    return made


async def send(who: Cabinet, to: Cabinet, text: str = "Кто заменит меня 28-го?", **more: Any) -> Id:
    new = who.surroundings.ids.new()
    return (await who.do(SendMessage(new, to.worker.id, " Замена  28 ноября ", text, **more))).result


async def only(cabinet: Cabinet) -> AttentionRow:
    (row,) = await cabinet.home.attention()
    return row


@pytest.mark.capability("C180")
async def test_the_same_message_twice_is_refused_until_the_first_is_taken_back(clinic: Clinic) -> None:
    first = await send(clinic.desk, clinic.doctor)
    with pytest.raises(Repeated) as refused:
        await send(clinic.desk, clinic.doctor)
    assert refused.value.values["first"] == first.hex()
    await send(clinic.desk, clinic.doctor, "И 29-го?")
    await clinic.desk.do(WithdrawMessage(clinic.desk.surroundings.ids.new(), first))
    await send(clinic.desk, clinic.doctor)
    assert len(await clinic.doctor.home.attention()) == 2


@pytest.mark.capability("C072")
async def test_a_message_is_read_answered_and_answered_again_in_one_exchange(clinic: Clinic) -> None:
    desk, doctor = clinic.desk, clinic.doctor
    first = await send(desk, doctor, "Кто заменит меня?  \n\nОтветьте до пятницы. ", patient=clinic.patient)
    row = await only(doctor)
    assert (row.title, row.detail) == ("Замена 28 ноября", "Кто заменит меня?\n\nОтветьте до пятницы.")
    assert (row.kind, row.attention, row.sender_name) == (
        NoticeKind.MESSAGE, Attention.MESSAGE, "Иванова А. П.",
    )  # fmt: skip
    assert (row.id, row.thread, row.patient, may_reply(row)) == (first, first, clinic.patient, True)
    assert (await doctor.home.badges())["home"].messages == 1
    answer = ReplyToNotice(clinic.new(), row.id, row.version, "Я могу.")
    done = await doctor.do(answer)
    assert (await doctor.do(answer)).repeated
    row = await only(doctor)
    assert (row.state, row.status, row.version) == (TaskState.DONE, Answer.REPLIED.value, done.version)
    back = await only(desk)
    assert (back.title, back.detail, back.thread) == ("Замена 28 ноября", "Я могу.", first)
    assert back.patient == clinic.patient
    await desk.do(ReplyToNotice(clinic.new(), back.id, back.version, "Спасибо!"))
    for cabinet in (desk, doctor):
        told = [(one.sender_name, one.responsible, one.detail) for one in await cabinet.home.thread(first)]
        assert told == [
            ("Иванова А. П.", "Петров О. Д.", "Кто заменит меня?\n\nОтветьте до пятницы."),
            ("Петров О. Д.", "Иванова А. П.", "Я могу."),
            ("Иванова А. П.", "Петров О. Д.", "Спасибо!"),
        ]
    codes = [found.code for found in await doctor.journal.mine()]
    assert codes.count("message.replied") == 1


async def test_nobody_else_reads_an_exchange(clinic: Clinic, door: Door) -> None:
    new = NewWorker("orlova", "Орлова", "Ольга", "", "медсестра", "", frozenset({Role.NURSE}))
    await clinic.desk.accounts.add_worker(new, PASSWORD)
    nurse = await door.sign_in("orlova", PASSWORD)
    first = await send(clinic.desk, clinic.doctor, patient=clinic.patient)
    with pytest.raises(Refused, match=r"task\.missing"):
        await nurse.home.thread(first)
    with pytest.raises(Refused, match=r"task\.others"):
        await nurse.do(ReplyToNotice(clinic.new(), first, 1, "и я"))
    with pytest.raises(Refused, match=r"message\.missing"):
        await nurse.do(WithdrawMessage(clinic.new(), first))
    card = await nurse.patients.card(clinic.patient)
    assert card.tasks == (), "what colleagues write each other is not of the card"
    nurse.close_now()


async def test_a_notice_of_the_cabinet_is_replied_to_whoever_did_it(clinic: Clinic) -> None:
    visit = await clinic.book()
    await clinic.desk.do(CancelVisit(clinic.new(), visit, 1, "болезнь врача"))
    (_booked, row) = await clinic.told()
    with pytest.raises(Refused, match=r"message\.missing"):
        await clinic.desk.do(WithdrawMessage(clinic.new(), row.id))
    await clinic.doctor.do(ReplyToNotice(clinic.new(), row.id, row.version, "Я не болею!"))
    back = await only(clinic.desk)
    assert (back.code, back.params, back.detail) == (Told.VISIT_CANCELLED, row.params, "Я не болею!")
    assert (back.source, back.thread) == (Source(SourceKind.VISIT, visit), row.id)
    assert [one.id for one in await clinic.desk.home.thread(back.id)] == [row.id, back.id]


async def test_what_is_asked_is_not_answered_by_a_reply(clinic: Clinic) -> None:
    task = await clinic.task()
    done = await clinic.doctor.do(ReplyToNotice(clinic.new(), task, 1, "С какого часа?"))
    row = (await clinic.doctor.home.attention())[0]
    assert (row.state, row.version, done.version) == (TaskState.AWAITING, 1, 1)
    assert (await only(clinic.desk)).detail == "С какого часа?"
    await clinic.doctor.do(AcceptTask(clinic.new(), task, 1))
    later = await clinic.doctor.do(ReplyToNotice(clinic.new(), task, 2, "Договорились"))
    assert later.version == 3
    assert [one.code for one in await clinic.desk.home.thread(task)] == ["", "", "task.confirmed", ""]


async def test_a_reply_that_nobody_read_is_taken_back_with_its_answer(clinic: Clinic) -> None:
    first = await send(clinic.desk, clinic.doctor)
    done = await clinic.doctor.do(ReplyToNotice(clinic.new(), first, 1, "не туда"))
    with pytest.raises(Refused, match=r"task\.replied"):
        await clinic.doctor.do(ReturnTask(clinic.new(), first, 2))
    await clinic.doctor.do(WithdrawMessage(clinic.new(), done.result, first, done.version or 0))
    assert await clinic.desk.home.attention() == ()
    row = await only(clinic.doctor)
    assert (row.state, row.attention, row.version) == (TaskState.AWAITING, Attention.MESSAGE, 3)
    done = await clinic.doctor.do(ReplyToNotice(clinic.new(), first, 3, "теперь туда"))
    back = await only(clinic.desk)
    await clinic.desk.do(AcceptTask(clinic.new(), back.id, 1))
    assert (await only(clinic.desk)).status == Answer.READ.value
    with pytest.raises(Refused, match=r"message\.read"):
        await clinic.doctor.do(WithdrawMessage(clinic.new(), back.id, first, done.version or 0))
    with pytest.raises(Refused, match=r"message\.missing"):
        await clinic.desk.do(WithdrawMessage(clinic.new(), clinic.new()))
    assert (await only(clinic.doctor)).state is TaskState.DONE


async def test_whoever_reads_a_message_just_taken_back_is_told_that_it_moved_on(clinic: Clinic) -> None:
    first = await send(clinic.desk, clinic.doctor)
    await clinic.desk.do(WithdrawMessage(clinic.new(), first))
    with pytest.raises(Stale, match=r"task\.stale"):
        await clinic.doctor.do(AcceptTask(clinic.new(), first, 1))
    with pytest.raises(Refused, match=r"task\.missing"):
        await clinic.doctor.do(ReplyToNotice(clinic.new(), first, 2, "кто здесь?"))
    with pytest.raises(Refused, match=r"revision\.missing"):
        await clinic.doctor.do(ReturnTask(clinic.new(), first, 2))
    assert (await clinic.doctor.home.badges())["home"].messages == 0
    assert await clinic.doctor.home.page(TaskState.DONE) == ()


@pytest.mark.parametrize(
    ("subject", "text", "code"),
    [
        ("", "текст", r"text\.missing"),
        ("т" * 251, "текст", r"text\.long"),
        ("тема", " \n ", r"text\.missing"),
        ("тема", "т" * (LONGEST + 1), r"text\.long"),
    ],
)
def test_a_message_says_something(subject: str, text: str, code: str) -> None:
    with pytest.raises(Invalid, match=code):
        check_message(subject, text)


async def test_to_whom_and_of_whom_is_written(clinic: Clinic) -> None:
    with pytest.raises(Invalid, match=r"message\.oneself"):
        await send(clinic.desk, clinic.desk)
    with pytest.raises(Invalid, match=r"text\.missing"):
        await send(clinic.desk, clinic.doctor, " ")
    with pytest.raises(Refused, match=r"worker\.missing"):
        await clinic.desk.do(SendMessage(clinic.new(), clinic.new(), "тема", "текст"))
    with pytest.raises(Refused, match=r"patient\.missing"):
        await send(clinic.desk, clinic.doctor, patient=clinic.new())
    new = NewWorker("licence", "Рябова", "Яна", "", "юрист", "", frozenset({Role.LICENSING}))
    lawyer = await clinic.desk.accounts.add_worker(new, PASSWORD)
    with pytest.raises(Invalid, match=r"message\.patient"):
        await clinic.desk.do(SendMessage(clinic.new(), lawyer, "тема", "текст", clinic.patient))
    await clinic.desk.do(SendMessage(clinic.new(), lawyer, "тема", "текст"))


@pytest.mark.capability("C027")
async def test_what_a_patient_asked_for_waits_for_the_doctor_and_its_answer_comes_back(
    clinic: Clinic,
) -> None:
    action = RecordApplication(
        clinic.new(), clinic.patient, clinic.doctor.worker.id, "Справка в бассейн", "Звонила в 9:10."
    )
    await clinic.desk.do(action)
    row = await only(clinic.doctor)
    assert (row.kind, row.attention, row.patient) == (
        NoticeKind.APPLICATION, Attention.TO_CONFIRM, clinic.patient,
    )  # fmt: skip
    await clinic.doctor.do(RefuseTask(clinic.new(), row.id, 1, "нужен осмотр"))
    back = await only(clinic.desk)
    assert (back.code, back.detail, back.kind) == (
        Told.TASK_REFUSED, "нужен осмотр", NoticeKind.APPLICATION,
    )  # fmt: skip
    assert back.params == {"title": "Справка в бассейн"}


@pytest.mark.capability("C030")
async def test_every_state_is_read_page_by_page_and_nothing_is_left_out(home: Home) -> None:
    """Tasks, results of one moment and visits together; the same rows as the first screen, in one order."""
    pieces: list[Any] = [home.result("7.9", 5) for _ in range(7)] + [home.result("5.6", 9) for _ in range(7)]
    pieces += [home.task(asked, since=NOW - timedelta(hours=5)) for asked in (None, *Attention) for _ in "ab"]
    pieces += [home.task(state=state) for state in TaskState for _ in range(5)]
    await home.load(*pieces)
    rows = await home.cabinet.home.attention()
    some = [row.result for row in rows if row.result][:9]
    await home.do(AcknowledgeResults(home.new(), tuple(seen_result(home.patient, one) for one in some)))
    rows = await home.cabinet.home.attention()
    for state in TaskState:
        found: list[AttentionRow] = []
        for _ in range(40):
            page = await home.cabinet.home.page(state, found[-1] if found else None, 3)
            found += page
            if len(page) < 3:
                break
        assert len({row.id for row in found}) == len(found)
        assert {row.id for row in found} == {row.id for row in rows if row.state is state}
        keys = [(row.answered or row.since, row.id) for row in found]
        assert keys == sorted(keys, reverse=state is TaskState.DONE)
        whole = await home.cabinet.home.page(state, limit=100)
        assert [row.id for row in whole] == [row.id for row in found]


async def test_next_and_previous_go_through_all_that_needs_attention_and_round(home: Home) -> None:
    assert await home.cabinet.home.next_attention() is None
    places = ("documents", "schedule", "patients", "home")
    pieces: list[Any] = [home.result("7.9", 73), home.result("5.6", 4), home.task(None)]
    pieces += [home.task(place=place, since=NOW - timedelta(hours=n)) for n, place in enumerate(places)]
    await home.load(*pieces)
    shown = [row.id for row in await home.cabinet.home.attention() if row.attention]
    for backwards in (False, True):
        row, seen = await home.cabinet.home.next_attention(backwards=backwards), list[Id]()
        while row is not None and row.id not in seen:
            seen.append(row.id)
            row = await home.cabinet.home.next_attention(row, backwards=backwards)
        assert seen == (shown[::-1] if backwards else shown)
        assert row is not None
        assert row.id == seen[0]
    third = next(row for row in await home.cabinet.home.attention() if row.id == shown[2])
    assert third.result is None
    await home.do(PostponeTask(home.new(), third.id, 1, NOW + timedelta(days=1)))
    following = await home.cabinet.home.next_attention(third)
    assert following is not None
    assert following.id == shown[3], "from the place of what was answered meanwhile"


async def test_however_many_messages_wait_they_hide_nothing(home: Home) -> None:
    pieces = [home.task(Attention.MESSAGE, since=NOW - timedelta(days=9)) for _ in range(300)]
    urgent = [home.task(Attention.TO_CONFIRM), home.task(None), home.task(Attention.MESSAGE, due=NOW)]
    await home.load(*pieces, *urgent)
    home.pass_time(seconds=1)
    rows = await home.cabinet.home.attention()
    assert len(rows) == 200
    assert {piece.id for piece in urgent} <= {row.id for row in rows}


async def test_a_line_that_leads_to_nothing_kept_is_loaded_by_code(home: Home) -> None:
    piece = replace(
        home.task(Attention.MESSAGE), title="", code=Told.SERVICE.value, params=(("service", "free_time"),),
        kind=NoticeKind.SERVICE, source=Source(SourceKind.SERVICE, Id(b"free_time")),
    )  # fmt: skip
    await home.load(piece)
    row = await home.only(piece)
    assert (row.kind, row.code, row.params) == (NoticeKind.SERVICE, Told.SERVICE, {"service": "free_time"})
    await home.do(AcceptTask(home.new(), piece.id, 1))
    assert (await home.only(piece)).status == Answer.ACTIVATED.value
    with pytest.raises(Invalid, match=r"text\.missing"):
        await home.load(replace(home.task(), title=""))
    with pytest.raises(Refused, match=r"worker\.missing"):
        await home.load(replace(home.task(), sender=home.new()))
    assert not may_reply(row)
    with pytest.raises(Refused, match=r"message\.nobody"):
        await home.do(ReplyToNotice(home.new(), piece.id, 2, "кому это?"))


async def test_what_waits_for_a_decision_is_not_accepted_as_a_line(home: Home) -> None:
    request = home.task(Attention.TO_CONFIRM, kind=NoticeKind.DECISION)
    news = home.task(Attention.MESSAGE, kind=NoticeKind.DECISION)
    await home.load(request, news)
    for action in (
        AcceptTask(home.new(), request.id, 1),
        RefuseTask(home.new(), request.id, 1, "не согласна"),
    ):
        with pytest.raises(Refused, match=r"task\.request"):
            await home.do(action)
    await home.do(PostponeTask(home.new(), request.id, 1, NOW + timedelta(days=1)))
    await home.do(AcceptTask(home.new(), news.id, 1))
    assert (await home.only(news)).status == Answer.READ.value


@pytest.mark.capability("C033")
async def test_each_new_service_is_told_once_to_whoever_has_use_for_it(clinic: Clinic, door: Door) -> None:
    new = NewWorker("licence", "Рябова", "Яна", "", "юрист", "", frozenset({Role.LICENSING}))
    await clinic.desk.accounts.add_worker(new, PASSWORD)
    lawyer = await door.sign_in("licence", PASSWORD)
    early = AnnounceServices(clinic.new(), (Service.REMINDERS,))
    assert (await clinic.desk.do(early)).result == 3
    assert (await clinic.desk.do(announcement())).repeated is False
    with pytest.raises(Invalid, match=r"action\.reused"):
        await lawyer.do(announcement())
    assert (await lawyer.do(AnnounceServices(clinic.new(), tuple(Service)))).result == 0
    told = {}
    for cabinet in (clinic.desk, clinic.doctor, lawyer):
        rows = await cabinet.home.attention()
        assert {row.kind for row in rows} == {NoticeKind.SERVICE}
        assert all(row.source == service_source(Service(row.params["service"])) for row in rows)
        told[cabinet.worker.login] = sorted(row.params["service"] for row in rows)
    assert told["ivanova"] == sorted(Service)
    assert told["petrov"] == sorted(set(Service) - {Service.EXCHANGE}), "she connects no services"
    assert Service.FREE_TIME not in told["licence"]
    lawyer.close_now()
