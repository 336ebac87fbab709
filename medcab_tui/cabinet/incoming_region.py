"""Charts of regional systems: their resources become what files of other systems become here (C039, C040).

Whose something is must be certain: by what the system is known to call our patient, or by the numbers and the
names of its Patient. What is nobody's waits, and one line on Home says why. Nothing of ours is written over:
what both sides changed stays as it is here, and a line tells of it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from msgspec.structs import replace

from medcab_tui.cabinet.actions import Done
from medcab_tui.domain.errors import Invalid
from medcab_tui.domain.exchange import Receipt, Way
from medcab_tui.domain.exchange_rows import Arrived, Sending
from medcab_tui.domain.ids import Id
from medcab_tui.domain.imports import EDITED as CHANGED_HERE
from medcab_tui.domain.imports import Doubt, Fate, Kept, Left, NotKept, Tally
from medcab_tui.domain.interchange import Finding, FindingStatus, Person, Piece, Read, Ref
from medcab_tui.domain.notices import Asks, NoticeKind
from medcab_tui.domain.region import NOBODY, ORIGIN, TWO, UNNAMED
from medcab_tui.domain.rooms import Attention, Source, SourceKind
from medcab_tui.store.tasks import NewTask, told_line
from medcab_tui.store.transaction import Transaction

if TYPE_CHECKING:
    from medcab_tui.cabinet.import_taking import Taking
    from medcab_tui.cabinet.imports_actions import Arrived as Resource

UNMATCHED: Final = "region.unmatched"
EDITED: Final = "region.edited"
"""Codes of lines on Home."""
WITHDRAWN: Final = f"{ORIGIN} · отозвано там"
"""What stands beside something that was withdrawn there: kept with it, as the name of the system is."""
_GOES_ON: Final = frozenset({"import.withdrawn", CHANGED_HERE, "import.no_patient", "import.nobodys"})
"""Reasons that are told otherwise, or are no fault of what came."""
_UNSURE: Final = bytes(16)


class _Nobody(Exception):
    """It is not known whose this is. key: how they call the person; why: a code of `domain.region`."""

    def __init__(self, key: str, why: str, told: str = "") -> None:
        super().__init__(why)
        self.key, self.why, self.told = key, why, told


def take_resource(tx: Transaction, arrived: Arrived) -> Done[Any]:
    """A resource of somebody's chart: taken in, or kept until it is known whose it is."""
    if not arrived.remote_id:
        raise Invalid("exchange.unfit", "remote_id")
    taking, params = _taking(tx, arrived.service), {"service": arrived.service}
    if arrived.deleted:
        patient = _withdraw(taking, arrived.remote_id)
        return Done(patient, None, params)
    try:
        patient = _take(taking, arrived.service, arrived.body)
    except _Nobody as nobody:
        _wait(tx, arrived, nobody)
        return Done(None, None, params)
    for one in tx.region.waiting(arrived.service, _key_of(tx, arrived.body)):
        tx.region.go_on(arrived.service, one)
        with suppress(_Nobody):  # it names somebody else beside: nobody's for good
            _take(_taking(tx, arrived.service), arrived.service, one.body, unfit=False)
    return Done(patient, None, params | ({"patient": patient.hex()} if patient is not None else {}))


def chart_answered(tx: Transaction, sending: Sending, receipt: Receipt) -> None:
    """What a regional system said to the question."""
    service = sending.taken_by or sending.address
    if receipt.way in (Way.REGISTERED, Way.REFUSED):
        told = " ".join(filter(None, (receipt.code, receipt.text)))
        tx.region.answered(sending.object, service, " ".join(told.split())[:200])


def _taking(tx: Transaction, service: str) -> Taking:
    """The batch that what came is put into: known by the connection, and called the region's."""
    from medcab_tui.cabinet.import_taking import Taking

    class Regional(Taking):
        """Every name of theirs says where it is from."""

        def name(self, ref: Ref) -> str:
            return " · ".join(filter(None, (ORIGIN, super().name(ref))))

    taking = Regional(tx, f"service {service}", Doubt.ASIDE, Tally())
    taking.origin = ORIGIN
    return taking


