"""The kinds of what a worker is told and asked, and what each of them waits for (C022–C028, C033)."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class NoticeKind(StrEnum):
    """What a line of the inbox is; its class of attention and its state are another matter."""

    SCHEDULE = "schedule"
    """«изменения графика» (C022)."""
    CHECK = "check"
    """«результаты проверок» (C023)."""
    QUERY = "query"
    """«запросы на предоставление данных» (C024)."""
    RULES = "rules"
    """New protocols, changes of law, mandatory modules of training (C025)."""
    UPCOMING = "upcoming"
    """Appointments to come and deadlines of reports (C026)."""
    APPLICATION = "application"
    """«новые заявки» of patients (C027)."""
    SHIFT = "shift"
    """«уведомления о сменах» (C028)."""
    RESULT = "result"
    TASK = "task"
    MESSAGE = "message"
    DECISION = "decision"
    """What became of a request, and what waits for one's own decision (C106)."""
    REMINDER = "reminder"
    SERVICE = "service"
    """A service that can be used from now on, with one key (C033)."""
    DOCUMENT = "document"


class Asks(StrEnum):
    """What a line waits for, kept in the place of its status and told in the reader's language."""

    READING = "asks.reading"
    REPLY = "asks.reply"
    CONFIRMATION = "asks.confirmation"
    WORK = "asks.work"
    LOOKING = "asks.looking"
    """At two versions, both of which stay until then."""
    ACTIVATION = "asks.activation"
    """Of a service; it can wait."""


class Told(StrEnum):
    """What a line that nobody wrote is titled by: told with its parameters in the reader's language."""

    VISIT_BOOKED = "visit.booked"
    VISIT_MOVED = "visit.moved"
    VISIT_GIVEN = "visit.given"
    """To the doctor it was moved to."""
    VISIT_GIVEN_AWAY = "visit.given_away"
    VISIT_CANCELLED = "visit.cancelled"
    VISIT_ARRIVED = "visit.arrived"
    VISIT_BEGUN = "visit.begun"
    VISIT_DONE = "visit.done"
    VISIT_NO_SHOW = "visit.no_show"
    VISIT_RESTORED = "visit.restored"
    HOURS_SET = "hours.set"
    TASK_TAKEN = "task.taken"
    TASK_CONFIRMED = "task.confirmed"
    TASK_DONE = "task.done"
    TASK_REFUSED = "task.refused"
    TASK_RETURNED = "task.returned"
    DOCUMENT_ATTACHED = "document.attached"
    DOCUMENT_MADE = "document.made"
    DOCUMENT_AMENDED = "document.amended"
    DOCUMENT_WITHDRAWN = "document.withdrawn"
    DOCUMENT_RESTORED = "document.restored"
    RECORD_AMENDED = "record.amended"
    PATIENT_AMENDED = "patient.amended"
    ALLERGY_ADDED = "allergy.added"
    ALLERGY_AMENDED = "allergy.amended"
    ALLERGY_WITHDRAWN = "allergy.withdrawn"
    ALLERGY_RESTORED = "allergy.restored"
    CARD_OUTSIDE = "card.opened_outside"
    ASSIGNED = "access.assigned"
    ASSIGNMENT_ENDED = "access.ended"
    ASSIGNMENT_REOPENED = "access.reopened"
    PROBLEM_ADDED = "problem.added"
    PROBLEM_AMENDED = "problem.amended"
    PROBLEM_CLOSED = "problem.closed"
    PROBLEM_REOPENED = "problem.reopened"
    PROBLEM_WITHDRAWN = "problem.withdrawn"
    PROBLEM_RESTORED = "problem.restored"
    PATIENT_MERGED = "patient.merged"
    PATIENT_PARTED = "patient.parted"
    VITALS_AMENDED = "vitals.amended"
    VITALS_WITHDRAWN = "vitals.withdrawn"
    VITALS_RESTORED = "vitals.restored"
    SERVICE = "service.opened"
    SECOND_FACTOR_LIFTED = "second_factor.lifted"
    STORE_COPIED = "store.backed_up"
    STORE_COPY_UNSOUND = "store.copy_unsound"
    STORE_UNSOUND = "store.unsound"
    STORE_BROUGHT_BACK = "store.brought_back"


class Service(StrEnum):
    """What can be used from now on: kind SERVICE, its source leads there (C033)."""

    FREE_TIME = "free_time"
    ATTACHMENTS = "attachments"
    REFERENCE = "reference"
    REMINDERS = "reminders"
    EXCHANGE = "exchange"
    """The stand-in for the state's services: accepting its line switches the connection on."""

    @property
    def place(self) -> tuple[str, str]:
        """Section and view."""
        return {
            Service.FREE_TIME: ("schedule", "search"),
            Service.ATTACHMENTS: ("documents", "list"),
            Service.REFERENCE: ("settings", "summary"),
            Service.REMINDERS: ("settings", "summary"),
            Service.EXCHANGE: ("settings", "summary"),
        }[self]


LEAVING: Final = "asks.hand_over"
"""How a task stands while a colleague is asked to take it; told in the reader's language."""

NO_MORE: Final = "asks.withdrawn"
"""How a line stands whose request was withdrawn."""
