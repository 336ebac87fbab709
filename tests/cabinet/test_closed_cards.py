"""What changes a card or lets something out: every action asks whether it is open, or it is said why not."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from medcab_tui.cabinet import signatures_actions
from medcab_tui.cabinet.actions import Action
from medcab_tui.cabinet.bulk import LoadBatch, LoadedResult
from medcab_tui.cabinet.cabinet import Cabinet
from medcab_tui.cabinet.chart_actions import (
    AddAllergy,
    AddProblem,
    AmendAllergy,
    AmendPatient,
    AmendProblem,
    CloseProblem,
    ReopenProblem,
    RestoreAllergy,
    RestoreProblem,
    WithdrawAllergy,
    WithdrawProblem,
)
from medcab_tui.cabinet.documents_actions import (
    AttachDocument,
    ExportDocument,
    RestoreDocument,
    WithdrawDocument,
)
from medcab_tui.cabinet.door import Door
from medcab_tui.cabinet.exchange_actions import ReopenConflict, ResolveConflict
from medcab_tui.cabinet.exports_actions import ExportChart, ExportTable
from medcab_tui.cabinet.insurance_actions import AskPolicy, AskPrices
from medcab_tui.cabinet.mailing_actions import MailDocument
from medcab_tui.cabinet.merging_actions import MergePatients, PartPatients
from medcab_tui.cabinet.orders_actions import KeepResultFiles, PlaceOrder, WithdrawOrder
from medcab_tui.cabinet.papers_actions import AmendDocument, MakeDocument
from medcab_tui.cabinet.patients_actions import AddPatient, AddToRecord, AmendRecord, WriteRecord
from medcab_tui.cabinet.region_actions import AskRegion
from medcab_tui.cabinet.requests_actions import AskToReview
from medcab_tui.cabinet.results_actions import (
    AcknowledgeResults,
    PostponeResults,
    RecallResults,
    WithdrawAcknowledgement,
)
from medcab_tui.cabinet.sending_actions import SendDocument
from medcab_tui.cabinet.sending_card import SendRecord, SendResults
from medcab_tui.cabinet.signatures_actions import KeepSignature, WithdrawSignature
from medcab_tui.cabinet.visits_actions import (
    AbandonVisit,
    BeginVisit,
    CloseVisit,
    PutBackService,
    RenderService,
    ReopenVisit,
    TakeOutService,
)
from medcab_tui.cabinet.vitals_actions import AmendVitals, RecordVitals, RestoreVitals, WithdrawVitals
from medcab_tui.domain.chart import Problem, details_of
from medcab_tui.domain.documents import Attachment, Examined, Format
from medcab_tui.domain.errors import Refused
from medcab_tui.domain.exports import ChartFormat, Listing
from medcab_tui.domain.home import SeenResult
from medcab_tui.domain.ids import Id
from medcab_tui.domain.orders import NewOrder, OrderedTest
from medcab_tui.domain.patients import (
    Allergy,
    AllergyGrade,
    Coded,
    EncounterKind,
    NewPatient,
    RecordBody,
)
from medcab_tui.domain.signatures import SignatureState, SignedKind, Verified
from medcab_tui.domain.tables import Format as TableFormat
from medcab_tui.domain.vitals import Measured, VitalKind
from medcab_tui.store.transaction import Connection
from tests.cabinet.outside import CHIEF, COLLEAGUE, PASSWORD, SURGEON, Chart, fill, give_away, hire
from tests.cabinet.test_outside import refusal
from tests.cabinet.test_permissions import every_action
from tests.papers import made

BODY = RecordBody(EncounterKind.PROCEDURE, None, conclusion="Прививка")
SERVICE = Coded("B01.047.001", "Прием (осмотр, консультация) врача-терапевта первичный", "2.10")
ANOTHER = Coded("B01.047.002", "Прием (осмотр, консультация) врача-терапевта повторный", "2.10")
COLD = Coded("J06.9", "Острая инфекция верхних дыхательных путей неуточненная", "2.27")
POTASSIUM, HBA1C = OrderedTest("2823-3", "Калий"), OrderedTest("4548-4", "Гликированный гемоглобин")
WHY = "внесено по ошибке"
OPEN: dict[str, str] = {
    "card.opened_outside": "it is how a closed card is opened, with a reason that the heads are told",
    "access.assigned": "whose patients are whose is for heads and administrators to say; it shows no card",
    "access.ended": "likewise",
    "access.reopened": "likewise",
    "patient.added": "there is no card yet",
    "visit.booked": "whoever books must find a time for any patient; it shows no card, and lets nobody in",
    "visit.moved": "likewise",
    "visit.cancelled": "likewise",
    "visit.advanced": "likewise",
    "visit.no_show": "likewise",
    "visit.restored": "likewise",
    "application.recorded": "what a patient asks for at the desk; it shows no card",
    "task.accepted": "a line of one's own inbox, and what waits there opens the card",
    "task.postponed": "likewise",
    "task.refused": "likewise",
    "task.returned": "one's own answer",
    "message.sent": "names a patient, as every list does",
    "message.replied": "answers what was written to this worker",
    "message.withdrawn": "one's own words that nobody read",
    "request.hand_over": "a line of one's own inbox",
    "request.decided": "asked of this worker, and what waits for them opens the card",
    "request.reopened": "one's own decision",
    "request.withdrawn": "one's own question",
    "request.correction": "a worker's name and post",
    "sending.recalled": "one's own sending, before it left; nothing of it is shown",
    "sending.retried": "likewise, sent by whoever had the card open",
    "exchange.taken_in": "by the worker of the exchange, who reads no cards",
    "exchange.answered": "likewise",
    "batch.loaded": "loading, by administrators, who read no cards",
    "import.batch": "likewise",
}
"""What is about patients and asks nothing of the card, by the code of the action, and why."""
OF_NOBODY = frozenset(
    {
        *("worker.added", "worker.removed", "hours.set", "delivery.chosen", "filter.saved", "filter.dropped"),
        *("template.kept", "template.amended", "template.withdrawn", "template.restored"),
        *("store.backed_up", "store.copy_unsound", "store.unsound", "store.brought_back"),
        *("second_factor.enrolled", "second_factor.removed", "second_factor.lifted", "services.announced"),
        *("link.added", "link.changed", "link.switched", "link.removed"),
        *("reference.starter", "reference.imported", "reminders.told", "reminders.begun"),
    }
)
"""What concerns no patient."""


@dataclass(frozen=True, slots=True)
class Ward:
    """Two patients of the area with something of everything in every state, and two cards of a third."""

    cabinet: Cabinet
    one: Chart
    other: Chart
    stays: Id
    leaves: Id
    merged: int
    withdrawn: Id
    closed: Id
    gone: Id
    measurement: Id
    paper: Id
    lost: Id
    begun: Id
    order: Id
    came: Id
    service: Id
    taken_out: Id
    waits: SeenResult
    acknowledged: SeenResult
    postponed: SeenResult
    details: NewPatient
    colleague: Id

    @property
    def new(self) -> Callable[[], Id]:
        return self.cabinet.surroundings.ids.new


def _said(ward: Ward) -> Measured:
    return Measured(ward.cabinet.surroundings.clock.now(), ((VitalKind.WEIGHT, Decimal(80)),))


def _file(text: str) -> Attachment:
    return Attachment("x.pdf", made.pdf(text), Examined(Format.PDF, 1, text=(text,)))


def _attached(ward: Ward) -> AttachDocument:
    file = _file("Ещё одна")
    return AttachDocument(
        ward.new(), "Ещё", "справка", ward.one.patient, file.name, file.content, file.examined
    )


def _made(ward: Ward, title: str, patient: Id | None) -> MakeDocument:
    return MakeDocument(
        ward.new(), "справка", title, patient, "y", "1", "x", 2, "2", (), bytes(32), _file(title)
    )


CLOSED: tuple[Callable[[Ward], Action[Any]], ...] = (
    lambda w: WriteRecord(w.new(), w.one.patient, w.cabinet.surroundings.clock.now(), BODY),
    lambda w: AmendRecord(w.new(), w.one.encounter, 1, BODY, WHY),
    lambda w: AddToRecord(w.new(), w.one.encounter, "дополнение"),
    lambda w: AddAllergy(w.new(), w.one.patient, Allergy(w.new(), "мёд", AllergyGrade.MILD, "")),
    lambda w: AmendAllergy(w.new(), w.one.patient, 1, Allergy(w.one.allergy, "йод", AllergyGrade.SEVERE, "")),
    lambda w: WithdrawAllergy(w.new(), w.one.patient, w.one.allergy, 1, WHY),
    lambda w: RestoreAllergy(w.new(), w.stays, w.withdrawn, 2),
    lambda w: AddProblem(w.new(), w.one.patient, Problem(w.new(), Coded("E11.9", "СД 2 типа", "2.27"))),
    lambda w: AmendProblem(w.new(), w.one.patient, 1, Problem(w.one.problem, COLD)),
    lambda w: CloseProblem(w.new(), w.one.patient, w.one.problem, 1, date(2026, 11, 23)),
    lambda w: ReopenProblem(w.new(), w.stays, w.closed, 2),
    lambda w: WithdrawProblem(w.new(), w.one.patient, w.one.problem, 1, WHY),
    lambda w: RestoreProblem(w.new(), w.stays, w.gone, 2),
    lambda w: AmendPatient(w.new(), w.one.patient, 1, replace(w.details, area="3")),
    lambda w: MergePatients(w.new(), w.one.patient, 1, w.other.patient, 1, w.details, WHY),
    lambda w: PartPatients(w.new(), w.leaves, w.stays, w.merged, "разные люди"),
    lambda w: RecordVitals(w.new(), w.one.patient, _said(w)),
    lambda w: AmendVitals(w.new(), w.one.measurement, 1, _said(w), WHY),
    lambda w: WithdrawVitals(w.new(), w.one.measurement, 1, WHY),
    lambda w: RestoreVitals(w.new(), w.measurement, 2),
    lambda w: BeginVisit(w.new(), w.stays),
    lambda w: AbandonVisit(w.new(), w.begun, 1),
    lambda w: CloseVisit(w.new(), w.one.visit, 1, WHY),
    lambda w: ReopenVisit(w.new(), w.lost, 2),
    lambda w: RenderService(w.new(), w.one.visit, 1, SERVICE),
    lambda w: TakeOutService(w.new(), w.other.visit, 4, w.service),
    lambda w: PutBackService(w.new(), w.other.visit, 4, w.taken_out),
    lambda w: PlaceOrder(w.new(), NewOrder(w.one.patient, (HBA1C,))),
    lambda w: WithdrawOrder(w.new(), w.order, 1, WHY),
    lambda w: KeepResultFiles(w.new(), w.order, 1, (w.came,)),
    _attached,
    lambda w: WithdrawDocument(w.new(), w.one.document, 1, WHY),
    lambda w: RestoreDocument(w.new(), w.other.document, 2),
    lambda w: ExportDocument(w.new(), w.one.document),
    lambda w: MailDocument(w.new(), w.one.document, 1, "a@b.ru", "по просьбе пациента", True),
    lambda w: SendDocument(w.new(), w.one.document, 1, "x"),
    lambda w: SendRecord(w.new(), w.one.encounter, 1, "x"),
    lambda w: SendResults(w.new(), w.one.patient, w.one.result.at.date(), (w.one.result.id,), "x"),
    lambda w: _made(w, "справка", w.one.patient),
    lambda w: AmendDocument(w.new(), w.paper, 1, w.stays, "x", "x", "1", (), bytes(32), _file("y"), WHY),
    lambda w: KeepSignature(w.new(), SignedKind.DOCUMENT, w.one.document, 1, "x", b"cms"),
    lambda w: WithdrawSignature(w.new(), w.one.signature, WHY),
    lambda w: AskPolicy(w.new(), w.one.patient),
    lambda w: AskPrices(w.new(), w.other.visit),
    lambda w: AskRegion(w.new(), w.one.patient),
    lambda w: ResolveConflict(w.new(), w.one.conflict, 1, 1, w.details),
    lambda w: ReopenConflict(w.new(), w.one.conflict, 1),
    lambda w: ExportChart(w.new(), w.one.patient, ChartFormat.JSON),
    lambda w: ExportTable(w.new(), Listing.RESULTS, TableFormat.CSV, 1, False, w.one.patient),
    lambda w: AskToReview(w.new(), w.waits, w.colleague),
    lambda w: AcknowledgeResults(w.new(), (w.waits,)),
    lambda w: WithdrawAcknowledgement(w.new(), (w.acknowledged,)),
    lambda w: PostponeResults(w.new(), (w.waits,), w.cabinet.surroundings.clock.now() + timedelta(days=1)),
    lambda w: RecallResults(w.new(), (w.postponed,)),
)
"""What asks whether the card is open, each as it would go through were it open."""
BEYOND = {"conflict.reopened": "conflict.open", "patient.merged": "merge.visit"}
"""What stands in the way of an action beside the card; that is asked after the card is."""


async def ward_of(cabinet: Cabinet, maria: NewPatient, door: Door) -> Ward:
    """Everything that the actions need, made while no department treats the area."""
    new, do = cabinet.surroundings.ids.new, cabinet.do
    one = await fill(cabinet, maria)
    second = replace(maria, surname="Лебедева", birth=date(1971, 5, 2), snils="", policy="", phone="")
    other = await fill(cabinet, second)
    goose = replace(second, surname="Гусева", birth=date(1982, 6, 3))
    stays = (await do(AddPatient(new(), goose))).result
    leaves = (await do(AddPatient(new(), replace(second, surname="Уткина", birth=date(1993, 7, 4))))).result
    fresh = (await do(AddPatient(new(), replace(second, surname="Чижова", birth=date(1964, 8, 5))))).result
    begun = (await do(BeginVisit(new(), fresh))).result
    merging = MergePatients(new(), stays, 1, leaves, 1, goose, WHY)
    merged = (await do(merging)).version or 0
    withdrawn, closed, gone = new(), new(), new()
    await do(AddAllergy(new(), stays, Allergy(withdrawn, "рыба", AllergyGrade.MILD, "")))
    await do(WithdrawAllergy(new(), stays, withdrawn, 1, WHY))
    for problem, code in ((closed, "J06.9"), (gone, "K29.3")):
        await do(AddProblem(new(), stays, Problem(problem, replace(COLD, code=code))))
    await do(CloseProblem(new(), stays, closed, 1, date(2026, 11, 23)))
    await do(WithdrawProblem(new(), stays, gone, 1, WHY))
    await do(WithdrawVitals(new(), other.measurement, 1, WHY))
    await do(WithdrawDocument(new(), other.document, 1, WHY))
    service, taken_out = new(), new()
    await do(RenderService(service, other.visit, 1, SERVICE))
    await do(RenderService(taken_out, other.visit, 2, ANOTHER))
    await do(TakeOutService(new(), other.visit, 3, taken_out))
    order = (await do(PlaceOrder(new(), NewOrder(stays, (POTASSIUM,))))).result
    file = _file("Калий")
    attach = AttachDocument(new(), "Калий", "анализ", stays, file.name, file.content, file.examined)
    came = (await do(attach)).result
    file = _file("Сделана")
    paper = new()
    await do(MakeDocument(paper, "справка", "Сделана", stays, "x", "1", "x", 1, "1", (), bytes(32), file))
    lost = (await do(BeginVisit(new(), stays))).result
    await do(CloseVisit(new(), lost, 1, WHY))
    await _take_everything(cabinet)
    values = [
        replace(one.result, id=new(), acknowledged=False, at=one.result.at - timedelta(days=n))
        for n in (1, 2, 3)
    ]
    await do(LoadBatch(new(), tuple(LoadedResult(one.patient, value) for value in values)))
    waits, read, later = (SeenResult(one.patient, it.code.code, it.at, it.id, 1) for it in values)
    details = details_of((await cabinet.patients.card(one.patient)).patient)
    await hire(cabinet, CHIEF, COLLEAGUE)
    (colleague,) = (it.id for it in await cabinet.accounts.workers() if it.login == COLLEAGUE.login)
    answering = await door.sign_in(COLLEAGUE.login, PASSWORD)
    await answering.do(AcknowledgeResults(new(), (read,)))
    tomorrow = cabinet.surroundings.clock.now() + timedelta(days=1)
    await answering.do(PostponeResults(new(), (later,), tomorrow))
    await answering.sign_out()
    return Ward(
        cabinet, one, other, stays, leaves, merged, withdrawn, closed, gone, other.measurement, paper, lost,
        begun,
        order, came, service, taken_out, waits, replace(read, seen=2), replace(later, seen=2), details,
        colleague,
    )  # fmt: skip


async def _take_everything(cabinet: Cabinet) -> None:
    """A service that takes all there is."""
    kinds = ("results", "policy.asked", "chart.asked", "document", "conclusion", "services.priced", "mail")
    await cabinet._desk.write(
        lambda c: c.execute(
            "INSERT INTO service (name, id, adapter, title, enabled, shape, settings, carries, capabilities)"
            " VALUES ('x', randomblob(16), 'model', '{}', 1, 1, '{}', ?, '[]')",
            (json.dumps(kinds),),
        )
    )


@pytest.mark.capability("C109")
async def test_every_action_asks_whether_the_card_is_open_or_is_said_not_to(
    cabinet: Cabinet, maria: NewPatient, door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signatures_actions, "_verified", lambda *_: Verified(SignatureState.HOLDS))
    ward = await ward_of(cabinet, maria, door)
    asking = [one(ward) for one in CLOSED]
    codes = {one.code for one in asking}
    assert len(codes) == len(asking)
    assert not codes & set(OPEN)
    assert codes | set(OPEN) | OF_NOBODY == set(every_action())
    ready = {one.code: await attempt(cabinet, one) for one in asking}
    assert {code: said for code, said in ready.items() if said} == BEYOND
    await give_away(cabinet)
    rows = await cabinet.journal.my_total()
    refused = {one.code: await refusal(cabinet.do(one)) for one in (one(ward) for one in CLOSED)}
    assert refused == dict.fromkeys(codes, "card.outside")
    assert await cabinet.journal.my_total() == rows


@pytest.mark.capability("C109")
async def test_what_the_laboratory_calls_an_order_is_told_only_where_the_card_is_open(
    cabinet: Cabinet, maria: NewPatient
) -> None:
    chart, new = await fill(cabinet, maria), cabinet.surroundings.ids.new
    order = (await cabinet.do(PlaceOrder(new(), NewOrder(chart.patient, (POTASSIUM,))))).result
    accepted = "UPDATE lab_order SET status = 'accepted', number = 'Л-7' WHERE id = ?"
    await cabinet._desk.write(lambda c: c.execute(accepted, (order,)))
    withdraw = WithdrawOrder(new(), order, 1, WHY)
    with pytest.raises(Refused, match=r"order\.accepted") as told:
        await cabinet.do(withdraw)
    assert told.value.values["number"] == "Л-7"
    await hire(cabinet, CHIEF)
    await give_away(cabinet)
    assert await refusal(cabinet.do(withdraw)) == "card.outside"


class _TakenBackError(Exception):
    """Raised to take back what was tried."""


async def attempt(cabinet: Cabinet, action: Action[Any]) -> str:
    """What an action would be refused with now; nothing of it stays."""

    def tried(c: Connection) -> None:
        cabinet._carry_out(c, action, bytes(32), quietly=False)
        raise _TakenBackError

    try:
        await cabinet._desk.write(tried)
    except _TakenBackError:
        return ""
    except Refused as refused:
        return refused.code
    raise AssertionError("something was kept")


@pytest.mark.capability("C109")
async def test_ones_own_answer_is_taken_back_even_if_it_shut_the_card_and_nobody_elses(
    cabinet: Cabinet, maria: NewPatient, door: Door
) -> None:
    chart = await fill(cabinet, maria)
    await hire(cabinet, CHIEF, COLLEAGUE, SURGEON)
    await give_away(cabinet)
    new = cabinet.surroundings.ids.new
    waiting = replace(chart.result, id=new(), acknowledged=False)
    await cabinet.do(LoadBatch(new(), (LoadedResult(chart.patient, waiting, cabinet.worker.id),)))
    seen = SeenResult(chart.patient, waiting.code.code, waiting.at, waiting.id, 1)
    await cabinet.do(AcknowledgeResults(new(), (seen,)))
    assert await refusal(cabinet.patients.card(chart.patient)) == "card.outside", "nothing waits any more"
    answered = replace(seen, seen=2)
    colleague = await door.sign_in(COLLEAGUE.login, PASSWORD)
    assert await refusal(colleague.do(WithdrawAcknowledgement(new(), (answered,)))) == "card.outside"
    await colleague.sign_out()
    assert await refusal(cabinet.do(WithdrawAcknowledgement(new(), (answered,)))) == ""
    assert await refusal(cabinet.patients.card(chart.patient)) == ""
    later = cabinet.surroundings.clock.now() + timedelta(days=1)
    await cabinet.do(PostponeResults(new(), (replace(seen, seen=3),), later))
    hidden = replace(seen, seen=4)
    colleague = await door.sign_in(COLLEAGUE.login, PASSWORD)
    assert await refusal(colleague.do(RecallResults(new(), (hidden,)))) == "card.outside"
    await colleague.sign_out()
    treating = await door.sign_in(SURGEON.login, PASSWORD)
    assert await refusal(treating.do(RecallResults(new(), (hidden,)))) == "", "the card is open to them"
    await treating.sign_out()