def _take(taking: Taking, service: str, body: str, *, unfit: bool = True) -> Id | None:
    """Takes in one resource; gives whose it is. Raises _Nobody, and Invalid for one that no card can hold.

    unfit: whether that is said; of what came long ago it is passed over.
    """
    resource = _read(taking.tx, service, body)
    read, tx = resource.read, taking.tx
    if any(isinstance(piece, Person) for piece in read.pieces):
        (person, *_rest) = (piece for piece in read.pieces if isinstance(piece, Person))
        return _recognise(taking, service, resource, person)
    patient: Id | None = None
    for ref in _persons(read):
        patient = _patient(taking, service, ref.key)
    before = {piece.remote: tx.imports.known(taking.source, piece.remote) for piece in read.pieces}
    if any(_is_withdrawn(piece) for piece in read.pieces):
        for remote, known in before.items():
            if known is not None and known.digest != resource.digest:
                taking.arrived = resource
                _withdraw(taking, remote, resource.digest)
        return patient
    taking.take(resource)
    for place, one in enumerate(taking.documents):
        author = replace(one.author, name=f"{ORIGIN} · {one.author.name}")
        taking.documents[place] = replace(one, author=author)
    taking.finish()
    for remote, known in before.items():
        _mark(taking, remote, new=known is None)
    left = _tell_left(taking, resource, patient)
    if left is not None and unfit:
        raise Invalid("exchange.unfit", _field(left))
    return patient


def _is_withdrawn(piece: Piece) -> bool:
    return bool(getattr(piece, "withdrawn", False)) or (
        isinstance(piece, Finding) and piece.status is FindingStatus.WITHDRAWN
    )


def _read(tx: Transaction, service: str, body: str) -> Resource:
    from medcab_tui.cabinet.import_reading import digest_of
    from medcab_tui.cabinet.imports_actions import Arrived as Resource
    from medcab_tui.domain.interchange import Unknown
    from medcab_tui.services.fhir import mapping

    said = json.loads(body, parse_float=Decimal)
    if not isinstance(said, dict) or not said.get("resourceType"):
        raise Invalid("exchange.unfit", "resourceType")
    read = mapping.read(said, "", tx.zone)
    whole = any(isinstance(piece, Unknown) for piece in read.pieces)
    return Resource(service, 0, digest_of(said), read, body if whole else "", tuple(_files(read)))


def _files(read: Read) -> Iterator[tuple[int, Any]]:
    """What is known of the files that came: their formats, by their first bytes."""
    from medcab_tui.domain.documents import Examined, check_content

    for piece in read.pieces:
        for number, file in enumerate(getattr(piece, "files", ()), 1):
            try:
                yield number, Examined(check_content(file.content))
            except Invalid:
                continue


def _persons(read: Read) -> list[Ref]:
    """Whom the pieces are about."""
    found = [getattr(piece, "patient", None) for piece in read.pieces]
    refs = list(dict.fromkeys(ref for ref in found if isinstance(ref, Ref)))
    if any(not ref.key for ref in refs):
        raise _Nobody("", UNNAMED)
    return refs


def _patient(taking: Taking, service: str, key: str) -> Id:
    """Our patient whom they call so. Raises _Nobody."""
    known = taking.found(Ref(key))
    if known is not None and known.kind is Kept.PATIENT and known.object is not None:
        return known.object
    linked = taking.tx.exchange.linked_remote(service, key.rpartition("/")[2])
    if linked is None:
        raise _Nobody(key, NOBODY)
    _remember(taking, (key,), linked.object)
    return linked.object


def _recognise(taking: Taking, service: str, resource: Resource, person: Person) -> Id:
    """Which of our patients a person of theirs is; what the card says of them stays. Raises _Nobody."""
    from medcab_tui.cabinet.import_people import details_of_person, recognised

    remote = person.remote.rpartition("/")[2]
    known = taking.found(Ref(person.remote))
    linked = taking.tx.exchange.linked_remote(service, remote)
    told = " ".join(filter(None, (person.surname, person.given, person.patronymic)))
    told = ", ".join(filter(None, (told, person.birth.isoformat() if person.birth else person.born)))
    if known is not None and known.object is not None:
        same: Id | None = known.object
    elif linked is not None:
        same = linked.object
    else:
        taking.arrived = resource
        try:
            same, alike = recognised(taking.opened, details_of_person(taking, person))
        except (Invalid, Left):
            raise _Nobody(person.remote, UNNAMED, told) from None
        if same is None:
            raise _Nobody(person.remote, TWO if alike else NOBODY, told)
    assert same is not None, "one of the three"  # noqa: S101 - for the reader of types
    _remember(taking, resource.read.keys, same)
    return same


def _remember(taking: Taking, keys: tuple[str, ...], patient: Id) -> None:
    """These names mean our patient from now on; at no version: the card is ours."""
    taking.tx.imports.keep(
        taking.source, keys, Kept.PATIENT, _UNSURE, object=patient, patient=patient, version=0
    )
    taking.tx.imports.enter()


def _mark(taking: Taking, remote: str, *, new: bool) -> None:
    """An allergy or a problem that came says so."""
    known = taking.tx.imports.known(taking.source, remote)
    if not new or known is None or known.kind not in (Kept.ALLERGY, Kept.PROBLEM):
        return
    if known.version and known.object is not None and known.patient is not None:
        taking.tx.region.mark(known.kind.value, known.patient, known.object, ORIGIN)


