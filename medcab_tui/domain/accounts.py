"""Workers, their roles, and the one table of who may do what."""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum

from msgspec import Struct

from medcab_tui.domain import names
from medcab_tui.domain.errors import Invalid
from medcab_tui.domain.ids import Id
from medcab_tui.domain.passwords import check_seed

_LOGIN = re.compile(r"[^\W_][\w.@-]*")
LONGEST_LOGIN = 64
LONGEST_PASSWORD = 1024
"""Characters; longer ones would only make the door slow."""


class Role(StrEnum):
    """What a worker is in this cabinet (C001–C005). A worker may hold several."""

    CLINICIAN = "clinician"
    NURSE = "nurse"
    """Nurse, midwife, feldsher: does what a clinician does, but confirms no results."""
    HEAD = "head"
    """Of a department or of the institution; usually held beside another."""
    ADMINISTRATOR = "administrator"
    LICENSING = "licensing"
    """Licensing and accreditation: documents and the schedule, no cards (C005, C006)."""
    SERVICE = "service"
    """Nobody's: of what runs unattended."""


RECEIVING = frozenset({Role.CLINICIAN, Role.NURSE})
"""Who may have hours and visits of their own."""


class Permission(StrEnum):
    """What an action or a read asks for."""

    READ_CARD = "read_card"
    WRITE_RECORD = "write_record"
    ADD_PATIENT = "add_patient"
    AMEND_PATIENT = "amend_patient"
    """Identity and contacts of a card."""
    READ_CARD_JOURNAL = "read_card_journal"
    """Who looked into a card and who changed it; only where one's department treats the patient."""
    ASSIGN_PATIENTS = "assign_patients"
    """Saying which areas and patients a department treats; a head says it of their own only."""
    MERGE_PATIENTS = "merge_patients"
    """Making one card of two of the same person, and taking that back."""
    READ_SCHEDULE = "read_schedule"
    BOOK_VISITS = "book_visits"
    SET_HOURS = "set_hours"
    """One's own working hours; another's take MANAGE_WORKERS beside it."""
    READ_DOCUMENTS = "read_documents"
    ATTACH_DOCUMENT = "attach_document"
    """To withdraw one as well."""
    ISSUE_DOCUMENT = "issue_document"
    """Making documents from templates; one about a patient takes WRITE_RECORD beside it."""
    EXPORT_DOCUMENT = "export_document"
    SIGN = "sign"
    """Signing what one may read, and withdrawing a signature of one's own."""
    READ_REFERENCE = "read_reference"
    """Codes and their names; there is nothing of a patient in them."""
    READ_HOME = "read_home"
    ACT_ON_TASKS = "act_on_tasks"
    """Accepting, postponing, refusing one's own tasks."""
    SEND_MESSAGES = "send_messages"
    """Writing to colleagues, replying, taking back what nobody read."""
    ACKNOWLEDGE_RESULTS = "acknowledge_results"
    MANAGE_WORKERS = "manage_workers"
    READ_JOURNAL = "read_journal"
    KEEP_STORE = "keep_store"
    """Bulk loading, backup, restore."""
    LOOK_AT_STORE = "look_at_store"
    """Its size, how many rows there are, whether it is sound; nothing of what they say."""
    SHARE_TEMPLATES = "share_templates"
    """To give templates to the department and the organisation, and to change those given."""
    OWN_ACCOUNT = "own_account"
    """One's own password, sign-in and sign-out."""
    SEND_REMINDERS = "send_reminders"
    """Telling whoever it concerns what falls due; reads and changes nothing else."""
    RUN_UNATTENDED = "run_unattended"
    """Giving a machine a key that opens the store while nobody is there, and taking it back."""
    EXCHANGE = "exchange"
    """Taking in what connected services say, and telling them what changed here."""
    SEND_OUT = "send_out"
    """Sending something to a service, calling it back, seeing its way; another's takes MANAGE_SERVICES."""
    MANAGE_SERVICES = "manage_services"
    """Connecting services: their settings, switching them on and off."""
    DIRECT_STAND = "direct_stand"
    """Saying how the stand-in of services answers, and reading what it got; there is nothing real in it."""


_EVERYBODY = frozenset(Role) - {Role.SERVICE}
_CARE = frozenset({Role.CLINICIAN, Role.NURSE, Role.HEAD})
_DESK = _CARE | {Role.ADMINISTRATOR}

