"""Addresses of dictionaries and kinds of numbers as FHIR names them: HL7, RuCore, ours (DOMAIN.md §2, §6)."""

from __future__ import annotations

from typing import Final

HL7: Final = "http://terminology.hl7.org/CodeSystem/"
OID: Final = "urn:oid:"
NSI: Final = f"{OID}1.2.643.5.1.13.13."

# Numbers of people (fhir-ru RuCoreIG).
SNILS: Final = "https://fhir.ru/ig/core/systems/snils"
OMS: Final = "https://fhir.ru/ig/core/systems/oms"
IDENTITY: Final = "https://fhir.ru/ig/core/systems/identity-document"
SNILS_OID: Final = f"{OID}1.2.643.100.3"

# Dictionaries of НСИ.
ICD10: Final = f"{NSI}11.1005"
POLICY_KIND: Final = f"{NSI}11.1035"
NOSOLOGY: Final = f"{NSI}11.1077"
STAGE: Final = f"{NSI}11.1076"
NATURE: Final = f"{NSI}11.1049"
IDENTITY_KIND: Final = f"{NSI}99.2.48"
TESTS: Final = f"{NSI}11.1080"
VITALS: Final = f"{NSI}99.2.262"

# Dictionaries of the world.
ICD10_WHO: Final = "http://hl7.org/fhir/sid/icd-10"
ICD10_CM: Final = "http://hl7.org/fhir/sid/icd-10-cm"
LOINC: Final = "http://loinc.org"
SNOMED: Final = "http://snomed.info/sct"
UCUM: Final = "http://unitsofmeasure.org"

CLINICAL: Final = f"{HL7}condition-clinical"
VERIFICATION: Final = f"{HL7}condition-ver-status"
CONDITION_CATEGORY: Final = f"{HL7}condition-category"
ALLERGY_CLINICAL: Final = f"{HL7}allergyintolerance-clinical"
ALLERGY_VERIFICATION: Final = f"{HL7}allergyintolerance-verification"
OBSERVATION_CATEGORY: Final = f"{HL7}observation-category"
INTERPRETATION: Final = f"{HL7}v3-ObservationInterpretation"
ACT: Final = f"{HL7}v3-ActCode"

# What the cabinet knows and FHIR has no element for.
OURS: Final = "urn:medcab:"
RECORD_KIND: Final = f"{OURS}record-kind"
PRESCRIPTION_STATUS: Final = f"{OURS}prescription-status"
SINCE: Final = f"{OURS}since"

ANAPHYLAXIS: Final = "39579001"
"""SNOMED CT."""

NO_ALLERGY: Final = frozenset(
    {"716186003", "409137002", "428607008", "429625007", "716184000", "no-known-allergies", "160244002"}
)
"""Codes that say that no allergy is known: of SNOMED CT and of the summary's «absent or unknown»."""


def of_diagnoses(system: str) -> int:
    """Which dictionary of diagnoses is wanted: МКБ-10 of НСИ, of the world, anything else."""
    return 0 if system == ICD10 else 1 if icd10(system) else 2


def of_tests(system: str) -> int:
    """Which dictionary of tests: those of НСИ, by which laboratories here tell theirs, then LOINC."""
    return 0 if system in (TESTS, VITALS) else 1 if system == LOINC else 2


def icd10(system: str) -> bool:
    """Whether codes of a dictionary are МКБ-10, under any of its addresses."""
    return system in (ICD10, ICD10_WHO, ICD10_CM) or system.endswith((".11.1005", "2.16.840.1.113883.6.3"))
