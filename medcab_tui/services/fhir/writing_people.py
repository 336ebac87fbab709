"""Patients, clinicians and organisations, written."""

from __future__ import annotations

from medcab_tui.domain.identifiers import print_passport, print_snils
from medcab_tui.domain.interchange import Clinician, Institution, Person, Post
from medcab_tui.domain.patients import Coded, Sex
from medcab_tui.services.fhir import systems
from medcab_tui.services.fhir.pieces import Resource, coded, filled, ref

_SEXES = {Sex.MALE: "male", Sex.FEMALE: "female", None: "unknown"}
_PASSPORT = Coded("1", "Паспорт гражданина Российской Федерации", "7.2")


def patient(one: Person) -> Resource:
    """A Patient as RuCore has it: the patronymic is the second given name."""
    telecom = [
        {"system": system, "value": value} | ({"use": use} if use else {})
        for system, use, value in (
            ("phone", "mobile", one.phone),
            ("phone", "home", one.phone2),
            ("email", "", one.email),
        )
        if value
    ]
    return filled(
        {
            "resourceType": "Patient",
            "identifier": _identifiers(one),
            "name": [_name(one)],
            "telecom": telecom,
            "gender": _SEXES[one.sex],
            "birthDate": one.birth.isoformat() if one.birth else one.born,
            "deceasedBoolean": True if one.died == "yes" else None,
            "deceasedDateTime": one.died if one.died != "yes" else "",
            "address": [{"text": one.address}] if one.address else [],
            "contact": [{"name": {"text": one.contact}}] if one.contact else [],
        }
    )


def _name(one: Person) -> Resource:
    given = [part for part in (one.given, one.patronymic) if part]
    return {"use": "official", "text": " ".join((one.surname, *given)), "family": one.surname, "given": given}


def _identifiers(one: Person) -> list[Resource]:
    found: list[Resource] = []
    if one.snils:
        found.append({"system": systems.SNILS, "value": print_snils(one.snils)})
    if one.policy:
        kind = coded(systems.POLICY_KIND, one.policy_kind)
        found.append(filled({"type": kind, "system": systems.OMS, "value": one.policy}))
    if one.passport:
        kind = coded(systems.IDENTITY_KIND, _PASSPORT)
        found.append(
            filled({"type": kind, "system": systems.IDENTITY, "value": print_passport(one.passport)})
        )
    return found


def practitioner(one: Clinician) -> Resource:
    """A Practitioner; the post stands as what they are qualified for."""
    posts = [{"code": {"text": one.post}}] if one.post else []
    return filled({"resourceType": "Practitioner", "name": [{"text": one.name}], "qualification": posts})


def practitioner_role(one: Post) -> Resource:
    """A PractitionerRole."""
    return filled(
        {
            "resourceType": "PractitionerRole",
            "practitioner": ref(one.clinician),
            "organization": ref(one.organisation),
            "code": [{"text": one.post}] if one.post else [],
        }
    )


def organization(one: Institution) -> Resource:
    """An Organization."""
    return {"resourceType": "Organization", "name": one.name}
