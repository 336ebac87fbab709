"""Who may do what, cell by cell, and that nothing public forgets to ask."""

from __future__ import annotations

import dataclasses
import inspect
import pkgutil
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

import medcab_tui.cabinet
from medcab_tui.cabinet.access_actions import Assign, EndAssignment, OpenOutside, ReopenAssignment
from medcab_tui.cabinet.accounts_actions import AddWorker, RemoveWorker
from medcab_tui.cabinet.actions import TOPICS, Action
from medcab_tui.cabinet.bulk import LoadBatch
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
from medcab_tui.cabinet.delivery_actions import ChooseDelivery
from medcab_tui.cabinet.documents_actions import (
    AttachDocument,
    ExportDocument,
    RestoreDocument,
    WithdrawDocument,
)
from medcab_tui.cabinet.door import Door, Founding
from medcab_tui.cabinet.exchange_actions import (
    RecallSending,
    ReopenConflict,
    ResolveConflict,
    RetrySending,
    TakeAnswer,
    TakeIn,
)
from medcab_tui.cabinet.exports_actions import ExportChart, ExportTable
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
from medcab_tui.cabinet.imports import Asked as ChartsAsked
from medcab_tui.cabinet.imports import Plan
from medcab_tui.cabinet.imports_actions import TakeInBatch
from medcab_tui.cabinet.insurance_actions import AskPolicy, AskPrices
from medcab_tui.cabinet.links_actions import About, AddService, ChangeService, RemoveService, SwitchService
from medcab_tui.cabinet.mailing_actions import MailDocument
from medcab_tui.cabinet.merging_actions import MergePatients, PartPatients
from medcab_tui.cabinet.orders_actions import KeepResultFiles, PlaceOrder, WithdrawOrder
from medcab_tui.cabinet.papers import Filled
from medcab_tui.cabinet.papers_actions import AmendDocument, MakeDocument
from medcab_tui.cabinet.patients_actions import AddPatient, AddToRecord, AmendRecord, WriteRecord
from medcab_tui.cabinet.preferences_actions import DropFilter, SaveFilter
from medcab_tui.cabinet.reference_actions import AdoptEdition, LoadStarters
from medcab_tui.cabinet.reference_import import Asked, Source
from medcab_tui.cabinet.region_actions import AskRegion
from medcab_tui.cabinet.reminders_actions import BeginReminding, Remind
from medcab_tui.cabinet.requests_actions import (
    AskCorrection,
    AskHandOver,
    AskToReview,
    Decide,
    ReopenRequest,
    WithdrawRequest,
)
from medcab_tui.cabinet.results_actions import (
    AcknowledgeResults,
    PostponeResults,
    RecallResults,
    WithdrawAcknowledgement,
)
from medcab_tui.cabinet.schedule_actions import (
    AdvanceVisit,
    BookVisit,
    CancelVisit,
    MarkNoShow,
    MoveVisit,
    RestoreVisit,
    SetWorkingHours,
)
from medcab_tui.cabinet.second_factor import Enrolment
from medcab_tui.cabinet.second_factor_actions import (
    EnrolSecondFactor,
    LiftSecondFactor,
    RemoveSecondFactor,
)
from medcab_tui.cabinet.sending_actions import SendDocument
from medcab_tui.cabinet.sending_card import SendRecord, SendResults
from medcab_tui.cabinet.services_actions import AnnounceServices
from medcab_tui.cabinet.signatures_actions import KeepSignature, WithdrawSignature
from medcab_tui.cabinet.storage_actions import (
    NoteBroughtBack,
    NoteCopy,
    NoteUnsoundCopy,
    NoteUnsoundStore,
)
from medcab_tui.cabinet.templates_actions import (
    AmendTemplate,
    KeepTemplate,
    RestoreTemplate,
    WithdrawTemplate,
)
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
from medcab_tui.domain import tables
from medcab_tui.domain.accounts import GRANTS, NewWorker, Permission, Role, Worker
from medcab_tui.domain.chart import Problem
from medcab_tui.domain.delivery import Preferences
from medcab_tui.domain.documents import Attachment, Examined, Format
from medcab_tui.domain.errors import Forbidden, Refused
from medcab_tui.domain.exchange import Receipt, Way
from medcab_tui.domain.exchange_rows import Arrived, Sending
from medcab_tui.domain.exports import ChartFormat, Listing
from medcab_tui.domain.home import seen_result
from medcab_tui.domain.ids import Id
from medcab_tui.domain.imports import Doubt, Tally
from medcab_tui.domain.links import Link
from medcab_tui.domain.notices import Service
from medcab_tui.domain.orders import NewOrder
from medcab_tui.domain.papers import PaperTemplate, Series
from medcab_tui.domain.patients import (
    Allergy,
    AllergyGrade,
    Coded,
    EncounterKind,
    NewPatient,
    Observation,
    RecordBody,
)
from medcab_tui.domain.preferences import Wanted
from medcab_tui.domain.reference import Book, Edition, Entry, Offered
from medcab_tui.domain.rooms import TaskState, VisitKind
from medcab_tui.domain.signatures import SignedKind, ToSign
from medcab_tui.domain.templates import Wording
from medcab_tui.domain.vitals import Measured, VitalKind

