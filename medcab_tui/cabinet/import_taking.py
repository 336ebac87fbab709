"""One batch of what came in files, inside its transaction: each piece to where it belongs."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import Any, Final

from medcab_tui.cabinet.imports_actions import Arrived
from medcab_tui.cabinet.laying import Laying
from medcab_tui.cabinet.pieces import Loaded
from medcab_tui.domain import interchange
from medcab_tui.domain.accounts import Author
from medcab_tui.domain.dictionaries import LONGEST, name_of
from medcab_tui.domain.errors import Refused, Stale
from medcab_tui.domain.ids import Id
from medcab_tui.domain.imports import EDITED, Doubt, Fate, Kept, Left, NotKept, Tally
from medcab_tui.domain.interchange import Concept, Ref
from medcab_tui.domain.patients import Coded
from medcab_tui.store.documents import NewDocument
from medcab_tui.store.imports import Known
from medcab_tui.store.laid import Laid
from medcab_tui.store.transaction import Transaction

_NOBODY: Final = Ref()
_TITLES: Final = 250
_WHY_WHOLE: Final = frozenset({"date.form", "element.value"})
"""What a cell of a list is left for, and the person with it: no day of birth, no sex."""
_POSTS: Final = 3
"""Steps from a post to its clinician and its institution: nobody refers in a circle for long."""


class Taking:
    """What the pieces of one batch have in common: who they are about, who wrote them, what came of them."""

    def __init__(self, tx: Transaction, source: str, doubt: Doubt, tally: Tally) -> None:
        self.tx, self.origin, self.doubt, self.tally = tx, source, doubt, tally
        self.source = tx.imports.source(source)
        self.laying = Laying(tx.now, tx.today, tx.patients.birth)
        self.laid = Laid(tx.now)
        self.documents: list[NewDocument] = []
        self.bodies: list[tuple[Id, str, str]] = []
        self.moved: dict[Id, int] = {}
        """Measurements that got another version in this batch."""
        self.arrived = Arrived("", 0, b"", interchange.Read("", "", ()))
        self._authors: dict[tuple[Ref, Ref], Author] = {}
        self._found: dict[str, Known] = {}
        self._names: dict[Ref, str] = {}
        self._stays: dict[Id, Id] = {}
        from medcab_tui.cabinet.import_measured import Measuring
        from medcab_tui.cabinet.import_people import Opened

        self.opened = Opened(tx)
        self.measuring = Measuring()

    def take(self, arrived: Arrived) -> None:
        """Takes in one resource; what of it cannot be kept is told."""
        self.arrived = arrived
        for unkept in arrived.read.unkept:
            element = unkept.element.removeprefix(f"{unkept.kind}.") if unkept.element != unkept.kind else ""
            self.leave(element, unkept.reason, whole=unkept.whole)
        for piece in arrived.read.pieces:
            known = self.tx.imports.known(self.source, piece.remote)
            if known is not None and known.digest == arrived.digest:
                self.tally.note(known.kind, Fate.SAME)
                continue
            try:
                fate = _handler(type(piece))(self, piece, known)
            except Stale:
                fate = self._edited(known)
            except Left as left:
                fate = self._edited(known) if left.reason == EDITED else None
                if fate is None:
                    self.leave(left.element, left.reason, values=left.values)
            except Refused as refused:
                fate = None
                self.leave(refused.field or "", refused.code, values=refused.values)
            except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
                fate = None  # what nobody thought of costs itself, not the file
                self.leave("", "resource.form")
            if fate is not None:
                self.tally.note(*fate)

    def _edited(self, known: Known | None) -> tuple[Kept, Fate]:
        """It was changed here since it came: it stays so, and whoever imports is told."""
        self.leave("", EDITED)
        return (known.kind if known is not None else Kept.NAME), Fate.EDITED

    def finish(self) -> None:
        """Writes what was gathered."""
        self.tx.laid.enter(self.laid)
        self.measuring.finish(self)
        if self.documents:
            self.tx.documents.add_all(self.documents)
        for document, name, body in self.bodies:
            self.tx.imports.verbatim(document, name, body)
        self.tx.imports.enter()

    def leave(
        self, element: str, reason: str, *, whole: bool = True, values: dict[str, str] | None = None
    ) -> None:
        """Tells that something of what is being taken in was not kept."""
        at, kept = self.arrived, self.tally.not_kept
        said = element.split(", ")
        here = at.file, at.place
        while whole and kept and (kept[-1].file, kept[-1].place) == here and not kept[-1].whole:
            same = at.read.kind == "row" and kept[-1].reason in _WHY_WHOLE
            if not same and kept[-1].element not in said:
                break
            kept.pop()  # that the whole is left for its sake says it
            self.tally.unkept -= 1
        self.tally.leave(
            NotKept(at.file, at.place, at.read.kind, at.read.remote, element, reason, values or {}, whole)
        )

    def keep(
        self,
        piece: interchange.Piece,
        kind: Kept,
        written: Id | None = None,
        patient: Id | None = None,
        *,
        version: int = 1,
        said: str = "",
    ) -> None:
        """Remembers what a piece became; under all names of its resource, if it is what others refer to."""
        at = self.arrived
        remotes: Sequence[str] = (piece.remote,)
        if piece.remote == at.read.remote and (kind in (Kept.PATIENT, Kept.NAME, Kept.FILE) or said):
            remotes = at.read.keys
        self.tx.imports.keep(
            self.source, remotes, kind, at.digest, object=written, patient=patient, version=version, said=said
        )

    def put(self, piece: Loaded) -> None:
        """Lays a piece out as rows; Invalid if it breaks a rule."""
        self.laying.put(self.laid, piece)

    def found(self, ref: Ref) -> Known | None:
        """What somebody refers to, if it came: in a batch before, so that it stays what it is."""
        if not ref.key:
            return None
        known = self._found.get(ref.key)
        if known is None and (known := self.tx.imports.known(self.source, ref.key)) is not None:
            self._found[ref.key] = known
        return known

    def patient(self, ref: Ref, known: Known | None = None) -> Id:
        """In whose card something is written. Invalid if the patient did not come, or if it is another's now.

        It is the card that came from there, merged or not: the one it leads to shows it as well, and has
        nothing of it once they are parted.
        """
        found = self.found(ref)
        if found is None or found.kind is not Kept.PATIENT or found.object is None:
            raise Left("import.no_patient" if ref.key else "import.nobodys", "subject")
        if known is not None and known.patient is not None and not self.same(known.patient, found.object):
            raise Left("import.other_person")
        return found.object

    def same(self, one: Id, other: Id) -> bool:
        """Whether two cards are of one person."""
        return one == other or self.stays(one) == self.stays(other)

    def stays(self, patient: Id) -> Id:
        """The card to which a card leads that was merged."""
        found = self._stays.get(patient)
        if found is None:
            found = self._stays[patient] = self.tx.merges.standing(patient)
        return found

    def author(self, ref: Ref, organisation: Ref = _NOBODY) -> Author:
        """Who wrote something elsewhere, as far as is known."""
        known = self._authors.get((ref, organisation))
        if known is None:
            name, post, place = self._who(ref)
            place = place or self.name(organisation)
            identity = sha256(f"author\n{self.origin}\n{ref.key or name}\n{place}".encode()).digest()
            known = Author(Id(identity[:16]), name or place or self.origin, post, place)
            self._authors[ref, organisation] = known
        return known

    def name(self, ref: Ref) -> str:
        """What somebody or something is called."""
        if ref.name or not ref.key:
            return ref.name
        called = self._names.get(ref)
        if called is None:
            name, _post, place = self._who(ref)
            called = self._names[ref] = name or place
        return called

    def _who(self, ref: Ref, step: int = 0) -> tuple[str, str, str]:
        """Name, post and institution."""
        found = self.found(ref)
        if found is None or not found.said or step > _POSTS:
            return ref.name, "", ""
        said = json.loads(found.said)
        match said[0]:
            case "clinician":
                return said[1], said[2], ""
            case "institution":
                return "", "", said[1]
            case "post":
                name, post, _ = self._who(Ref(said[1], said[2]), step + 1)
                *_, place = self._who(Ref(said[3]), step + 1)
                return name or ref.name, said[5] or post, place or said[4]
        return ref.name, "", ""


def coded_of(concept: Concept) -> Coded:
    """A code of another system as it is kept here: with the name of its dictionary, ours by their version."""
    if not concept.code:
        return Coded("", concept.display[:_TITLES], name_of(""))
    system = concept.system
    ours = "1.2.643.5.1.13.13." in system or system.startswith("urn:medcab:")
    dictionary = (concept.version or "1") if ours else name_of(system)
    if system == "http://hl7.org/fhir/sid/icd-10":
        dictionary = concept.version or "2.24"
    return Coded(concept.code[:LONGEST], concept.display[:_TITLES], dictionary)


def kept_coded(coded: Coded) -> str:
    """A code as others that refer to it find it."""
    return json.dumps(["coded", coded.code, coded.display, coded.version], ensure_ascii=False)


def coded_in(known: Known | None) -> Coded | None:
    """What `kept_coded` kept."""
    said = json.loads(known.said) if known is not None and known.said else [""]
    return Coded(*said[1:]) if said[0] == "coded" else None


def title_of(text: str) -> str:
    """A text that fits on a line."""
    line = " ".join(text.split())
    return line if len(line) <= _TITLES else f"{line[: _TITLES - 1]}…"


Handler = Callable[[Taking, Any, Known | None], tuple[Kept, Fate] | None]


def _handler(piece: type) -> Handler:
    if not _HANDLERS:
        from medcab_tui.cabinet import import_chart, import_measured, import_papers, import_people

        _HANDLERS.update(
            {
                interchange.Person: import_people.person,
                interchange.Clinician: import_people.clinician,
                interchange.Post: import_people.post,
                interchange.Institution: import_people.institution,
                interchange.Drug: import_chart.drug,
                interchange.Illness: import_chart.illness,
                interchange.Intolerance: import_chart.intolerance,
                interchange.Note: import_chart.note,
                interchange.Medicine: import_chart.medicine,
                interchange.Finding: import_measured.finding,
                interchange.Report: import_papers.report,
                interchange.Paper: import_papers.paper,
                interchange.Bytes: import_papers.binary,
                interchange.Unknown: import_papers.unknown,
            }
        )
    return _HANDLERS[piece]


_HANDLERS: dict[type, Handler] = {}
