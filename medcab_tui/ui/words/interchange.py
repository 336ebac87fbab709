"""Why something of another system's resource was not kept, as a sentence. No refusal: the rest was taken."""

from __future__ import annotations

from typing import Final

from medcab_tui.locale import N_, _

LEFT: Final[dict[str, str]] = {
    "resource.form": N_("This is no resource."),
    "element.missing": N_("It is missing."),
    "element.form": N_("It is not written as FHIR has it."),
    "element.value": N_("The value is none that is known."),
    "element.long": N_("It is too long and was cut."),
    "element.more": N_("The card has no place for it."),
    "date.form": N_("This is no date."),
    "number.form": N_("This is no number."),
    "name.missing": N_("There is no name."),
    "name.tidied": N_("Signs that no name has were taken out of it."),
    "code.missing": N_("It does not say what it is."),
    "value.missing": N_("There is no value."),
    "content.form": N_("This is no PDF, JPG or PNG of at most 10 MB."),
    "snils": N_("This is no СНИЛС."),
    "policy": N_("This is no number of a policy."),
    "passport": N_("This is no number of a passport."),
    "phone": N_("This is no Russian phone number."),
    "email": N_("This is no e-mail address."),
    "allergy.none": N_("It says that no allergy is known."),
    "status.unfit": N_("It did not take place, or not yet."),
    "date.missing": N_("It does not say when."),
}
"""By `domain.interchange.REASONS`."""


def left_out(reason: str) -> str:
    """The sentence of a reason; "" if it is none of these."""
    return _(LEFT[reason]) if reason in LEFT else ""