C, N, H, A, L = Role.CLINICIAN, Role.NURSE, Role.HEAD, Role.ADMINISTRATOR, Role.LICENSING
TABLE = {
    Permission.READ_CARD: {C, N, H},
    Permission.WRITE_RECORD: {C, N},
    Permission.ADD_PATIENT: {C, N, H, A},
    Permission.AMEND_PATIENT: {C, N, H},
    Permission.MERGE_PATIENTS: {C, H},
    Permission.READ_CARD_JOURNAL: {C, N, H},
    Permission.ASSIGN_PATIENTS: {H, A},
    Permission.READ_SCHEDULE: {C, N, H, A, L},
    Permission.BOOK_VISITS: {C, N, H, A},
    Permission.SET_HOURS: {C, N, H, A},
    Permission.READ_DOCUMENTS: {C, N, H, A, L},
    Permission.ATTACH_DOCUMENT: {C, N, H, A, L},
    Permission.ISSUE_DOCUMENT: {C, N, H, A},
    Permission.EXPORT_DOCUMENT: {C, N, H, A, L},
    Permission.SIGN: {C, N, H, A},
    Permission.READ_REFERENCE: {C, N, H, A, L},
    Permission.READ_HOME: {C, N, H, A, L},
    Permission.ACT_ON_TASKS: {C, N, H, A, L},
    Permission.SEND_MESSAGES: {C, N, H, A, L},
    Permission.ACKNOWLEDGE_RESULTS: {C},
    Permission.MANAGE_WORKERS: {A},
    Permission.READ_JOURNAL: {A},
    Permission.KEEP_STORE: {A},
    Permission.LOOK_AT_STORE: {C, N, H, A, L},
    Permission.SHARE_TEMPLATES: {H, A},
    Permission.OWN_ACCOUNT: {C, N, H, A, L},
    Permission.SEND_REMINDERS: {C, N, H, A, L, Role.SERVICE},
    Permission.EXCHANGE: {C, N, H, A, L, Role.SERVICE},
    Permission.SEND_OUT: {C, N, H, A, L},
    Permission.RUN_UNATTENDED: {C, A},
    Permission.MANAGE_SERVICES: {A},
    Permission.DIRECT_STAND: {C, N, H, A},
}
SOME = Id(bytes(16))
DAY, TEN = date(2026, 11, 23), datetime.fromisoformat("2026-11-23T10:00")
AT = datetime(2026, 11, 20, 6, 12, tzinfo=UTC)
RESULT = Observation(
    SOME, Coded("4548-4", "HbA1c", "2.72"), Decimal("7.9"), "%", "%", None, Decimal("6.5"), AT, "ЛИС", False
)
ALLERGY = Allergy(SOME, "йод", AllergyGrade.MILD, "")
PROBLEM = Problem(SOME, Coded("I10", "Гипертензия", "2.24"))
PAPER = PaperTemplate("x", "1", "x", "акт", (), Series("x", "{n}"), "#let", about_patient=False)
SAID = Filled(PAPER, None, ())
FILE = Attachment("x.pdf", b"%PDF-", Examined(Format.PDF))
EDITION = Edition(1, Book.POSTS, "1", "", False, None, None, AT, "", "ab", 0, 0)
SOURCE = Source(Offered(Book.POSTS, "1", "", "", "ab" * 32), "UTF-8", [Entry("1", "Врач")], [])
SENDING = Sending(1, "x", SOME, "x", SOME, AT, AT, AT, 0, Way.QUEUED)
LINK = Link(SOME, "почта", "smtp", {}, False, frozenset(), frozenset(), 1)
FRESH = Enrolment(bytes(20), "x", None)
ABOUT = About((("en", "Mail"),), frozenset(), frozenset())
TO_SIGN = ToSign(SignedKind.DOCUMENT, SOME, 1, "акт")
SERVICE = Coded("B01.047.001", "Прием (осмотр, консультация) врача-терапевта первичный", "2.10")


def measured(cabinet: Cabinet) -> Measured:
    return Measured(cabinet.surroundings.clock.now(), ((VitalKind.WEIGHT, Decimal(80)),))


BODY = RecordBody(EncounterKind.PROCEDURE, None, conclusion="Прививка")
NOBODY = NewWorker("x", "Х", "Х", "", "врач", "", frozenset({C}))

