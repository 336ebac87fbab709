"""Reports, documents with files, and what the cabinet has no place for, from other systems."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Final

from medcab_tui.cabinet.import_chart import record
from medcab_tui.cabinet.import_taking import title_of
from medcab_tui.domain.documents import ATTACHED, KINDS, Attachment, kept_name
from medcab_tui.domain.ids import Id
from medcab_tui.domain.imports import EDITED, Fate, Kept, Left
from medcab_tui.domain.interchange import Bytes, Enclosed, Note, Paper, Ref, Report, Unknown
from medcab_tui.domain.patients import EncounterKind, RecordBody
from medcab_tui.domain.times import day_in
from medcab_tui.store.documents import NewDocument
from medcab_tui.store.imports import Known

if TYPE_CHECKING:
    from medcab_tui.cabinet.import_taking import Taking

Outcome = tuple[Kept, Fate]
_REPORT: Final = "результат исследования"
_OTHER: Final = "другое"
_LONGEST_BODY: Final = 10 * 1024 * 1024


def report(taking: Taking, piece: Report, known: Known | None) -> Outcome | None:
    """A DiagnosticReport: its conclusion a record, its files documents; of ties to results alone nothing."""
    if piece.withdrawn:
        raise Left("import.withdrawn", "status")
    patient = taking.patient(piece.patient, known)
    title, day = title_of(piece.title.display), day_in(piece.at, taking.tx.zone)
    for number, file in enumerate(piece.files, 1):
        called = f"{piece.remote}#file{number}"
        _enclosed(taking, called, number, file, (patient, _REPORT, title, "", day, piece.source))
    if not piece.conclusion:
        taking.keep(piece, Kept.NAME)
        return None
    told = f"{title} ({piece.said})" if piece.said else title
    body = RecordBody(EncounterKind.PROCEDURE, None, conclusion=f"{told}\n{piece.conclusion}")
    as_note = Note(piece.remote, piece.patient, piece.at, EncounterKind.PROCEDURE, author=piece.source)
    return record(taking, as_note, known, patient, body, piece.at)


def paper(taking: Taking, piece: Paper, known: Known | None) -> Outcome | None:
    """A DocumentReference with its files, a document each."""
    if piece.withdrawn:
        raise Left("import.withdrawn", "status")
    patient = taking.patient(piece.patient) if piece.patient.key else None
    kind = piece.kind if piece.kind in KINDS else _OTHER
    title = title_of(piece.title or piece.kind or _OTHER)
    about = (patient, kind, title, piece.number, piece.issued or taking.tx.today, piece.author)
    for number, file in enumerate(piece.files, 1):
        called = piece.remote if number == 1 else f"{piece.remote}#file{number}"
        _enclosed(taking, called, number, file, about)
    return None


def _enclosed(
    taking: Taking,
    remote: str,
    number: int,
    file: Enclosed,
    about: tuple[Id | None, str, str, str, date, Ref],
) -> None:
    """One file as a document of its own; a text stands there word by word."""
    patient, kind, title, told, day, author = about
    before = taking.tx.imports.known(taking.source, remote)
    if before is not None and before.digest == taking.arrived.digest:
        taking.tally.note(before.kind, Fate.SAME)
        return
    attachment = _attachment(taking, number, file)
    body = None if attachment is not None else _text(file)
    if attachment is None and body is None:
        taking.leave(
            "content.attachment", "content.form" if file.content else "import.elsewhere", whole=False
        )
    identity = taking.tx.ids.new()
    if before is not None and before.object is not None:
        _withdraw(taking, before, before.object)
    taking.documents.append(
        NewDocument(
            identity, kind, title, told[:64], day, ATTACHED, patient, taking.author(author), attachment
        )
    )
    if body is not None:
        taking.bodies.append((identity, kept_name(file.name or title), body))
    taking.tx.imports.keep(
        taking.source, (remote,), Kept.DOCUMENT, taking.arrived.digest, object=identity, patient=patient
    )
    taking.tally.note(Kept.DOCUMENT, Fate.NEW if before is None else Fate.CHANGED)


def _withdraw(taking: Taking, before: Known, document: Id) -> None:
    """The document of before gives way to the one that came now, and stays to be seen."""
    version = taking.tx.imports.version(Kept.DOCUMENT, document)
    if version != before.version:
        raise Left(EDITED)
    taking.tx.documents.keep_edition(document, taking.tx.author, taking.tx.now)
    taking.tx.documents.withdraw(document, version, taking.tx.now, "")


def _attachment(taking: Taking, number: int, file: Enclosed) -> Attachment | None:
    found = dict(taking.arrived.files).get(number)
    if found is not None:
        return Attachment(kept_name(file.name) or f"{number}.{found.format.value}", file.content, found)
    there = taking.found(file.elsewhere)
    if there is not None and there.kind is Kept.FILE and there.version:
        return taking.tx.imports.file(
            there.version, kept_name(file.name) or file.elsewhere.key.rpartition("/")[2]
        )
    return None


def _text(file: Enclosed) -> str | None:
    """The text of a file that is one."""
    if not file.content or not file.media.partition(";")[0].strip().lower().startswith(
        ("text/", "application/xml")
    ):
        return None
    try:
        text = file.content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else text


def binary(taking: Taking, piece: Bytes, known: Known | None) -> Outcome | None:
    """A Binary: a file to which a document will refer. Of another format than documents have it is told."""
    found = dict(taking.arrived.files).get(1)
    if found is None:
        taking.leave("data", "content.form")
        return None
    number = taking.tx.imports.keep_file(Attachment("", piece.content, found))
    taking.keep(piece, Kept.FILE, version=number)
    return Kept.FILE, Fate.NEW if known is None else Fate.CHANGED


def unknown(taking: Taking, piece: Unknown, known: Known | None) -> Outcome | None:
    """A resource of a kind the cabinet has no place for, word by word among the documents."""
    body = taking.arrived.verbatim
    if not body or len(body.encode("utf-8", "replace")) > _LONGEST_BODY:
        raise Left("import.long")
    owner = taking.found(piece.patient)
    patient = owner.object if owner is not None and owner.kind is Kept.PATIENT else None
    if piece.patient.key and patient is None:
        raise Left("import.no_patient", "subject")
    name = f"{piece.remote.replace('/', '-').replace(':', '-')[:100]}.json"
    if known is not None and known.object is not None:
        if taking.tx.imports.version(Kept.VERBATIM, known.object) != known.version:
            raise Left(EDITED)
        taking.bodies.append((known.object, name, body))
        taking.keep(piece, Kept.VERBATIM, known.object, patient, version=known.version)
        return Kept.VERBATIM, Fate.CHANGED
    identity = taking.tx.ids.new()
    taking.documents.append(
        NewDocument(
            identity, _OTHER, title_of(f"{piece.kind} · {taking.origin}"), "", _day(taking, body), ATTACHED,
            patient, taking.author(Ref()),
        )
    )  # fmt: skip
    taking.bodies.append((identity, name, body))
    taking.keep(piece, Kept.VERBATIM, identity, patient)
    return Kept.VERBATIM, Fate.NEW


_DAYS: Final = (
    "created",
    "authoredOn",
    "date",
    "dateTime",
    "occurrenceDateTime",
    "issued",
    "sent",
    "recorded",
)


def _day(taking: Taking, body: str) -> date:
    """The day a resource names as its own, else today: the list of documents is ordered by it."""
    said = json.loads(body)
    for name in _DAYS:
        value = said.get(name)
        if isinstance(value, str) and len(value) >= 10:
            try:
                return min(date.fromisoformat(value[:10]), taking.tx.today)
            except ValueError:
                continue
    return taking.tx.today
