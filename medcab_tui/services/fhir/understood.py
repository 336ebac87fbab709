"""Elements of resources that the readers look at, beside those that say nothing of the patient.

Whatever else stands in a resource is told as left out: nothing goes away in silence.
"""

from __future__ import annotations

from typing import Final

_FORMAL: Final = "resourceType id meta implicitRules language text contained identifier"

UNDERSTOOD: Final = {
    kind: frozenset(f"{_FORMAL} {names}".split())
    for kind, names in {
        "Patient": "active name telecom gender birthDate deceasedBoolean deceasedDateTime address contact",
        "Practitioner": "active name qualification",
        "PractitionerRole": "active practitioner organization code specialty",
        "Organization": "active name type",
        "Location": "status name mode",
        "Condition": (
            "clinicalStatus verificationStatus category code subject encounter onsetDateTime onsetPeriod"
            " onsetString onsetAge onsetRange abatementDateTime abatementPeriod abatementString abatementAge"
            " abatementRange recordedDate stage note"
        ),
        "AllergyIntolerance": (
            "clinicalStatus verificationStatus type category criticality code patient onsetDateTime"
            " onsetPeriod onsetString onsetAge onsetRange recordedDate reaction"
        ),
        "Encounter": (
            "status class type serviceType subject participant period reasonCode reasonReference diagnosis"
            " serviceProvider partOf"
        ),
        "Procedure": (
            "status category code subject encounter performedDateTime performedPeriod performedString"
            " performer reasonCode reasonReference bodySite outcome complication note"
        ),
        "Immunization": (
            "status vaccineCode patient encounter occurrenceDateTime occurrenceString recorded primarySource"
            " lotNumber doseQuantity site route performer note protocolApplied"
        ),
        "CarePlan": (
            "status intent category title description subject encounter period created author addresses"
            " activity note"
        ),
        "Composition": "status type subject encounter date author title custodian event section relatesTo",
        "Observation": (
            "status category code subject encounter effectiveDateTime effectivePeriod effectiveInstant issued"
            " performer basedOn valueQuantity valueCodeableConcept valueString valueBoolean valueInteger"
            " valueRange valueRatio valueDateTime valueTime dataAbsentReason interpretation note"
            " referenceRange hasMember component"
        ),
        "DiagnosticReport": (
            "status category code subject encounter effectiveDateTime effectivePeriod issued performer"
            " basedOn result conclusion conclusionCode presentedForm"
        ),
        "Medication": "status code",
        "MedicationRequest": (
            "status statusReason intent category medicationCodeableConcept medicationReference subject"
            " encounter authoredOn requester reasonCode dosageInstruction dispenseRequest"
        ),
        "MedicationStatement": (
            "status statusReason category medicationCodeableConcept medicationReference subject context"
            " effectiveDateTime effectivePeriod dateAsserted informationSource reasonCode dosage"
        ),
        "DocumentReference": (
            "masterIdentifier status docStatus type category subject date author description content context"
        ),
        "Binary": "contentType data",
    }.items()
}