READS: dict[str, tuple[Callable[[Cabinet, NewPatient], Awaitable[Any]], Permission]] = {
    "patients.total": (lambda c, _: c.patients.total(), Permission.READ_CARD),
    "patients.page": (lambda c, _: c.patients.page(), Permission.READ_CARD),
    "patients.row": (lambda c, _: c.patients.row(SOME), Permission.READ_CARD),
    "patients.search": (lambda c, _: c.patients.search("кузн"), Permission.READ_CARD),
    "insurance.checks": (lambda c, _: c.insurance.checks(SOME), Permission.READ_CARD),
    "insurance.asked_about": (lambda c, _: c.insurance.asked_about(SOME), Permission.READ_CARD),
    "insurance.unreached": (lambda c, _: c.insurance.unreached(), Permission.READ_CARD),
    "insurance.charts_asked": (lambda c, _: c.insurance.charts_asked(SOME), Permission.READ_CARD),
    "insurance.look_after": (lambda c, _: c.insurance.look_after(SOME), Permission.READ_CARD),
    "patients.card": (lambda c, _: c.patients.card(SOME), Permission.READ_CARD),
    "patients.outside": (lambda c, _: c.patients.outside(SOME), Permission.READ_CARD),
    "journal.of_card": (lambda c, _: c.journal.of_card(SOME), Permission.READ_CARD_JOURNAL),
    "journal.total_of_card": (lambda c, _: c.journal.total_of_card(SOME), Permission.READ_CARD_JOURNAL),
    "access.departments": (lambda c, _: c.access.departments(), Permission.OWN_ACCOUNT),
    "access.assignable": (lambda c, _: c.access.assignable(), Permission.OWN_ACCOUNT),
    "access.assigned": (lambda c, _: c.access.assigned(SOME), Permission.ASSIGN_PATIENTS),
    "patients.encounters": (lambda c, _: c.patients.encounters(SOME), Permission.READ_CARD),
    "patients.encounter": (lambda c, _: c.patients.encounter(SOME), Permission.READ_CARD),
    "patients.versions": (lambda c, _: c.patients.versions(SOME), Permission.READ_CARD),
    "patients.person_versions": (lambda c, _: c.patients.person_versions(SOME), Permission.READ_CARD),
    "patients.allergy_versions": (lambda c, _: c.patients.allergy_versions(SOME, SOME), Permission.READ_CARD),
    "patients.problem_versions": (lambda c, _: c.patients.problem_versions(SOME, SOME), Permission.READ_CARD),
    "patients.likely_duplicates": (lambda c, new: c.patients.likely_duplicates(new), Permission.ADD_PATIENT),
    "visits.one": (lambda c, _: c.visits.one(SOME), Permission.READ_CARD),
    "orders.of": (lambda c, _: c.orders.of(SOME), Permission.READ_CARD),
    "orders.laboratories": (lambda c, _: c.orders.laboratories(), Permission.READ_CARD),
    "visits.of": (lambda c, _: c.visits.of(SOME), Permission.READ_CARD),
    "visits.open_of": (lambda c, _: c.visits.open_of(SOME), Permission.READ_CARD),
    "visits.latest_of": (lambda c, _: c.visits.latest_of(SOME), Permission.READ_CARD),
    "visits.of_appointment": (lambda c, _: c.visits.of_appointment(SOME), Permission.READ_CARD),
    "home.recent": (lambda c, _: c.home.recent(), Permission.READ_HOME),
    "home.attention": (lambda c, _: c.home.attention(), Permission.READ_HOME),
    "home.page": (lambda c, _: c.home.page(TaskState.DONE), Permission.READ_HOME),
    "home.thread": (lambda c, _: c.home.thread(SOME), Permission.READ_HOME),
    "home.next_attention": (lambda c, _: c.home.next_attention(), Permission.READ_HOME),
    "home.badges": (lambda c, _: c.home.badges(), Permission.READ_HOME),
    "home.trends": (lambda c, _: c.home.trends([(SOME, RESULT)]), Permission.READ_CARD),
    "schedule.day": (lambda c, _: c.schedule.day(date(2026, 11, 23)), Permission.READ_SCHEDULE),
    "schedule.week": (lambda c, _: c.schedule.week(date(2026, 11, 23)), Permission.READ_SCHEDULE),
    "schedule.load": (lambda c, _: c.schedule.load(DAY), Permission.READ_SCHEDULE),
    "schedule.doctors": (lambda c, _: c.schedule.doctors(), Permission.READ_SCHEDULE),
    "schedule.hours": (lambda c, _: c.schedule.hours(SOME), Permission.READ_SCHEDULE),
    "schedule.span": (lambda c, _: c.schedule.span(SOME, DAY), Permission.READ_SCHEDULE),
    "schedule.free": (lambda c, _: c.schedule.free(SOME), Permission.READ_SCHEDULE),
    "schedule.booked": (lambda c, _: c.schedule.booked(SOME), Permission.BOOK_VISITS),
    "schedule.lasts": (lambda c, _: c.schedule.lasts(SOME), Permission.BOOK_VISITS),
    "schedule.find": (lambda c, _: c.schedule.find("кузн"), Permission.READ_SCHEDULE),
    "schedule.whom": (lambda c, _: c.schedule.whom("кузн"), Permission.BOOK_VISITS),
    "documents.page": (lambda c, _: c.documents.page(), Permission.READ_DOCUMENTS),
    "documents.total": (lambda c, _: c.documents.total(), Permission.READ_DOCUMENTS),
    "documents.counts": (lambda c, _: c.documents.counts(), Permission.READ_DOCUMENTS),
    "documents.row": (lambda c, _: c.documents.row(SOME), Permission.READ_DOCUMENTS),
    "documents.of_patient": (lambda c, _: c.documents.of_patient(SOME), Permission.READ_DOCUMENTS),
    "documents.search": (lambda c, _: c.documents.search("x"), Permission.READ_DOCUMENTS),
    "documents.found": (lambda c, _: c.documents.found("x"), Permission.READ_DOCUMENTS),
    "documents.snippet": (lambda c, _: c.documents.snippet(SOME, "x"), Permission.READ_DOCUMENTS),
    "documents.opened": (lambda c, _: c.documents.opened(SOME), Permission.READ_DOCUMENTS),
    "documents.kept": (lambda c, _: c.documents.kept(SOME), Permission.READ_DOCUMENTS),
    "documents.picture": (lambda c, _: c.documents.picture(SOME, 1, 9, 9), Permission.READ_DOCUMENTS),
    "documents.examine": (lambda c, _: c.documents.examine(Path("/")), Permission.ATTACH_DOCUMENT),
    "documents.paths": (lambda c, _: c.documents.paths(Path("/"), inside=True), Permission.ATTACH_DOCUMENT),
    "documents.export": (lambda c, _: c.documents.export(SOME, Path("/")), Permission.EXPORT_DOCUMENT),
    "papers.templates": (lambda c, _: c.papers.templates(), Permission.READ_DOCUMENTS),
    "papers.template": (lambda c, _: c.papers.template("discharge"), Permission.READ_DOCUMENTS),
    "papers.tried": (lambda c, _: c.papers.tried(), Permission.READ_DOCUMENTS),
    "papers.usable": (lambda c, _: c.papers.usable(patient=True), Permission.READ_DOCUMENTS),
    "papers.first": (lambda c, _: c.papers.first(PAPER, None), Permission.ISSUE_DOCUMENT),
    "papers.look": (lambda c, _: c.papers.look(SAID), Permission.ISSUE_DOCUMENT),
    "papers.picture": (lambda c, _: c.papers.picture(FILE, 1, 9, 9), Permission.ISSUE_DOCUMENT),
    "papers.make": (lambda c, _: c.papers.make(SOME, SAID), Permission.ISSUE_DOCUMENT),
    "papers.amend": (lambda c, _: c.papers.amend(SOME, SOME, 1, SAID, "x"), Permission.ISSUE_DOCUMENT),
    "papers.editions": (lambda c, _: c.papers.editions(SOME), Permission.READ_DOCUMENTS),
    "papers.file": (lambda c, _: c.papers.file(SOME, 1), Permission.READ_DOCUMENTS),
    "signatures.of": (lambda c, _: c.signatures.of(SOME), Permission.READ_DOCUMENTS),
    "signatures.states": (lambda c, _: c.signatures.states([SOME]), Permission.READ_DOCUMENTS),
    "signatures.check": (lambda c, _: c.signatures.check(SOME), Permission.READ_DOCUMENTS),
    "signatures.verify": (lambda c, _: c.signatures.verify(b"", b""), Permission.READ_DOCUMENTS),
    "signatures.standing": (lambda c, _: c.signatures.standing([TO_SIGN]), Permission.SIGN),
    "signatures.signers": (lambda c, _: c.signatures.signers(), Permission.SIGN),
    "signatures.certificates": (lambda c, _: c.signatures.certificates(), Permission.SIGN),
    "signatures.unlock": (lambda c, _: c.signatures.unlock("x"), Permission.SIGN),
    "signatures.probe": (lambda c, _: c.signatures.probe(), Permission.SIGN),
    "signatures.sign": (lambda c, _: c.signatures.sign(TO_SIGN), Permission.SIGN),
    "delivery.preferences": (lambda c, _: c.delivery.preferences(), Permission.OWN_ACCOUNT),
    "delivery.connected": (lambda c, _: c.delivery.connected(), Permission.OWN_ACCOUNT),
    "delivery.waiting": (lambda c, _: c.delivery.waiting(), Permission.OWN_ACCOUNT),
    "delivery.arrived": (lambda c, _: c.delivery.arrived(AT), Permission.READ_HOME),
    "unattended.enable": (lambda c, _: c.unattended.enable(), Permission.RUN_UNATTENDED),
    "unattended.disable": (lambda c, _: c.unattended.disable(), Permission.RUN_UNATTENDED),
    "unattended.status": (lambda c, _: c.unattended.status(), Permission.READ_HOME),
    "links.all": (lambda c, _: c.links.all(), Permission.LOOK_AT_STORE),
    "links.one": (lambda c, _: c.links.one("x"), Permission.LOOK_AT_STORE),
    "links.register": (lambda c, _: c.links.register(), Permission.LOOK_AT_STORE),
    "links.adapters": (lambda c, _: c.links.adapters(), Permission.LOOK_AT_STORE),
    "links.unread": (lambda c, _: c.links.unread(), Permission.LOOK_AT_STORE),
    "links.info": (lambda c, _: c.links.info("x"), Permission.LOOK_AT_STORE),
    "links.open": (lambda c, _: c.links.open("x"), Permission.EXCHANGE),
    "imports.plan": (lambda c, _: c.imports.plan((), ChartsAsked()), Permission.KEEP_STORE),
    "imports.run": (lambda c, _: c.imports.run(Plan((), ChartsAsked())), Permission.KEEP_STORE),
    "imports.rehearse": (lambda c, _: c.imports.rehearse(Plan((), ChartsAsked())), Permission.KEEP_STORE),
    "imports.write_list": (
        lambda c, _: c.imports.write_list(Path("/nonexistent/folder"), ()),
        Permission.KEEP_STORE,
    ),
    "exchange.step": (lambda c, _: c.exchange.step(), Permission.EXCHANGE),
    "exchange.close": (lambda c, _: c.exchange.close(), Permission.EXCHANGE),
    "exchange.state": (lambda c, _: c.exchange.state(), Permission.READ_HOME),
    "exchange.queue": (lambda c, _: c.exchange.queue(), Permission.SEND_OUT),
    "exchange.sending": (lambda c, _: c.exchange.sending(1), Permission.SEND_OUT),
    "exchange.sendings": (lambda c, _: c.exchange.sendings(SOME), Permission.SEND_OUT),
    "exchange.way": (lambda c, _: c.exchange.way(SOME), Permission.SEND_OUT),
    "exchange.way_of": (lambda c, _: c.exchange.way_of(SENDING), Permission.SEND_OUT),
    "exchange.conflicts": (lambda c, _: c.exchange.conflicts(), Permission.READ_CARD),
    "exchange.conflict": (lambda c, _: c.exchange.conflict(SOME), Permission.READ_CARD),
    "links.check": (lambda c, _: c.links.check("x"), Permission.MANAGE_SERVICES),
    "links.add": (lambda c, _: c.links.add("x", "x", {}), Permission.MANAGE_SERVICES),
    "links.change": (lambda c, _: c.links.change(LINK, {}), Permission.MANAGE_SERVICES),
    "links.switching": (lambda c, _: c.links.switching(LINK, enabled=True), Permission.MANAGE_SERVICES),
    "links.switch": (lambda c, _: c.links.switch("embedded", enabled=False), Permission.MANAGE_SERVICES),
    "links.remove": (lambda c, _: c.links.remove(LINK), Permission.MANAGE_SERVICES),
    "stand.connection": (lambda c, _: c.stand.connection(), Permission.DIRECT_STAND),
    "stand.direction": (lambda c, _: c.stand.direction(), Permission.DIRECT_STAND),
    "stand.direct": (lambda c, _: c.stand.direct(None), Permission.DIRECT_STAND),
    "stand.received": (lambda c, _: c.stand.received(), Permission.DIRECT_STAND),
    "stand.mailbox": (lambda c, _: c.stand.mailbox(), Permission.DIRECT_STAND),
    "stand.phone": (lambda c, _: c.stand.phone(), Permission.DIRECT_STAND),
    "stand.copies": (lambda c, _: c.stand.copies(), Permission.DIRECT_STAND),
    "stand.alter": (lambda c, _: c.stand.alter("x", "phone", ""), Permission.DIRECT_STAND),
    "reminders.run": (lambda c, _: c.reminders.run(), Permission.SEND_REMINDERS),
    "reminders.waiting": (lambda c, _: c.reminders.waiting(), Permission.SEND_REMINDERS),
    "reminders.told_last": (lambda c, _: c.reminders.told_last(), Permission.SEND_REMINDERS),
    "preferences.filters": (lambda c, _: c.preferences.filters(), Permission.OWN_ACCOUNT),
    "requests.to_decide": (lambda c, _: c.requests.to_decide(), Permission.READ_HOME),
    "requests.asked": (lambda c, _: c.requests.asked(), Permission.READ_HOME),
    "requests.decided": (lambda c, _: c.requests.decided(), Permission.READ_HOME),
    "requests.one": (lambda c, _: c.requests.one(SOME), Permission.READ_HOME),
    "reference.search": (lambda c, _: c.reference.search(Book.ICD10, "а"), Permission.READ_REFERENCE),
    "reference.entry": (lambda c, _: c.reference.entry(Book.ICD10, "I10"), Permission.READ_REFERENCE),
    "reference.editions": (lambda c, _: c.reference.editions(), Permission.READ_REFERENCE),
    "reference.entries": (lambda c, _: c.reference.entries(EDITION), Permission.READ_REFERENCE),
    "reference.refused": (lambda c, _: c.reference.refused(EDITION), Permission.READ_REFERENCE),
    "reference.settle": (lambda c, _: c.reference.settle(), Permission.READ_REFERENCE),
    "reference.look_at": (lambda c, _: c.reference.look_at(Path("/")), Permission.KEEP_STORE),
    "reference.read_files": (lambda c, _: c.reference.read_files([], Asked()), Permission.KEEP_STORE),
    "reference.take_in": (lambda c, _: c.reference.take_in(SOURCE), Permission.KEEP_STORE),
    "accounts.colleagues": (lambda c, _: c.accounts.colleagues("б"), Permission.OWN_ACCOUNT),
    "accounts.look_again": (lambda c, _: c.accounts.look_again(), Permission.OWN_ACCOUNT),
    "journal.mine": (lambda c, _: c.journal.mine(), Permission.OWN_ACCOUNT),
    "journal.verify": (lambda c, _: c.journal.verify(), Permission.READ_JOURNAL),
    "keeping.load": (lambda c, _: c.keeping.load(iter(())), Permission.KEEP_STORE),
    "keeping.reindex": (lambda c, _: c.keeping.reindex(), Permission.KEEP_STORE),
    "accounts.workers": (lambda c, _: c.accounts.workers(), Permission.MANAGE_WORKERS),
    "second_factor.own": (lambda c, _: c.second_factor.own(), Permission.OWN_ACCOUNT),
    "second_factor.begin": (lambda c, _: c.second_factor.begin(), Permission.OWN_ACCOUNT),
    "second_factor.confirm": (lambda c, _: c.second_factor.confirm(FRESH, "12"), Permission.OWN_ACCOUNT),
    "second_factor.remove": (lambda c, _: c.second_factor.remove(), Permission.OWN_ACCOUNT),
    "second_factor.lift": (lambda c, _: c.second_factor.lift(SOME), Permission.MANAGE_WORKERS),
    "accounts.add_worker": (
        lambda c, _: c.accounts.add_worker(NOBODY, "Pass-2026!"),
        Permission.MANAGE_WORKERS,
    ),
    "accounts.remove_worker": (lambda c, _: c.accounts.remove_worker(SOME), Permission.MANAGE_WORKERS),
    "accounts.give_password": (
        lambda c, _: c.accounts.give_password(SOME, "Pass-2026!"),
        Permission.MANAGE_WORKERS,
    ),
    "accounts.withdraw_keys": (lambda c, _: c.accounts.withdraw_keys(), Permission.MANAGE_WORKERS),
    "accounts.new_recovery_code": (lambda c, _: c.accounts.new_recovery_code(), Permission.MANAGE_WORKERS),
    "accounts.trusted": (lambda c, _: c.accounts.trusted(), Permission.MANAGE_WORKERS),
    "accounts.trust_machine": (lambda c, _: c.accounts.trust_machine(), Permission.MANAGE_WORKERS),
    "accounts.distrust": (lambda c, _: c.accounts.distrust(), Permission.MANAGE_WORKERS),
    "journal.accept": (lambda c, _: c.journal.accept(), Permission.KEEP_STORE),
    "accounts.change_password": (
        lambda c, _: c.accounts.change_password("Demo-2026!", "Demo-2027!"),
        Permission.OWN_ACCOUNT,
    ),
    "templates.all": (lambda c, _: c.templates.all(), Permission.OWN_ACCOUNT),
    "drafts.keep": (lambda c, _: c.drafts.keep("p", "o", {}), Permission.OWN_ACCOUNT),
    "drafts.keep_now": (lambda c, _: _now(c), Permission.OWN_ACCOUNT),
    "drafts.get": (lambda c, _: c.drafts.get("p", "o"), Permission.OWN_ACCOUNT),
    "drafts.drop": (lambda c, _: c.drafts.drop("p", "o"), Permission.OWN_ACCOUNT),
    "drafts.all": (lambda c, _: c.drafts.all(), Permission.OWN_ACCOUNT),
    "storage.size": (lambda c, _: c.storage.size(), Permission.LOOK_AT_STORE),
    "storage.counts": (lambda c, _: c.storage.counts(), Permission.LOOK_AT_STORE),
    "storage.check": (lambda c, _: c.storage.check(lambda _share: None), Permission.LOOK_AT_STORE),
    "storage.copies": (lambda c, _: c.storage.copies(c._desk.vault.folder), Permission.KEEP_STORE),
    "storage.back_up": (
        lambda c, _: c.storage.back_up(c._desk.vault.folder.with_name("another"), lambda _share: True),
        Permission.KEEP_STORE,
    ),
    "storage.verify": (lambda c, _: c.storage.verify(c._desk.vault.folder), Permission.KEEP_STORE),
    "journal.my_page": (lambda c, _: c.journal.my_page(), Permission.OWN_ACCOUNT),
    "journal.my_total": (lambda c, _: c.journal.my_total(), Permission.OWN_ACCOUNT),
    "keeping.back_up": (
        lambda c, _: c.keeping.back_up(c._desk.vault.folder.with_name("copy")),
        Permission.KEEP_STORE,
    ),
}
ACTIONS: dict[type[Action[Any]], Callable[[Cabinet, NewPatient], Action[Any]]] = {
    OpenOutside: lambda c, _: OpenOutside(c.surroundings.ids.new(), SOME, "экстренная помощь"),
    Assign: lambda c, _: Assign(c.surroundings.ids.new(), SOME, "7", None, DAY),
    EndAssignment: lambda c, _: EndAssignment(c.surroundings.ids.new(), SOME, 1, DAY),
    ReopenAssignment: lambda c, _: ReopenAssignment(c.surroundings.ids.new(), SOME, 1),
    NoteCopy: lambda c, _: NoteCopy(c.surroundings.ids.new(), "копия"),
    NoteUnsoundCopy: lambda c, _: NoteUnsoundCopy(c.surroundings.ids.new(), "копия"),
    NoteUnsoundStore: lambda c, _: NoteUnsoundStore(c.surroundings.ids.new(), 1),
    NoteBroughtBack: lambda c, _: NoteBroughtBack(c.surroundings.ids.new()),
    SaveFilter: lambda c, _: SaveFilter(c.surroundings.ids.new(), "home", "мои", Wanted(text="а")),
    ChooseDelivery: lambda c, _: ChooseDelivery(c.surroundings.ids.new(), Preferences()),
    BeginReminding: lambda c, _: BeginReminding(c.surroundings.ids.new()),
    Remind: lambda c, _: Remind(c.surroundings.ids.new(), SOME),
    DropFilter: lambda c, _: DropFilter(c.surroundings.ids.new(), "home", "мои"),
    AddPatient: lambda c, new: AddPatient(c.surroundings.ids.new(), new),
    WriteRecord: lambda c, _: WriteRecord(c.surroundings.ids.new(), SOME, c.surroundings.clock.now(), BODY),
    AmendRecord: lambda c, _: AmendRecord(c.surroundings.ids.new(), SOME, 1, BODY, "причина"),
    AddToRecord: lambda c, _: AddToRecord(c.surroundings.ids.new(), SOME, "дополнение"),
    AmendPatient: lambda c, new: AmendPatient(c.surroundings.ids.new(), SOME, 1, new),
    MergePatients: lambda c, new: MergePatients(
        c.surroundings.ids.new(), SOME, 1, Id(bytes(16)), 1, new, "причина"
    ),
    PartPatients: lambda c, _: PartPatients(c.surroundings.ids.new(), SOME, SOME, 1, "причина"),
    RecordVitals: lambda c, _: RecordVitals(c.surroundings.ids.new(), SOME, measured(c)),
    AmendVitals: lambda c, _: AmendVitals(c.surroundings.ids.new(), SOME, 1, measured(c), "причина"),
    WithdrawVitals: lambda c, _: WithdrawVitals(c.surroundings.ids.new(), SOME, 1, "причина"),
    RestoreVitals: lambda c, _: RestoreVitals(c.surroundings.ids.new(), SOME, 1),
    AddAllergy: lambda c, _: AddAllergy(c.surroundings.ids.new(), SOME, ALLERGY),
    AmendAllergy: lambda c, _: AmendAllergy(c.surroundings.ids.new(), SOME, 1, ALLERGY),
    WithdrawAllergy: lambda c, _: WithdrawAllergy(c.surroundings.ids.new(), SOME, SOME, 1, "причина"),
    RestoreAllergy: lambda c, _: RestoreAllergy(c.surroundings.ids.new(), SOME, SOME, 1),
    AddProblem: lambda c, _: AddProblem(c.surroundings.ids.new(), SOME, PROBLEM),
    AmendProblem: lambda c, _: AmendProblem(c.surroundings.ids.new(), SOME, 1, PROBLEM),
    CloseProblem: lambda c, _: CloseProblem(c.surroundings.ids.new(), SOME, SOME, 1, DAY),
    ReopenProblem: lambda c, _: ReopenProblem(c.surroundings.ids.new(), SOME, SOME, 1),
    WithdrawProblem: lambda c, _: WithdrawProblem(c.surroundings.ids.new(), SOME, SOME, 1, "причина"),
    RestoreProblem: lambda c, _: RestoreProblem(c.surroundings.ids.new(), SOME, SOME, 1),
    BeginVisit: lambda c, _: BeginVisit(c.surroundings.ids.new(), SOME),
    AbandonVisit: lambda c, _: AbandonVisit(c.surroundings.ids.new(), SOME, 1),
    RenderService: lambda c, _: RenderService(c.surroundings.ids.new(), SOME, 1, SERVICE),
    TakeOutService: lambda c, _: TakeOutService(c.surroundings.ids.new(), SOME, 1, SOME),
    PutBackService: lambda c, _: PutBackService(c.surroundings.ids.new(), SOME, 1, SOME),
    CloseVisit: lambda c, _: CloseVisit(c.surroundings.ids.new(), SOME, 1, "причина"),
    ReopenVisit: lambda c, _: ReopenVisit(c.surroundings.ids.new(), SOME, 1),
    BookVisit: lambda c, _: BookVisit(c.surroundings.ids.new(), SOME, SOME, TEN, 15, VisitKind.FIRST),
    MoveVisit: lambda c, _: MoveVisit(c.surroundings.ids.new(), SOME, 1, TEN, SOME),
    CancelVisit: lambda c, _: CancelVisit(c.surroundings.ids.new(), SOME, 1, "причина"),
    AdvanceVisit: lambda c, _: AdvanceVisit(c.surroundings.ids.new(), SOME, 1),
    MarkNoShow: lambda c, _: MarkNoShow(c.surroundings.ids.new(), SOME, 1),
    RestoreVisit: lambda c, _: RestoreVisit(c.surroundings.ids.new(), SOME, 1, None),
    SetWorkingHours: lambda c, _: SetWorkingHours(c.surroundings.ids.new(), c.worker.id, 0, ()),
    AddWorker: lambda c, _: AddWorker(c.surroundings.ids.new(), NOBODY),
    RemoveWorker: lambda c, _: RemoveWorker(c.surroundings.ids.new(), SOME),
    EnrolSecondFactor: lambda c, _: EnrolSecondFactor(c.surroundings.ids.new(), bytes(20), 1, (), None),
    RemoveSecondFactor: lambda c, _: RemoveSecondFactor(c.surroundings.ids.new(), 1),
    LiftSecondFactor: lambda c, _: LiftSecondFactor(c.surroundings.ids.new(), SOME),
    AcceptTask: lambda c, _: AcceptTask(c.surroundings.ids.new(), SOME, 1),
    PostponeTask: lambda c, _: PostponeTask(c.surroundings.ids.new(), SOME, 1, later(c)),
    RefuseTask: lambda c, _: RefuseTask(c.surroundings.ids.new(), SOME, 1, "причина"),
    ReturnTask: lambda c, _: ReturnTask(c.surroundings.ids.new(), SOME, 1),
    AnnounceServices: lambda c, _: AnnounceServices(c.surroundings.ids.new(), (Service.REMINDERS,)),
    SendMessage: lambda c, _: SendMessage(c.surroundings.ids.new(), SOME, "тема", "текст"),
    ReplyToNotice: lambda c, _: ReplyToNotice(c.surroundings.ids.new(), SOME, 1, "текст"),
    WithdrawMessage: lambda c, _: WithdrawMessage(c.surroundings.ids.new(), SOME),
    RecordApplication: lambda c, _: RecordApplication(c.surroundings.ids.new(), SOME, SOME, "тема", "текст"),
    AcknowledgeResults: lambda c, _: AcknowledgeResults(c.surroundings.ids.new(), ()),
    WithdrawAcknowledgement: lambda c, _: WithdrawAcknowledgement(c.surroundings.ids.new(), ()),
    PostponeResults: lambda c, _: PostponeResults(c.surroundings.ids.new(), (), later(c)),
    RecallResults: lambda c, _: RecallResults(c.surroundings.ids.new(), ()),
    AttachDocument: lambda c, _: AttachDocument(
        c.surroundings.ids.new(), "x", "акт", None, "x.pdf", b"%PDF-"
    ),
    MakeDocument: lambda c, _: MakeDocument(
        c.surroundings.ids.new(), "акт", "x", None, "x", "1", "x", 1, "1", (), bytes(32), FILE
    ),
    AmendDocument: lambda c, _: AmendDocument(
        c.surroundings.ids.new(), SOME, 1, None, "x", "x", "1", (), bytes(32), FILE, "причина"
    ),
    WithdrawDocument: lambda c, _: WithdrawDocument(c.surroundings.ids.new(), SOME, 1, "причина"),
    RestoreDocument: lambda c, _: RestoreDocument(c.surroundings.ids.new(), SOME, 1),
    ExportDocument: lambda c, _: ExportDocument(c.surroundings.ids.new(), SOME),
    SendDocument: lambda c, _: SendDocument(c.surroundings.ids.new(), SOME, 1, "x"),
    TakeIn: lambda c, _: TakeIn(c.surroundings.ids.new(), Arrived("x", "patient")),
    TakeAnswer: lambda c, _: TakeAnswer(c.surroundings.ids.new(), 1, Receipt(Way.SENT), "x"),
    RecallSending: lambda c, _: RecallSending(c.surroundings.ids.new(), 1),
    RetrySending: lambda c, _: RetrySending(c.surroundings.ids.new(), 1),
    SendRecord: lambda c, _: SendRecord(c.surroundings.ids.new(), SOME, 1, "x"),
    SendResults: lambda c, _: SendResults(c.surroundings.ids.new(), SOME, date(2026, 11, 20), (SOME,), "x"),
    AskRegion: lambda c, _: AskRegion(c.surroundings.ids.new(), SOME),
    AskPrices: lambda c, _: AskPrices(c.surroundings.ids.new(), SOME),
    AskPolicy: lambda c, _: AskPolicy(c.surroundings.ids.new(), SOME),
    ResolveConflict: lambda c, maria: ResolveConflict(c.surroundings.ids.new(), SOME, 1, 1, maria),
    ReopenConflict: lambda c, _: ReopenConflict(c.surroundings.ids.new(), SOME, 1),
    MailDocument: lambda c, _: MailDocument(
        c.surroundings.ids.new(), SOME, 1, "a@b.ru", "по просьбе пациента", True
    ),
    ExportChart: lambda c, _: ExportChart(c.surroundings.ids.new(), SOME, ChartFormat.FHIR),
    ExportTable: lambda c, _: ExportTable(c.surroundings.ids.new(), Listing.JOURNAL, tables.Format.CSV, 1),
    KeepSignature: lambda c, _: KeepSignature(
        c.surroundings.ids.new(), SignedKind.DOCUMENT, SOME, 1, "x", b""
    ),
    WithdrawSignature: lambda c, _: WithdrawSignature(c.surroundings.ids.new(), SOME, "причина"),
    KeepTemplate: lambda c, _: KeepTemplate(c.surroundings.ids.new(), Wording("т", "текст")),
    AmendTemplate: lambda c, _: AmendTemplate(c.surroundings.ids.new(), SOME, 1, Wording("т", "текст")),
    WithdrawTemplate: lambda c, _: WithdrawTemplate(c.surroundings.ids.new(), SOME, 1),
    RestoreTemplate: lambda c, _: RestoreTemplate(c.surroundings.ids.new(), SOME, 1),
    AskHandOver: lambda c, _: AskHandOver(c.surroundings.ids.new(), SOME, 1, SOME),
    AskToReview: lambda c, _: AskToReview(c.surroundings.ids.new(), seen_result(SOME, RESULT), SOME),
    PlaceOrder: lambda c, _: PlaceOrder(c.surroundings.ids.new(), NewOrder(SOME, ())),
    WithdrawOrder: lambda c, _: WithdrawOrder(c.surroundings.ids.new(), SOME, 1, "причина"),
    KeepResultFiles: lambda c, _: KeepResultFiles(c.surroundings.ids.new(), SOME, 1, (SOME,)),
    AskCorrection: lambda c, _: AskCorrection(c.surroundings.ids.new(), SOME, ()),
    Decide: lambda c, _: Decide(c.surroundings.ids.new(), SOME, 1, approve=True),
    ReopenRequest: lambda c, _: ReopenRequest(c.surroundings.ids.new(), SOME, 1),
    WithdrawRequest: lambda c, _: WithdrawRequest(c.surroundings.ids.new(), SOME, 1),
    AddService: lambda c, _: AddService(c.surroundings.ids.new(), "x", "x", ABOUT, "{}"),
    ChangeService: lambda c, _: ChangeService(c.surroundings.ids.new(), "x", 1, ABOUT, "{}"),
    SwitchService: lambda c, _: SwitchService(c.surroundings.ids.new(), "x", 1, enabled=True),
    RemoveService: lambda c, _: RemoveService(c.surroundings.ids.new(), "x", 1),
    LoadBatch: lambda c, _: LoadBatch(c.surroundings.ids.new(), ()),
    TakeInBatch: lambda c, _: TakeInBatch(
        c.surroundings.ids.new(), "FHIR", Doubt.ASIDE, bytes(32), (), Tally()
    ),
    LoadStarters: lambda c, _: LoadStarters(c.surroundings.ids.new(), ()),
    AdoptEdition: lambda c, _: AdoptEdition(c.surroundings.ids.new(), Book.POSTS, "1", 1, "ab" * 32),
}