def _withdraw(taking: Taking, remote: str, digest: bytes = _UNSURE) -> Id | None:
    """It was withdrawn there: what came of it says so, unless somebody changed it here since."""
    tx, known = taking.tx, taking.tx.imports.known(taking.source, remote)
    if known is None or known.object is None or known.patient is None or not known.version:
        return None
    patient, written, version = known.patient, known.object, known.version
    done = False
    match known.kind:
        case Kept.RECORD:
            done = tx.imports.version(known.kind, written) == version
            if done:
                tx.region.mark("record", patient, written, WITHDRAWN)
        case Kept.RESULT:
            done = tx.region.mark_result(patient, written, version, WITHDRAWN)
            version += int(done)
        case Kept.DOCUMENT | Kept.VERBATIM:
            done = tx.imports.version(known.kind, written) == version
            if done:
                tx.documents.keep_edition(written, tx.author, tx.now)
                version = tx.documents.withdraw(written, version, tx.now, WITHDRAWN)
        case Kept.ALLERGY | Kept.PROBLEM:
            done, version = _withdraw_of_card(tx, known.kind, patient, written, version)
        case _:
            return patient
    if not done:
        _tell_edited(tx, patient)
    tx.imports.keep(
        taking.source, (remote,), known.kind, digest, object=written, patient=patient, version=version,
        said=known.said,
    )  # fmt: skip
    tx.imports.enter()
    return patient


def _withdraw_of_card(
    tx: Transaction, kind: Kept, patient: Id, written: Id, version: int
) -> tuple[bool, int]:
    from medcab_tui.domain.errors import Refused

    try:
        if kind is Kept.ALLERGY:
            allergy = tx.chart.allergy(patient, written, version)
            return True, tx.chart.mark_allergy(patient, allergy, WITHDRAWN, withdrawn=True)
        problem = tx.chart.problem(patient, written, version)
        return True, tx.chart.mark_problem(patient, problem, WITHDRAWN, withdrawn=True)
    except Refused:
        return False, version


def _tell_left(taking: Taking, resource: Resource, patient: Id | None) -> NotKept | None:
    """What was changed here and there is told, once; gives what no card can hold."""
    tx, left = taking.tx, [one for one in taking.tally.not_kept if one.whole]
    if patient is not None and any(fate is Fate.EDITED for _kept, fate in taking.tally.fates):
        for piece in resource.read.pieces:
            known = tx.imports.known(taking.source, piece.remote)
            if known is not None and known.digest != resource.digest:
                tx.imports.keep(
                    taking.source, (piece.remote,), known.kind, resource.digest, object=known.object,
                    patient=known.patient, version=known.version, said=known.said,
                )  # fmt: skip
        tx.imports.enter()
        _tell_edited(tx, patient)
    return next((one for one in left if one.reason not in _GOES_ON), None)


def _field(left: NotKept) -> str:
    return f"{left.kind}.{left.element}".rstrip(".")[:80]


def _tell_edited(tx: Transaction, patient: Id) -> None:
    """Whoever treats the patient is told that both sides changed the same."""
    for worker in (*sorted(tx.notices.doctors_of(patient)), tx.exchange.administrator()):
        if worker is not None and tx.notices.works_here(worker):
            source = Source(SourceKind.PATIENT, patient)
            tx.home.add_all([_line(tx, tx.ids.new(), worker, EDITED, {}, "", patient, source)])
            return


def _key_of(tx: Transaction, body: str) -> str:
    """How they call the person a resource is, or is about."""
    read = _read(tx, "", body).read
    persons = [piece.remote for piece in read.pieces if isinstance(piece, Person)]
    return persons[0] if persons else next((ref.key for ref in _persons(read)), "")


def _wait(tx: Transaction, arrived: Arrived, nobody: _Nobody) -> None:
    """Keeps it; one line for all of the same person says why."""
    service, key = arrived.service, nobody.key or arrived.remote_id
    task = tx.region.task_of(service, key)
    to = tx.exchange.administrator()
    if task is None:
        task = tx.ids.new()
        if to is not None:
            params = {"why": nobody.why, "connection": service}
            tx.home.add_all([_line(tx, task, to, UNMATCHED, params, nobody.told or key)])
    tx.region.wait(service, arrived.remote_id, key, arrived.body, nobody.why, task)


def _line(
    tx: Transaction,
    task: Id,
    to: Id,
    code: str,
    params: dict[str, str],
    detail: str,
    patient: Id | None = None,
    source: Source | None = None,
) -> NewTask:
    unmatched = code == UNMATCHED
    return told_line(
        task, to, tx.now, NoticeKind.CHECK, code, params,
        asks=Asks.WORK if unmatched else Asks.READING,
        attention=Attention.TO_CONFIRM if unmatched else Attention.MESSAGE,
        detail=detail, patient=patient, source=source,
    )  # fmt: skip