GRANTS: dict[Permission, frozenset[Role]] = {
    Permission.READ_CARD: _CARE,
    Permission.WRITE_RECORD: frozenset({Role.CLINICIAN, Role.NURSE}),
    Permission.ADD_PATIENT: _DESK,
    Permission.AMEND_PATIENT: _CARE,
    Permission.READ_CARD_JOURNAL: _CARE,
    Permission.ASSIGN_PATIENTS: frozenset({Role.HEAD, Role.ADMINISTRATOR}),
    Permission.MERGE_PATIENTS: frozenset({Role.CLINICIAN, Role.HEAD}),
    Permission.READ_SCHEDULE: _EVERYBODY,
    Permission.BOOK_VISITS: _DESK,
    Permission.SET_HOURS: _DESK,
    Permission.READ_DOCUMENTS: _EVERYBODY,
    Permission.ATTACH_DOCUMENT: _EVERYBODY,
    Permission.ISSUE_DOCUMENT: _DESK,
    Permission.EXPORT_DOCUMENT: _EVERYBODY,
    Permission.SIGN: _DESK,
    Permission.READ_REFERENCE: _EVERYBODY,
    Permission.READ_HOME: _EVERYBODY,
    Permission.ACT_ON_TASKS: _EVERYBODY,
    Permission.SEND_MESSAGES: _EVERYBODY,
    Permission.ACKNOWLEDGE_RESULTS: frozenset({Role.CLINICIAN}),
    Permission.MANAGE_WORKERS: frozenset({Role.ADMINISTRATOR}),
    Permission.READ_JOURNAL: frozenset({Role.ADMINISTRATOR}),
    Permission.KEEP_STORE: frozenset({Role.ADMINISTRATOR}),
    Permission.LOOK_AT_STORE: _EVERYBODY,
    Permission.SHARE_TEMPLATES: frozenset({Role.HEAD, Role.ADMINISTRATOR}),
    Permission.OWN_ACCOUNT: _EVERYBODY,
    Permission.SEND_REMINDERS: frozenset(Role),
    Permission.RUN_UNATTENDED: frozenset({Role.CLINICIAN, Role.ADMINISTRATOR}),
    Permission.EXCHANGE: frozenset(Role),
    Permission.SEND_OUT: _EVERYBODY,
    Permission.MANAGE_SERVICES: frozenset({Role.ADMINISTRATOR}),
    Permission.DIRECT_STAND: _DESK,
}
"""The whole of who may do what; tested cell by cell."""


class Organisation(Struct, frozen=True):
    """The institution whose store this is. One store, one organisation."""

    id: Id
    name: str


class Worker(Struct, frozen=True):
    """A person who signs in, with post and department as they are now."""

    id: Id
    login: str
    surname: str
    given: str
    patronymic: str
    post: str
    department: str
    roles: frozenset[Role]

    def may(self, permission: Permission) -> bool:
        """Whether one of this worker's roles grants it."""
        return bool(GRANTS[permission] & self.roles)

    @property
    def receives(self) -> bool:
        """Whether this worker may have hours and visits of their own."""
        return bool(RECEIVING & self.roles)


REMINDERS = Worker(
    Id(b"medcab reminders"), "", "Служба напоминаний", "", "", "", "", frozenset({Role.SERVICE})
)
"""Who reminds: no person, in no list, without a login; the same in every store."""

SYNC = Worker(Id(b"medcab exchanges"), "", "Служба обмена", "", "", "", "", frozenset({Role.SERVICE}))
"""Who takes in what connected services say: no person either."""


class NewWorker(Struct, frozen=True):
    """Who is going to work here."""

    login: str
    surname: str
    given: str
    patronymic: str
    post: str
    department: str
    roles: frozenset[Role]


class Author(Struct, frozen=True):
    """Who wrote something, with post and department as they were then."""

    worker: Id
    name: str
    """Surname and initials: «Иванова А. П.»"""
    post: str
    department: str


def author_of(worker: Worker) -> Author:
    """The worker as an author, with post and department as they are at this moment."""
    return Author(
        worker.id,
        names.initials(worker.surname, worker.given, worker.patronymic),
        worker.post,
        worker.department,
    )


def clean_login(text: str) -> str:
    """A login as it is kept and compared: no spaces around, case-free."""
    return unicodedata.normalize("NFKC", text).strip().casefold()


def check_login(login: str, field: str = "login") -> None:
    """Letters and digits with dots, hyphens, underscores or @ between; raises Invalid."""
    if not login:
        raise Invalid("login.missing", field)
    if len(login) > LONGEST_LOGIN:
        raise Invalid("login.long", field, most=str(LONGEST_LOGIN))
    if not _LOGIN.fullmatch(login):
        raise Invalid("login.letters", field)


def entered(identity: Id, new: NewWorker) -> Worker:
    """The worker as they will be kept; raises Invalid about a wrong field."""
    login = clean_login(new.login)
    check_login(login)
    worker = Worker(
        identity,
        login,
        names.tidy(new.surname),
        names.tidy(new.given),
        names.tidy(new.patronymic),
        names.tidy(new.post),
        names.tidy(new.department),
        new.roles,
    )
    names.check_name(worker.surname, "surname")
    names.check_name(worker.given, "given")
    names.check_name(worker.patronymic, "patronymic", required=False)
    if not worker.post:
        raise Invalid("post.missing", "post")
    if not worker.roles:
        raise Invalid("roles.missing", "roles")
    return worker


def check_password(password: str, login: str, field: str = "password") -> None:
    """Not the login, and what the policy `seed` asks; raises Invalid. Every new password passes here."""
    if len(password) > LONGEST_PASSWORD:
        raise Invalid("password.long", field, most=str(LONGEST_PASSWORD))
    if login and clean_login(password) == login:
        raise Invalid("password.login", field)
    check_seed(password, field)