def later(cabinet: Cabinet) -> datetime:
    return cabinet.surroundings.clock.now() + timedelta(hours=1)


async def _now(cabinet: Cabinet) -> None:
    cabinet.drafts.keep_now("p", "o", {})


async def allowed(call: Awaitable[Any]) -> bool:
    """Whether it was let through; what it then says about the object is another matter."""
    try:
        await call
    except Forbidden:
        return False
    except Refused:
        return True
    return True


def as_role(cabinet: Cabinet, roles: frozenset[Role]) -> None:
    cabinet._desk.worker = replace(cabinet.worker, roles=roles)


@pytest.mark.capability("C109")
@pytest.mark.parametrize("permission", list(Permission))
@pytest.mark.parametrize("role", list(Role))
def test_the_table_says_what_it_should(permission: Permission, role: Role) -> None:
    worker = Worker(SOME, "", "", "", "", "", "", frozenset({role}))
    assert worker.may(permission) == (role in TABLE[permission])
    assert set(GRANTS) == set(Permission) == set(TABLE)
    assert not replace(worker, roles=frozenset()).may(permission)


@pytest.mark.parametrize("role", [None, *Role])
async def test_every_read_asks_for_its_permission(
    cabinet: Cabinet, maria: NewPatient, role: Role | None
) -> None:
    for name, (call, permission) in READS.items():
        as_role(cabinet, frozenset({role}) if role else frozenset())
        expected = role in TABLE[permission]
        if name in ("accounts.add_worker", "accounts.remove_worker"):
            expected = True  # these ask the store, where the worker still has both roles; see the actions
        assert await allowed(call(cabinet, maria)) == expected, name


