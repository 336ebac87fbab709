"""What makes documents out of templates, and amends them. `PapersRoom` sets the file first and does these."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from medcab_tui.cabinet.actions import Action, Done, fingerprint
from medcab_tui.domain.accounts import Permission
from medcab_tui.domain.documents import Attachment, check_content, check_document
from medcab_tui.domain.errors import Forbidden, Invalid
from medcab_tui.domain.icd10 import check_diagnosis
from medcab_tui.domain.ids import Id
from medcab_tui.domain.papers import ISSUED, Answer, FieldKind, check_answers
from medcab_tui.domain.reference import Book
from medcab_tui.domain.rules import check_reason
from medcab_tui.domain.visits import PartKind
from medcab_tui.store.documents import NewDocument
from medcab_tui.store.papers import KeptPaper
from medcab_tui.store.transaction import Transaction


@dataclass(frozen=True, slots=True)
class MakeDocument(Action[Id]):
    """Keeps a document that was made from a template, with its file, and takes its number.

    The number stands in the file already, so that it must still be the next of its series: Refused
    `paper.number_taken` if it is not, and the file is to be set anew. Nothing that failed takes one.
    """

    code: ClassVar[str] = "document.made"
    permission: ClassVar[Permission] = Permission.ISSUE_DOCUMENT
    topics: ClassVar[frozenset[str]] = frozenset({"documents", "home"})
    heavy: ClassVar[bool] = True

    id: Id
    kind: str
    title: str
    patient: Id | None
    template: str
    template_version: str
    series: str
    place: int
    number: str
    answers: tuple[Answer, ...]
    fingerprint: bytes
    attachment: Attachment

    def apply(self, tx: Transaction) -> Done[Id]:
        title, kind = check_document(self.title, self.kind)
        check_content(self.attachment.content)
        _check(tx, self.patient, self.answers)
        tx.papers.take(self.series, tx.today.year, self.place)
        tx.documents.add_all(
            [
                NewDocument(
                    self.id, kind, title, self.number, tx.today, ISSUED, self.patient, tx.author,
                    self.attachment,
                )
            ]
        )  # fmt: skip
        tx.papers.keep(
            KeptPaper(self.id, self.template, self.template_version, self.answers, self.fingerprint)
        )
        tx.documents.keep_edition(self.id, tx.author, tx.now)
        if self.patient is not None:
            tx.visits.tie(self.patient, PartKind.DOCUMENT, self.id)
        return Done(
            self.id,
            1,
            {
                "document": self.id.hex(),
                "patient": self.patient.hex() if self.patient is not None else "",
                "template": self.template,
                "number": self.number,
            },
            after=self.fingerprint,
        )

    def like(self) -> tuple[object, ...]:
        return (self.template, self.patient, tuple(one.text for one in self.answers))

    def stands(self, tx: Transaction, first: Id) -> bool:
        return not tx.documents.is_withdrawn(first)


@dataclass(frozen=True, slots=True)
class AmendDocument(Action[Id]):
    """Keeps another edition of a document under its number; the one before is kept with its file."""

    code: ClassVar[str] = "document.amended"
    permission: ClassVar[Permission] = Permission.ISSUE_DOCUMENT
    topics: ClassVar[frozenset[str]] = frozenset({"documents", "home"})
    heavy: ClassVar[bool] = True

    id: Id
    document: Id
    seen: int
    patient: Id | None
    title: str
    template: str
    template_version: str
    answers: tuple[Answer, ...]
    fingerprint: bytes
    attachment: Attachment
    reason: str

    def apply(self, tx: Transaction) -> Done[Id]:
        reason = check_reason(self.reason)
        standing = tx.documents.standing(self.document, self.seen)
        if standing.withdrawn:
            raise Invalid("document.withdrawn")
        if not tx.papers.made_here(self.document):
            raise Invalid("paper.not_made_here")
        if tx.documents.patient_of(self.document) != self.patient:
            raise Invalid("paper.other_patient")
        check_content(self.attachment.content)
        _check(tx, self.patient, self.answers)
        version = tx.papers.replace(self.document, standing.version, ISSUED, self.title, self.attachment)
        tx.papers.keep(
            KeptPaper(
                self.document, self.template, self.template_version, self.answers, self.fingerprint, reason
            )
        )
        tx.documents.keep_edition(self.document, tx.author, tx.now)
        return Done(
            self.document,
            version,
            {"document": self.document.hex(), "version": str(version)},
            before=fingerprint(standing.properties, standing.withdrawn),
            after=self.fingerprint,
        )


def _check(tx: Transaction, patient: Id | None, answers: tuple[Answer, ...]) -> None:
    """Who may write of a patient, and codes that official lists have (C176)."""
    if patient is not None:
        if not tx.worker.may(Permission.WRITE_RECORD):
            raise Forbidden("paper.of_card", permission=Permission.WRITE_RECORD.value)
        tx.patients.birth(patient)
    for one in check_answers(answers):
        if one.coded is None:
            continue
        if one.kind is FieldKind.SPECIALTY:
            if not tx.reference.stands(Book.SPECIALTIES, one.coded, tx.today):
                raise Invalid("paper.specialty", one.name)
            tx.reference.used(Book.SPECIALTIES, one.coded.code)
        elif one.kind is FieldKind.DIAGNOSIS:
            check_diagnosis(one.coded, one.name)
            tx.reference.used(Book.ICD10, one.coded.code)
