"""People of other systems: who is here already, who surely is not, and who may be."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from medcab_tui.cabinet.pieces import LoadedPatient
from medcab_tui.domain import names
from medcab_tui.domain.chart import details_of
from medcab_tui.domain.errors import Invalid
from medcab_tui.domain.folding import name_key, name_part
from medcab_tui.domain.ids import Id
from medcab_tui.domain.imports import EDITED, Doubt, Fate, Kept, Left
from medcab_tui.domain.interchange import Clinician, Institution, Person, Post
from medcab_tui.domain.patients import NewPatient, Patient
from medcab_tui.domain.rules import check_patient
from medcab_tui.store.imports import Known
from medcab_tui.store.transaction import Transaction

if TYPE_CHECKING:
    from medcab_tui.cabinet.import_taking import Taking

Outcome = tuple[Kept, Fate]
_FILLED = ("patronymic", "snils", "policy", "phone", "address", "passport", "phone2", "email", "contact")


class Opened(Struct):
    """Cards opened in this batch, which no index knows yet, beside those of the store."""

    tx: Transaction
    _people: dict[Id, NewPatient] = field(default_factory=dict)
    _by: dict[str, list[Id]] = field(default_factory=dict)

    def add(self, identity: Id, patient: NewPatient) -> None:
        self._people[identity] = patient
        for key in _keys(patient):
            self._by.setdefault(key, []).append(identity)

    def details(self, patient: Id) -> NewPatient:
        """What a card says of the person."""
        known = self._people.get(patient)
        return known if known is not None else details_of(self.tx.imports.person(patient))

    def numbered(self, patient: NewPatient) -> list[Id]:
        """Those of the same СНИЛС or policy."""
        found: list[Id] = []
        for key in _keys(patient)[1:]:
            found += [*self._by.get(key, ()), *self.tx.imports.alike(key)]
        return list(dict.fromkeys(found))

    def namesakes(self, patient: NewPatient) -> list[Id]:
        """Those of the same surname and given name born the same day."""
        fold, birth = name_key(patient.surname, patient.given, ""), patient.birth.isoformat()
        found = [*self._by.get(_keys(patient)[0], ()), *self.tx.imports.namesakes(fold, birth)]
        return list(dict.fromkeys(found))


def _keys(patient: NewPatient) -> list[str]:
    keys = [f"{name_key(patient.surname, patient.given, '')}|{patient.birth.isoformat()}"]
    if patient.snils:
        keys.append("s" + patient.snils)
    if patient.policy:
        keys.append("p" + patient.policy)
    return keys


def person(taking: Taking, piece: Person, known: Known | None) -> Outcome | None:
    """A patient: the card that came from there before, one that is here already, or a new one."""
    details = details_of_person(taking, piece)
    if known is not None and known.object is not None:
        return _again(taking, piece, known, known.object, details)
    same, alike = recognised(taking.opened, details)
    if same is None and alike and taking.doubt is not Doubt.NEW:
        if taking.doubt is Doubt.ASIDE or len(alike) > 1:
            taking.tally.doubtful += 1
            raise Left("import.doubtful", who=_who(taking.opened.details(alike[0])))
        same = alike[0]
    if same is not None:
        taking.leave("", "import.here", whole=False, values={"who": _who(taking.opened.details(same))})
        taking.keep(piece, Kept.PATIENT, same, same, version=0)
        return Kept.PATIENT, Fate.HERE
    if taking.opened.numbered(details):
        raise Invalid("patient.number_taken", "identifier")
    identity = taking.tx.ids.new()
    taking.put(LoadedPatient(identity, details))
    taking.opened.add(identity, details)
    taking.keep(piece, Kept.PATIENT, identity, identity)
    return Kept.PATIENT, Fate.NEW


def _who(told: NewPatient) -> str:
    return f"{names.initials(told.surname, told.given, told.patronymic)}, {told.birth.isoformat()}"


def details_of_person(taking: Taking, piece: Person) -> NewPatient:
    """A person as a card would keep them. Invalid where it cannot."""
    if piece.died:
        taking.leave("deceased", "import.died", whole=False)
    p = piece
    if p.sex is None or p.birth is None:
        raise _lacking(taking, p)
    new = NewPatient(
        p.surname, p.given, p.patronymic, p.sex, p.birth, p.snils, p.policy, p.phone, p.address, "",
        p.policy_kind if p.policy else None, p.passport, p.phone2, p.email, p.contact,
    )  # fmt: skip
    return check_patient(new, taking.tx.today)


def _lacking(taking: Taking, piece: Person) -> Left:
    """What a card needs and did not come: whoever imports is told what to complete, and where."""
    lacks = (("gender", piece.sex), ("birthDate", piece.birth))
    missing = [element for element, said in lacks if said is None]
    how = "row" if taking.arrived.read.kind == "row" else "lacks"
    code = "both" if len(missing) == len(lacks) else "sex" if piece.sex is None else "birth"
    return Left(f"import.{how}_{code}", ", ".join(missing), said=piece.born or "—")


def _again(taking: Taking, piece: Person, known: Known, patient: Id, details: NewPatient) -> Outcome | None:
    """A card that came before: changed as it says there, unless somebody changed it here."""
    stays = taking.stays(patient)
    current: Patient = taking.tx.imports.person(stays)
    was = details_of(current)
    if not _could_be(was, details) and not _could_be(taking.opened.details(patient), details):
        raise Left("import.other_person")
    if not known.version:
        taking.keep(piece, Kept.PATIENT, patient, patient, version=0)
        return Kept.PATIENT, Fate.HERE
    kept = {name: getattr(was, name) for name in _FILLED if not getattr(details, name)}
    kind = details.policy_kind or (was.policy_kind if details.policy in ("", was.policy) else None)
    now = replace(details, area=was.area, **kept)
    now = check_patient(replace(now, policy_kind=kind), taking.tx.today)
    if now == was:
        taking.keep(piece, Kept.PATIENT, patient, patient, version=known.version)
        return Kept.PATIENT, Fate.SAME
    if stays != patient or current.version != known.version:
        raise Left(EDITED)  # what a merged card says of the person was settled by whoever merged it
    version = taking.tx.chart.amend_person(current, now, "")
    taking.keep(piece, Kept.PATIENT, patient, patient, version=version)
    return Kept.PATIENT, Fate.CHANGED


def recognised(opened: Opened, new: NewPatient) -> tuple[Id | None, list[Id]]:
    """Who surely is the same person, and who may be: a number proves nothing if name or birth differ."""
    numbered = opened.numbered(new)
    sure = [one for one in numbered if _close(opened.details(one), new)]
    alike = [one for one in numbered if one not in sure]
    if len(sure) == 1 and not alike:
        return sure[0], []
    named: list[Id] = []
    for one in opened.namesakes(new):
        there = opened.details(one)
        if one in numbered or _two_people(there, new):
            continue
        whole = there.patronymic and name_part(there.patronymic) == name_part(new.patronymic)
        (named if whole and there.sex is new.sex else alike).append(one)
    if len(named) == 1 and not sure and not alike:
        return named[0], []
    return None, sure + named + alike


def _close(there: NewPatient, new: NewPatient) -> bool:
    """The same number: the birth agrees, and surname or given name."""
    return there.birth == new.birth and (
        name_part(there.surname) == name_part(new.surname) or name_part(there.given) == name_part(new.given)
    )


def _two_people(there: NewPatient, new: NewPatient) -> bool:
    """The same name and birth, but numbers or patronymics that tell them apart."""
    if there.snils and new.snils and there.snils != new.snils:
        return True
    if there.patronymic and new.patronymic:
        return name_part(there.patronymic) != name_part(new.patronymic)
    return False


def _could_be(was: NewPatient, new: NewPatient) -> bool:
    """Whether the same name over there may still be the same person."""
    if was.snils and was.snils == new.snils:
        return True
    return was.birth == new.birth or name_key(was.surname, was.given, "") == name_key(
        new.surname, new.given, ""
    )


def clinician(taking: Taking, piece: Clinician, known: Known | None) -> Outcome | None:
    """Who writes there: is named in what they wrote."""
    return _named(taking, piece, known, ["clinician", piece.name, piece.post])


def post(taking: Taking, piece: Post, known: Known | None) -> Outcome | None:
    """A clinician in an institution."""
    who, where = piece.clinician, piece.organisation
    return _named(taking, piece, known, ["post", who.key, who.name, where.key, where.name, piece.post])


def institution(taking: Taking, piece: Institution, known: Known | None) -> Outcome | None:
    """An institution or a department."""
    return _named(taking, piece, known, ["institution", piece.name])


def _named(
    taking: Taking, piece: Clinician | Post | Institution, known: Known | None, said: list[str]
) -> Outcome:
    taking.keep(piece, Kept.NAME, said=json.dumps(said, ensure_ascii=False))
    return Kept.NAME, Fate.NEW if known is None else Fate.CHANGED
