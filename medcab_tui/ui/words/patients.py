"""Patients, their charts and records: what a refusal says."""

from __future__ import annotations

from typing import Final

from medcab_tui.locale import N_

WORDS: Final[dict[str, tuple[str, str]]] = {
    "name.missing": (N_("The name is needed."), N_("Type it in Cyrillic.")),
    "name.long": (N_("The name is too long."), N_("Take {most} characters at most.")),
    "name.letters": (
        N_("A name is written in Cyrillic letters only."),
        N_("Type letters; a hyphen or an apostrophe may stand between them."),
    ),
    "name.mixed": (
        N_("The letter “{letter}” is of another alphabet than the rest of the name."),
        N_("Switch the keyboard and type that letter again."),
    ),
    "name.spaces": (
        N_("A space is missing or too many."),
        N_("Write each part of the name in its own field."),
    ),
    "birth.future": (N_("The birth date is in the future."), N_("Check the year.")),
    "birth.too_old": (N_("More than {most} years ago."), N_("Check the year of birth.")),
    "snils.digits": (N_("СНИЛС has digits only."), N_("Type it as 112-233-445 95.")),
    "snils.length": (N_("СНИЛС has 11 digits; here are {count}."), N_("Type it as 112-233-445 95.")),
    "snils.checksum": (
        N_("The check digits of СНИЛС do not fit."),
        N_("One digit is wrong: compare it with the document."),
    ),
    "policy.digits": (N_("The policy number has digits only."), N_("Type its 16 digits.")),
    "policy.length": (N_("The policy number has 16 digits; here are {count}."), N_("Type its 16 digits.")),
    "policy.checksum": (
        N_("The check digit of the policy does not fit."),
        N_("One digit is wrong: compare it with the policy."),
    ),
    "phone.country": (N_("The country code is missing."), N_("Begin with it: +7 912 345-67-89.")),
    "phone.digits": (N_("A phone number has digits only."), N_("Type it as +7 912 345-67-89.")),
    "phone.length": (
        N_("The phone number has {count} digits."),
        N_("Type it whole, with the country code: +7 912 345-67-89."),
    ),
    "text.long": (N_("The text is too long."), N_("Take {most} characters at most.")),
    "diagnosis.missing": (N_("The diagnosis is needed."), N_("Type a code or a word and choose.")),
    "diagnosis.code": (N_("This is not an ICD-10 code."), N_("Type one like I10 or E11.9 and choose.")),
    "diagnosis.display": (N_("The name does not belong to this code."), N_("Choose the code again.")),
    "record.empty": (N_("The record says nothing."), N_("Fill in at least one of its texts.")),
    "record.long": (N_("The text is too long."), N_("Take {most} characters at most.")),
    "record.future": (N_("The time of the visit is in the future."), N_("Check date and time.")),
    "record.before_birth": (N_("The visit is before the patient's birth."), N_("Check the date.")),
    "record.unchanged": (N_("Nothing was changed."), N_("Change the text, or leave with Esc.")),
    "reason.short": (N_("A reason is needed."), N_("Say in {least} characters or more why.")),
    "patient.missing": (N_("There is no such patient."), N_("Search again: the card may have been merged.")),
    "patient.duplicate": (
        N_("Patients who may be the same one: {count}."),
        N_("Look at them; save again if this is another person."),
    ),
    "patient.number_taken": (
        N_("Another card has this number already."),
        N_("Compare it with the document; search by the number to see whose card that is."),
    ),
    "chart.stale": (
        N_("This was changed meanwhile: you saw version {seen}, now it is {current}."),
        N_("Nothing was overwritten. Compare both and save again."),
    ),
    "chart.unchanged": (N_("Nothing was changed."), N_("Change something, or leave with Esc.")),
    "ogrn.length": (N_("An OGRN has 13 digits."), N_("Type its 13 digits.")),
    "ogrn.checksum": (
        N_("The OGRN's last digit does not fit the others."),
        N_("One digit is wrong: compare it with the certificate of registration."),
    ),
    "policy.kind": (
        N_("The number does not belong to this kind of policy."),
        N_("A policy has 16 digits, a temporary certificate 9: choose the kind again."),
    ),
    "policy.old": (
        N_("A policy of the old form has a series and a number."),
        N_("Write both: 46-11 № 123456."),
    ),
    "record.not_signed": (
        N_("A conclusion leaves only signed, and this edition is not."),
        N_("э/' signs it; then send it."),
    ),
    "record.external": (
        N_("This record came from another system: it is theirs to send."),
        N_("Send what was written here."),
    ),
    "record.sent_already": (
        N_("This edition is on its way to {service} already, or was taken there."),
        N_("Щ/O shows its way."),
    ),
    "result.sent_already": (
        N_("These results are on their way to {service} already, or were taken there."),
        N_("Щ/O shows their way."),
    ),
    "policy.none": (
        N_("The card has no policy number."),
        N_("Write it into «Particulars», then ask again."),
    ),
    "policy.no_insurer": (
        N_("No connected service answers about policies."),
        N_("Whoever connects services does it in Settings, Services."),
    ),
    "policy.fresh": (
        N_("The policy was asked about within a day."),
        N_("Ctrl+P, «check the policy» asks all the same."),
    ),
    "policy.not_asked": (N_("Nobody asked about this policy."), N_("Ctrl+P, «check the policy» asks.")),
    "policy.missing": (
        N_("The kind of policy is there, its number is not."),
        N_("Type the number, or clear the kind."),
    ),
    "passport.length": (
        N_("A passport has a series of four digits and a number of six."),
        N_("Type it as 45 08 123456."),
    ),
    "email.form": (N_("This is not an address of mail."), N_("Write it as name@place.ru.")),
    "since.form": (
        N_("This is not a year, a month or a day."),
        N_("Write 2019, 2019-03 or 2019-03-14."),
    ),
    "since.future": (N_("This day is still to come."), N_("Check the year.")),
    "since.before_birth": (N_("This is before the patient's birth."), N_("Check the year.")),
    "allergy.missing": (
        N_("There is no such allergy, or it was withdrawn."),
        N_("Open the card again."),
    ),
    "allergy.substance": (
        N_("The substance is not the one that was chosen."),
        N_("Choose it again, or type it freely."),
    ),
    "problem.missing": (
        N_("There is no such problem, or it was withdrawn."),
        N_("Open the card again."),
    ),
    "problem.entry": (N_("This is not in the official list."), N_("Choose one of its entries.")),
    "problem.twice": (
        N_("{named} is on the list of problems already."),
        N_("Amend the one that is there, or choose another code."),
    ),
    "problem.is_closed": (N_("This problem is closed already."), N_("Open the card again.")),
    "problem.is_open": (N_("This problem is not closed."), N_("Open the card again.")),
    "problem.closed_early": (N_("It ends before it began."), N_("Check both dates.")),
    "encounter.missing": (N_("There is no such record."), N_("Open the card again.")),
    "encounter.stale": (
        N_("The record was changed meanwhile: you saw edition {seen}, now it is {current}."),
        N_("Nothing was overwritten. Compare the versions and amend again."),
    ),
    "record.unsigned": (
        N_("This record is not signed: it can be amended as it is."),
        N_("Amend it with и/b; a note is added to what was signed."),
    ),
    "revision.missing": (N_("There is no such version."), N_("Open the card again.")),
    "text.missing": (N_("This must not be empty."), N_("Type a word or more.")),
    "result.number": (N_("The result is not a number."), N_("Type digits, for example 7.9.")),
    "result.code": (N_("The result does not say which test it is of."), N_("Choose the test.")),
    "prescription.until": (
        N_("The prescription ends before it begins."),
        N_("Choose a later last day."),
    ),
    "result.empty": (N_("The result says nothing."), N_("Type a number, or in words what was found.")),
    "result.comparator": (
        N_("A limit stands before a number only: <, <=, >= or >."),
        N_("Leave the sign out, or type the number."),
    ),
    "result.missing": (N_("There is no such result."), N_("Read the list again.")),
    "result.stale": (
        N_("The result was changed meanwhile."),
        N_("Nothing was written. Look at it again and repeat."),
    ),
    "result.acknowledged": (
        N_("The result was acknowledged already."),
        N_("Nothing is left to do here."),
    ),
    "result.not_yours": (
        N_("This result waits with another colleague."),
        N_("Only they can hand it over."),
    ),
    "result.waits": (
        N_("There is nothing to take back: the result stands as it was."),
        N_("Look at it again."),
    ),
}