def test_no_public_read_is_left_out() -> None:
    rooms = (
        "access",
        "patients",
        "home",
        "schedule",
        "documents",
        "papers",
        "journal",
        "accounts",
        "drafts",
        "preferences",
        "keeping",
        "storage",
        "delivery",
        "reminders",
        "unattended",
        "requests",
        "reference",
        "templates",
        "exchange",
        "imports",
        "insurance",
        "links",
        "orders",
        "second_factor",
        "stand",
        "signatures",
        "visits",
    )
    public = set()
    for room in rooms:
        module = import_module(f"medcab_tui.cabinet.{room}")
        for _, kind in inspect.getmembers(module, inspect.isclass):
            if kind.__module__ == module.__name__ and not issubclass(kind, Action):
                public |= {
                    f"{room}.{name}"
                    for name, member in vars(kind).items()
                    if inspect.isfunction(member) and not name.startswith(("_", "may_"))
                }
    assert public == set(READS)


def every_action() -> dict[str, type[Action[Any]]]:
    """By code: a slotted dataclass is made anew from the class that was written, and both are subclasses."""
    for module in pkgutil.iter_modules(medcab_tui.cabinet.__path__):
        import_module(f"medcab_tui.cabinet.{module.name}")
    return {kind.code: kind for kind in Action.__subclasses__() if kind.__module__.startswith("medcab_tui.")}


def test_no_action_is_left_out_and_each_says_who_may_and_who_is_told() -> None:
    assert set(every_action()) == {kind.code for kind in ACTIONS}
    assert len({kind.code for kind in ACTIONS}) == len(ACTIONS)
    for kind in every_action().values():
        assert kind.permission in Permission
        assert kind.topics <= TOPICS


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SERVICE])
async def test_every_action_asks_for_its_permission(
    door: Door, founding: Founding, maria: NewPatient, role: Role
) -> None:
    cabinet, _code = await door.found(dataclasses.replace(founding, roles=frozenset({role})))
    for kind, make in ACTIONS.items():
        let_through = await allowed(cabinet.do(make(cabinet, maria)))
        assert let_through == (role in TABLE[kind.permission]), kind.code
    refused = [row for row in await cabinet.journal.mine() if row.code == "refused"]
    assert len(refused) == sum(role not in TABLE[kind.permission] for kind in ACTIONS)
    await cabinet.sign_out()
