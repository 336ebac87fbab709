"""Dictionaries of other systems: how their addresses are called beside the codes that are kept here."""

from __future__ import annotations

from typing import Final

NAMES: Final = {
    "http://snomed.info/sct": "SNOMED CT",
    "http://loinc.org": "LOINC",
    "http://hl7.org/fhir/sid/icd-10-cm": "ICD-10-CM",
    "http://hl7.org/fhir/sid/icd-9-cm": "ICD-9-CM",
    "http://hl7.org/fhir/sid/icd-11": "ICD-11",
    "http://hl7.org/fhir/sid/ndc": "NDC",
    "http://hl7.org/fhir/sid/cvx": "CVX",
    "http://www.nlm.nih.gov/research/umls/rxnorm": "RxNorm",
    "http://www.whocc.no/atc": "ATC",
    "http://hl7.org/fhir/sid/icpc-2": "ICPC-2",
}
ADDRESSES: Final = {name: address for address, name in NAMES.items()}
WORDS: Final = "text"
"""The dictionary of what came without a code."""
LONGEST: Final = 64


def name_of(system: str) -> str:
    """How a dictionary is called beside its codes; an unknown one by its address."""
    return NAMES.get(system, system) if system else WORDS


def address_of(name: str) -> str:
    """The address of a dictionary by its name; "" for one of ours and for words."""
    return ADDRESSES.get(name, name if ":" in name else "")


def foreign(name: str) -> bool:
    """Whether this names a dictionary of another system: ours stand beside a code by their version alone."""
    return name in ADDRESSES or name == WORDS or ":" in name
