"""Who is told of what others do: for every action that changes how something stands, a rule (C032).

A rule is a function of the action, what it did and the transaction it was done in; it gives notices. `tell`
is called by `Cabinet.do` after an action in the same transaction: a change and the news of it are kept
together or not at all. Nobody is told of what they did themselves, nobody twice of one change. An action that
takes another back (`UNDOES`) also takes back what was told of it, as far as nobody answered that; those who
did are told anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final, TypeAlias
from zoneinfo import ZoneInfo

from msgspec import Struct, field

from medcab_tui.cabinet.actions import Action, Done
from medcab_tui.domain.accounts import Permission
from medcab_tui.domain.home import Answer, Standing
from medcab_tui.domain.ids import Id
from medcab_tui.domain.notices import NoticeKind, Told
from medcab_tui.domain.requests import Request, RequestState
from medcab_tui.domain.rooms import Appointment, AppointmentStatus, Attention, Source, SourceKind, TaskState
from medcab_tui.store.tasks import NewTask, told_line
from medcab_tui.store.transaction import Transaction

if TYPE_CHECKING:
    from medcab_tui.domain.access import Assignment


class Notice(Struct, frozen=True):
    """What one worker is told. `detail`: words of people; the rest is told from `code` and `params`."""

    to: Id
    kind: NoticeKind
    code: str
    params: Mapping[str, str] = field(default_factory=dict)
    detail: str = ""
    place: str = "home"
    patient: Id | None = None
    number: str = ""
    source: Source | None = None
    thread: Id | None = None


Rule: TypeAlias = Callable[[Any, Done[Any], Transaction], Iterator[Notice]]
Undone: TypeAlias = Callable[[Any], tuple[Id, int]]


def tell(action: Action[Any], done: Done[Any], tx: Transaction) -> None:
    """Tells everybody whom what was done concerns."""
    rule = RULES.get(action.code)
    if rule is None:
        return
    undone = UNDOES.get(action.code)
    spared = {tx.worker.id}
    if undone is not None:
        spared |= tx.notices.take_back(*undone(action), _OUTDATES)
    known = done.version is not None and isinstance(done.result, bytes)
    about = (Id(done.result), done.version or 0) if known else None
    told: dict[Id, Notice] = {}
    for notice in rule(action, done, tx):
        if notice.to not in spared and tx.notices.works_here(notice.to) and _concerns(notice, tx):
            told.setdefault(notice.to, notice)
    for to, notice in told.items():
        if about is not None and notice.code in _OUTDATES:
            tx.notices.outdate(about[0], _OUTDATES[notice.code], to)
    if told:
        tx.home.add_all([_kept(notice, about, tx) for notice in told.values()])


def _concerns(notice: Notice, tx: Transaction) -> bool:
    """Of a patient only those are told whose work shows them patients, whatever they had to do with it."""
    return notice.patient is None or tx.accounts.worker(notice.to).may(Permission.BOOK_VISITS)


def _kept(notice: Notice, about: tuple[Id, int] | None, tx: Transaction) -> NewTask:
    return told_line(
        tx.ids.new(), notice.to, tx.now, notice.kind, notice.code, notice.params,
        place=notice.place, detail=notice.detail, patient=notice.patient, number=notice.number,
        source=notice.source, thread=notice.thread, sender=tx.worker.id, about=about,
    )  # fmt: skip


_STATUSES: Final = {
    AppointmentStatus.BOOKED: Told.VISIT_RESTORED,
    AppointmentStatus.ARRIVED: Told.VISIT_ARRIVED,
    AppointmentStatus.IN_PROGRESS: Told.VISIT_BEGUN,
    AppointmentStatus.DONE: Told.VISIT_DONE,
    AppointmentStatus.NO_SHOW: Told.VISIT_NO_SHOW,
    AppointmentStatus.CANCELLED: Told.VISIT_CANCELLED,
}


_OUTDATES: Final[dict[str, tuple[str, ...]]] = {
    Told.VISIT_BEGUN: (Told.VISIT_ARRIVED,),
    Told.VISIT_DONE: (Told.VISIT_BEGUN, Told.VISIT_ARRIVED),
    Told.VISIT_CANCELLED: (Told.VISIT_ARRIVED,),
}
"""What need not be read any more once this is told: of a visit that goes on one line is unread, not three."""


def _visit(_action: Any, done: Done[Any], _tx: Transaction) -> Iterator[Notice]:
    """The doctor of a visit; of one that went to another doctor both."""
    was: Appointment | None = done.was
    now: Appointment = done.now
    params = {"when": now.start.isoformat(timespec="minutes")}
    if was is None:
        yield _of_visit(now, now.doctor_id, Told.VISIT_BOOKED, params)
        return
    if was.start != now.start:
        params["was"] = was.start.isoformat(timespec="minutes")
    if was.doctor_id != now.doctor_id:
        yield _of_visit(now, was.doctor_id, Told.VISIT_GIVEN_AWAY, params | {"doctor": now.doctor})
        yield _of_visit(now, now.doctor_id, Told.VISIT_GIVEN, params | {"doctor": was.doctor})
    elif was.start != now.start:
        yield _of_visit(now, now.doctor_id, Told.VISIT_MOVED, params)
    elif was.status is not now.status:
        yield _of_visit(now, now.doctor_id, _STATUSES[now.status], params)


def _of_visit(visit: Appointment, to: Id, code: Told, params: Mapping[str, str]) -> Notice:
    words = visit.cause if visit.status is AppointmentStatus.CANCELLED else visit.reason
    source = Source(SourceKind.VISIT, visit.id)
    return Notice(to, NoticeKind.SCHEDULE, code, params, words, "schedule", visit.patient, source=source)


def _hours(action: Any, done: Done[Any], _tx: Transaction) -> Iterator[Notice]:
    """The doctor whose week it is."""
    source = Source(SourceKind.HOURS, action.worker)
    yield Notice(action.worker, NoticeKind.SCHEDULE, Told.HOURS_SET, place="schedule", source=source)


def _answered(action: Any, done: Done[Any], tx: Transaction) -> Iterator[Notice]:
    """Whoever asked for a confirmation or for work. That a message was read is told nobody."""
    was: Standing = done.was
    now: Standing = done.now
    if was.asked is Attention.MESSAGE or (was.state, was.status) == (now.state, now.status):
        return
    received = tx.notices.received(now.id)
    if received.sender is None:
        return
    said = Told.TASK_DONE if was.state is TaskState.IN_WORK else Told.TASK_CONFIRMED
    if action.code == "task.returned":
        said = Told.TASK_RETURNED
    elif now.status == Answer.TAKEN.value:
        said = Told.TASK_TAKEN
    elif now.status == Answer.REFUSED.value:
        said = Told.TASK_REFUSED
    yield Notice(
        received.sender,
        received.kind,
        said,
        received.params | ({"of": received.code} if received.code else {"title": received.title}),
        now.reason,
        patient=received.patient,
        number=received.number,
        source=received.source or Source(SourceKind.TASK, now.id),
        thread=received.thread,
    )


def _document(action: Any, done: Done[Any], tx: Transaction) -> Iterator[Notice]:
    """Who wrote a document, and who treats the patient it is about."""
    code = {
        "document.made": Told.DOCUMENT_MADE,
        "document.amended": Told.DOCUMENT_AMENDED,
        "document.withdrawn": Told.DOCUMENT_WITHDRAWN,
        "document.restored": Told.DOCUMENT_RESTORED,
    }.get(action.code, Told.DOCUMENT_ATTACHED)
    author, patient, title = tx.notices.document(done.result)
    concerned = sorted(tx.notices.doctors_of(patient)) if patient is not None else []
    source = Source(SourceKind.DOCUMENT, done.result)
    reason = getattr(action, "reason", "")
    for worker in (author, *concerned):
        yield Notice(
            worker, NoticeKind.DOCUMENT, code, {"title": title}, reason, "documents", patient, source=source
        )


def _record(action: Any, done: Done[Any], tx: Transaction) -> Iterator[Notice]:
    """Who wrote a record before it was amended."""
    patient = Id(bytes.fromhex(done.params["patient"]))
    source = Source(SourceKind.RECORD, done.result)
    for worker in sorted(tx.notices.writers_of(done.result, done.version or 1)):
        yield Notice(
            worker, NoticeKind.DOCUMENT, Told.RECORD_AMENDED, {}, action.reason, "patients", patient,
            source=source,
        )  # fmt: skip


def _chart(action: Any, done: Done[Any], tx: Transaction) -> Iterator[Notice]:
    """Who treats a patient whose identity, allergies or problems another changed."""
    source = Source(SourceKind.PATIENT, action.patient)
    reason = getattr(action, "reason", "")
    for worker in sorted(tx.notices.doctors_of(action.patient)):
        yield Notice(
            worker, NoticeKind.DOCUMENT, Told(action.code), {}, reason, "patients", action.patient,
            source=source,
        )  # fmt: skip


def _vitals(action: Any, done: Done[Any], tx: Transaction) -> Iterator[Notice]:
    """Who wrote vital signs that another amended or withdrew."""
    patient = Id(bytes.fromhex(done.params["patient"]))
    source = Source(SourceKind.PATIENT, patient)
    reason = getattr(action, "reason", "")
    for worker in sorted(tx.notices.writers_of(done.result, done.version or 1)):
        yield Notice(
            worker, NoticeKind.DOCUMENT, Told(action.code), {}, reason, "patients", patient, source=source
        )


def _outside(action: Any, _done: Done[Any], tx: Transaction) -> Iterator[Notice]:
    """The heads of the patient's departments and of whoever opened the card; where none heads them, who
    administers.
    """
    heads = tx.access.heads(tx.access.departments_of(action.patient))
    own = tx.access.heads(sorted(tx.access.own()))
    when = tx.now.astimezone(ZoneInfo(tx.zone)).replace(tzinfo=None).isoformat(timespec="minutes")
    source = Source(SourceKind.PATIENT, action.patient)
    for worker in (*(heads or tx.accounts.holding(Permission.MANAGE_WORKERS)), *own):
        yield Notice(
            worker, NoticeKind.CHECK, Told.CARD_OUTSIDE, {"who": tx.author.name, "when": when},
            " ".join(action.reason.split()), "patients", action.patient, source=source,
        )  # fmt: skip


def _assigned(action: Any, done: Done[Any], tx: Transaction) -> Iterator[Notice]:
    """Who heads the department, and those that treat the same: their patients are opened to others."""
    one: Assignment = done.now
    params = {"area": one.area, "since": one.since.isoformat()}
    if one.until is not None:
        params["until"] = one.until.isoformat()
    for worker in tx.access.heads({one.department: None, **dict.fromkeys(tx.access.treating(one))}):
        yield Notice(
            worker, NoticeKind.RULES, Told(action.code), params, tx.access.department(one.department),
            "settings", one.patient, source=Source(SourceKind.STORE, Id(b"departments")),
        )  # fmt: skip


def _decision(_action: Any, done: Done[Any], _tx: Transaction) -> Iterator[Notice]:
    """Who asked for it (C106)."""
    request: Request = done.now
    code = f"request.{'reopened' if request.state is RequestState.WAITING else request.state.value}"
    params = {"title": request.title, **({"of": request.code, **request.params} if request.code else {})}
    source = Source(SourceKind.REQUEST, request.id)
    words = request.reason
    yield Notice(
        request.asker, NoticeKind.DECISION, code, params, words, patient=request.patient, source=source
    )


def _store(action: Any, done: Done[Any], tx: Transaction) -> Iterator[Notice]:
    """Who keeps the store; of one that was brought back everybody, since work may be lost."""
    page = "backup" if action.code in (Told.STORE_COPIED, Told.STORE_COPY_UNSOUND) else "store"
    concerned = Permission.READ_HOME if action.code == Told.STORE_BROUGHT_BACK else Permission.KEEP_STORE
    source = Source(SourceKind.STORE, Id(page.encode()))
    for worker in tx.accounts.holding(concerned):
        yield Notice(
            worker, NoticeKind.CHECK, Told(action.code), done.params, place="settings", source=source
        )


def _lifted(action: Any, _done: Done[Any], _tx: Transaction) -> Iterator[Notice]:
    """Whose codes an administrator took away."""
    source = Source(SourceKind.STORE, Id(b"me"))
    yield Notice(
        action.worker, NoticeKind.DECISION, Told.SECOND_FACTOR_LIFTED, place="settings", source=source
    )


RULES: Final[dict[str, Rule]] = {
    "visit.booked": _visit,
    "visit.moved": _visit,
    "visit.cancelled": _visit,
    "visit.advanced": _visit,
    "visit.no_show": _visit,
    "visit.restored": _visit,
    "hours.set": _hours,
    "task.accepted": _answered,
    "task.refused": _answered,
    "task.returned": _answered,
    "document.attached": _document,
    "document.made": _document,
    "document.amended": _document,
    "document.withdrawn": _document,
    "document.restored": _document,
    "record.amended": _record,
    "patient.amended": _chart,
    "patient.merged": _chart,
    "patient.parted": _chart,
    "allergy.added": _chart,
    "allergy.amended": _chart,
    "allergy.withdrawn": _chart,
    "allergy.restored": _chart,
    "problem.added": _chart,
    "problem.amended": _chart,
    "problem.closed": _chart,
    "problem.reopened": _chart,
    "problem.withdrawn": _chart,
    "problem.restored": _chart,
    "vitals.amended": _vitals,
    "vitals.withdrawn": _vitals,
    "vitals.restored": _vitals,
    "card.opened_outside": _outside,
    "access.assigned": _assigned,
    "access.ended": _assigned,
    "access.reopened": _assigned,
    "request.decided": _decision,
    "request.reopened": _decision,
    "second_factor.lifted": _lifted,
    "store.backed_up": _store,
    "store.copy_unsound": _store,
    "store.unsound": _store,
    "store.brought_back": _store,
}
"""By the code of the action. To add one: a function above, an entry here, its words in `ui/home/told.py`, and
"home" among the topics of the action, so that the menu of whoever is told is counted again.
"""

UNDOES: Final[dict[str, Undone]] = {
    "request.reopened": lambda action: (action.request, action.seen),
    "visit.restored": lambda action: (action.visit, action.seen),
    "task.returned": lambda action: (action.task, action.seen),
    "document.withdrawn": lambda action: (action.document, action.seen),
    "document.restored": lambda action: (action.document, action.seen),
    "allergy.withdrawn": lambda action: (action.allergy, action.seen),
    "allergy.restored": lambda action: (action.allergy, action.seen),
    "patient.parted": lambda action: (action.patient, action.seen),
    "vitals.withdrawn": lambda action: (action.measurement, action.seen),
    "vitals.restored": lambda action: (action.measurement, action.seen),
    "access.reopened": lambda action: (action.assignment, action.seen),
    "problem.reopened": lambda action: (action.problem, action.seen),
    "problem.withdrawn": lambda action: (action.problem, action.seen),
    "problem.restored": lambda action: (action.problem, action.seen),
}
"""What an action takes back: the object, and the version that the undone change made."""

SILENT: Final[dict[str, str]] = {
    "request.hand_over": "the request itself waits with who decides",
    "request.result": "likewise",
    "request.correction": "likewise",
    "request.withdrawn": "what nobody decided is gone",
    "task.postponed": "how it stands is the same; it is only shown later",
    "message.sent": "the message itself tells",
    "message.replied": "the reply itself tells",
    "message.withdrawn": "what was not read is gone, and nobody misses it",
    "application.recorded": "the application itself tells",
    "results.acknowledged": "a result is the reader's own affair: a machine sent it",
    "results.withdrawn": "likewise",
    "results.postponed": "likewise",
    "results.recalled": "likewise",
    "order.placed": "it goes to the laboratory; what comes back waits with whoever ordered it",
    "order.withdrawn": "nobody there heard of it",
    "order.files_kept": "the files themselves tell: each is a document",
    "document.exported": "the document stands as it stood",
    "document.mailed": "likewise; its way is seen beside it",
    "signature.kept": "what was signed stands as it stood; the sign beside it tells who signed",
    "signature.withdrawn": "one's own signature only; whoever looks at it sees that, and why",
    "table.exported": "the rows stand as they stood",
    "chart.exported": "the card stands as it stood",
    "batch.loaded": "thousands at once: what waits of them stands in the inbox by itself",
    "import.batch": "history of other systems: nobody here was asked to do anything about it",
    "worker.added": "a new worker is told at the door",
    "worker.removed": "who was removed reads nothing any more",
    "patient.added": "nobody treats a patient whose card was opened just now",
    "record.written": "it is new, and nobody else wrote it",
    "record.added_to": "it stands beneath the record, whose author is named there",
    "reception.begun": "the doctor's own: what the appointment became is told by the appointment",
    "reception.abandoned": "likewise",
    "reception.closed": "likewise",
    "reception.reopened": "likewise",
    "reception.service_added": "likewise",
    "reception.service_removed": "likewise",
    "reception.service_restored": "likewise",
    "vitals.recorded": "it is new; the table of whoever has the card open shows it at once",
    "reference.imported": "the books are everybody's; what was written by an older one keeps its words",
    "reference.starter": "likewise",
    "template.kept": "a text to write with; nothing of a patient's is changed by it",
    "template.amended": "likewise",
    "template.withdrawn": "likewise",
    "template.restored": "likewise",
    "filter.saved": "one's own way of looking",
    "filter.dropped": "likewise",
    "delivery.chosen": "one's own way of being told",
    "second_factor.enrolled": "one's own way of signing in",
    "second_factor.removed": "likewise",
    "reminders.begun": "nothing falls due by it",
    "services.announced": "the lines it makes tell by themselves, each worker once",
    "exchange.taken_in": "a machine changed it; what somebody has to look at makes its own line",
    "exchange.answered": "a refusal makes its own line, for whoever sent it",
    "record.sent": "what becomes of it is told to whoever sent it",
    "results.sent": "likewise",
    "document.sent": "what becomes of it is told to whoever sent it",
    "sending.recalled": "nobody there heard of it",
    "sending.retried": "it stands as it stood",
    "region.asked": "what comes of it is in the card; what somebody has to look at makes its own line",
    "services.priced": "the answer stands beside the services",
    "policy.asked": "an answer that the policy is none makes its own line, for whoever asked",
    "conflict.resolved": "whoever decides does it in the open card; both sides stay in its editions",
    "conflict.reopened": "likewise",
    "reminders.told": "the lines it makes tell by themselves",
    "link.added": "it is switched off as yet",
    "link.changed": "how it stands is shown on the page of services and in the top line",
    "link.switched": "likewise",
    "link.removed": "likewise",
}
"""Actions that tell nobody, and why."""
