"""What a refusal says to a person: a sentence and what to do, in the reader's language.

One entry for every code that domain, store and cabinet raise; a test compares the two. Imports no textual:
the command line tells faults with the same words.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from medcab_tui.domain.cleaning import one_line
from medcab_tui.domain.errors import Refused
from medcab_tui.locale import N_, _


@dataclass(frozen=True, slots=True)
class Words:
    """A sentence and its remedy, translated and filled in. The remedy may be empty."""

    sentence: str
    remedy: str

    @property
    def whole(self) -> str:
        """Both, as one paragraph."""
        return f"{self.sentence} {self.remedy}".strip()


_WORDS: Final[dict[str, tuple[str, str]]] = {
    # the door
    "sign_in.wrong": (
        N_("Login or password did not match."),
        N_("Check the layout, capitals and spaces, then try again."),
    ),
    "sign_in.wait": (
        N_("Too many attempts. The next one in {seconds} s."),
        N_("The wait grows with every failure and survives a restart."),
    ),
    "sign_in.blocked": (
        N_("Signing in with this login is blocked after too many failures."),
        N_("Use the recovery code (F7), or ask the administrator."),
    ),
    "sign_in.expired": (
        N_("The code was waited for too long."),
        N_("Begin with the password again."),
    ),
    "second_factor.needed": (
        N_("The password is right; this login takes a code as well."),
        N_("Type the code of the app, or a recovery code."),
    ),
    "second_factor.wrong": (
        N_("The code did not match."),
        N_("Look at the app once more: it shows another one every 30 seconds."),
    ),
    "second_factor.used": (
        N_("This code was used just now; it is no failure."),
        N_("The next code in {seconds} s."),
    ),
    "second_factor.clock": (
        N_("The code is right, but a later one was used before: this machine's clock was set back."),
        N_("Set the clock right, or use a recovery code."),
    ),
    "second_factor.digits": (
        N_("A code has six digits."),
        N_("Type those that the app shows."),
    ),
    "second_factor.shape": (
        N_("This is neither a code of the app nor a recovery code."),
        N_("Type six digits, or the ten signs of a recovery code."),
    ),
    "second_factor.none": (
        N_("There is no second factor here."),
        N_("It is set up in Settings, My data."),
    ),
    "second_factor.stale": (
        N_("The second factor was changed in another window."),
        N_("Look at it in Settings, My data, and repeat."),
    ),
    "second_factor.oneself": (
        N_("This is your own second factor."),
        N_("Give it up in Settings, My data."),
    ),
    "step_up.needed": (
        N_("This takes your password or a code once more."),
        N_("Prove that it is you, then repeat."),
    ),
    "step_up.wrong": (
        N_("The password did not match."),
        N_("Check the layout and capitals, then try again."),
    ),
    # the file
    "store.wrong_key": (
        N_("The key does not open this store: {path}."),
        N_("The key slots beside it may be from another copy. Restore both from one backup."),
    ),
    "store.damaged": (
        N_("The store is damaged: {path}."),
        N_("Nothing was changed. Set the folder aside and restore the latest backup."),
    ),
    "store.empty": (
        N_("The store's file has no bytes: {path}."),
        N_("It was not made anew over it. Restore the latest backup."),
    ),
    "store.foreign": (
        N_("This file is not a store of this program: {path}."),
        N_("Nothing was changed. Name another folder with --store."),
    ),
    "store.plaintext": (
        N_("This is a database that nobody encrypted: {path}."),
        N_("It is not ours and was not opened. Name another folder with --store."),
    ),
    "store.read_only": (
        N_("The store cannot be written: {path}."),
        N_("Check who owns the folder and whether the disk is mounted read-only."),
    ),
    "store.full": (
        N_("The disk is full: {path}."),
        N_("Nothing was half-written. Make room and repeat."),
    ),
    "store.busy": (
        N_("Another program held the store for too long."),
        N_("Nothing was written. Repeat in a moment."),
    ),
    "store.in_use": (
        N_("The store is open in another window or by another program."),
        N_("Lock the cabinet there first, then repeat."),
    ),
    "store.newer": (
        N_("The store was made by a newer version of this program: {path}."),
        N_("Nothing was changed. Update the program."),
    ),
    "store.missing": (
        N_("There is no store here, or a part of it is gone: {path}."),
        N_("Check the folder, or restore the latest backup."),
    ),
    "backup.missing": (
        N_("There is no folder with a backup here: {path}."),
        N_("Nothing was changed. Check the path: it is the folder that was given to medcab backup."),
    ),
    "backup.foreign": (
        N_("This folder is not a backup: {path}."),
        N_("Nothing was changed. A backup has a file manifest.json; name the folder it lies in."),
    ),
    "store.slots_older": (
        N_("The file of keys is an older copy: {path}."),
        N_(
            "Restore it together with the store from one backup. If that is impossible, the recovery code"
            " (F7) opens the store: passwords of that time hold again then, and the journal says so."
        ),
    ),
    "store.slots_damaged": (
        N_("The file of key slots cannot be read: {path}."),
        N_("Restore it from the same backup as the store."),
    ),
    "store.counters_damaged": (
        N_("The file of failed attempts cannot be read: {path}."),
        N_("Remove that file: attempts are counted anew, and the journal will say so."),
    ),
    "store.closed": (
        N_("The cabinet was locked meanwhile."),
        N_("Sign in and repeat; what was typed is kept."),
    ),
    "store.io": (
        N_("The disk answered with an error: {path}."),
        N_("Nothing was half-written. Check the disk, then repeat."),
    ),
    "store.exists": (
        N_("There already is a store here: {path}."),
        N_("Nothing was overwritten. Sign in to it, or name another folder with --store."),
    ),
    # recovery
    "recovery.mistyped": (
        N_("The recovery code has a slip in it."),
        N_("Compare it letter by letter with what you wrote down."),
    ),
    "recovery.wrong": (
        N_("This recovery code does not open this store."),
        N_("Check whether it belongs to this cabinet; an administrator can set a new password."),
    ),
    "recovery.untrusted": (
        N_("This machine is not trusted by the store."),
        N_("Type the recovery code, or ask an administrator: medcab workers password."),
    ),
    # the system's keyring
    "keyring.off": (
        N_("The keyring is switched off by the settings."),
        N_("Set keyring = true, or MEDCAB_KEYRING=true, and repeat."),
    ),
    "keyring.absent": (
        N_("There is no keyring here that can be trusted."),
        N_("Start one, for example gnome-keyring, in this session and repeat; medcab doctor looks for it."),
    ),
    "keyring.locked": (N_("The keyring is locked."), N_("Unlock it and repeat.")),
    "keyring.hanging": (N_("The keyring does not answer."), N_("Start it anew and repeat.")),
    "keyring.faulty": (
        N_("The keyring does not keep what it is given."),
        N_("Look at it with its own program; medcab doctor tells which one it is."),
    ),
    # accounts
    "login.missing": (N_("A login is needed."), N_("Type letters and digits, for example ivanova.")),
    "login.long": (N_("The login is too long."), N_("Take {most} characters at most.")),
    "login.letters": (
        N_("The login has a character that does not belong there."),
        N_("Take letters and digits; dots, hyphens, underscores and @ between them."),
    ),
    "login.taken": (N_("This login is taken."), N_("Choose another one.")),
    "password.short": (N_("The password is too short."), N_("Take {least} characters or more.")),
    "password.long": (N_("The password is too long."), N_("Take {most} characters at most.")),
    "password.login": (N_("The password is the login itself."), N_("Choose another one.")),
    "password.classes": (
        N_("The password is too plain."),
        N_("It needs a small and a capital letter, a digit and a sign or a space."),
    ),
    "password.common": (
        N_("This password is among the most common ones."),
        N_("Take several words that only you would put together."),
    ),
    "organisation.missing": (N_("The organisation is needed."), N_("Type its name as on its documents.")),
    "post.missing": (N_("The post is needed."), N_("Type it as in the staff list.")),
    "roles.missing": (N_("No role was given."), N_("Choose clinician, administrator or both.")),
    "worker.missing": (N_("There is no such worker."), N_("Read the list of workers again.")),
    "worker.oneself": (N_("You cannot remove yourself."), N_("Ask another administrator.")),
    "worker.last_administrator": (
        N_("This is the last administrator."),
        N_("Name another one first: somebody must be able to add workers."),
    ),
    "forbidden": (N_("Your role does not allow this."), N_("Ask the administrator for the right.")),
    "action.reused": (
        N_("The same request came again with other content."),
        N_("Nothing was written. Close the sheet, open it again and repeat."),
    ),
    "request.repeated": (
        N_("The same was entered at {at} ({who}): nothing was written a second time."),
        N_("If it is another, change something here."),
    ),
    "template.missing": (N_("This template is there no more."), N_("Open the page of templates again.")),
    "template.stale": (
        N_("The template was changed meanwhile: you saw edition {seen}, now it is {current}."),
        N_("Nothing was overwritten. Open it again and repeat."),
    ),
    "template.abbreviation": (
        N_("An abbreviation has {least} to {most} letters and digits, no spaces."),
        N_("Type a short one, for example гб, or none."),
    ),
    "template.taken": (
        N_("This abbreviation stands for another text: {title}."),
        N_("Choose another abbreviation, or change that template."),
    ),
    "template.field": (N_("A record has no such part."), N_("Choose one from the list.")),
    "template.shipped": (
        N_("Templates that come with the program are not changed."),
        N_("Make a copy of your own."),
    ),
    "template.sharing": (
        N_("Your role does not share templates."),
        N_("Keep it for yourself, or ask the head of the department."),
    ),
    "template.department": (N_("You are in no department."), N_("Keep it for yourself.")),
    "template.many": (N_("You have {most} templates already."), N_("Withdraw one first.")),
    # patients and records
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
    "filter.name": (
        N_("The filter needs a name."),
        N_("Type a word or two: it stands in the list of filters."),
    ),
    "filter.empty": (N_("The filter leaves nothing out."), N_("Choose something first, then keep it.")),
    "filter.many": (
        N_("{most} filters are kept for this list already: each has a digit."),
        N_("Remove one with Del, then keep this one."),
    ),
    "filter.missing": (N_("This filter is kept no more."), N_("Open the filters again.")),
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
    "policy.missing": (
        N_("The kind of policy is there, its number is not."),
        N_("Type the number, or clear the kind."),
    ),
    "passport.length": (
        N_("A passport has a series of four digits and a number of six."),
        N_("Type it as 45 08 123456."),
    ),
    "mail.consent": (
        N_("A patient's document goes by ordinary mail only with the patient's consent."),
        N_("Ask the patient and say so here, or hand the document over another way."),
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
    "revision.missing": (N_("There is no such version."), N_("Open the card again.")),
    "text.missing": (N_("This must not be empty."), N_("Type a word or more.")),
    "result.number": (N_("The result is not a number."), N_("Type digits, for example 7.9.")),
    "result.code": (N_("The result does not say which test it is of."), N_("Choose the test.")),
    "prescription.until": (
        N_("The prescription ends before it begins."),
        N_("Choose a later last day."),
    ),
    "visit.start": (
        N_("The time of the visit has a zone of its own."),
        N_("Give it as the clock on the institution's wall shows it."),
    ),
    "visit.zone": (N_("There is no time zone {zone}."), N_("Name one like Europe/Moscow.")),
    "visit.minutes": (
        N_("A visit cannot be that long."),
        N_("Give from 1 to {most} minutes."),
    ),
    "appointment.taken": (
        N_("The doctor has another visit at that time."),
        N_("Choose a time that is free."),
    ),
    "appointment.room_taken": (
        N_("The room is taken at that time."),
        N_("Choose another room or another time."),
    ),
    "appointment.patient_taken": (
        N_("The patient has another visit at that time."),
        N_("Choose another time, or move that visit first."),
    ),
    "visit.missing": (N_("There is no such visit."), N_("Read the day again.")),
    "visit.stale": (
        N_("The visit was changed meanwhile: you saw edition {seen}, now it is {current}."),
        N_("Nothing was overwritten. Look at it as it is now and repeat."),
    ),
    "visit.past": (N_("That time has passed."), N_("Choose a time to come.")),
    "visit.gap": (
        N_("There is no such time that day: the clock is set forward over it."),
        N_("Choose an earlier or a later time."),
    ),
    "visit.twice": (
        N_("The clock shows that time twice that day: it is set back."),
        N_("Choose a time before or after the repeated hour."),
    ),
    "visit.no_reception": (N_("The doctor does not receive on that day."), N_("Choose another day.")),
    "visit.outside_hours": (
        N_("That is outside the doctor's hours: {hours}."),
        N_("Choose a time within them."),
    ),
    "visit.doctor": (N_("This worker does not receive patients."), N_("Choose a doctor.")),
    "visit.over": (N_("Nothing more can become of this visit."), N_("Book a new one.")),
    "visit.not_booked": (
        N_("Only a visit that nobody came to yet can be changed so."),
        N_("Book a new one instead."),
    ),
    "visit.not_yet": (N_("It is too early: the visit is still to come."), N_("Mark it when it is time.")),
    "visit.not_before": (
        N_("The visit never stood like that."),
        N_("Nothing was changed. Read the day again."),
    ),
    "hours.missing": (
        N_("No working hours are set for this doctor."),
        N_("Set them in Schedule with и/b."),
    ),
    "hours.stale": (
        N_("The hours were changed meanwhile: you saw edition {seen}, now it is {current}."),
        N_("Nothing was overwritten. Open the sheet again."),
    ),
    "hours.weekday": (N_("A weekday stands there twice or is none."), N_("Give each day once.")),
    "hours.order": (N_("The reception ends before it begins."), N_("Type it as 09:00-15:00.")),
    "hours.pause": (
        N_("The break is not within the hours."),
        N_("Type it as 09:00-12:00, 13:00-15:00."),
    ),
    "hours.minutes": (N_("A visit takes from {least} to {most} minutes."), N_("Type a number, e.g. 15.")),
    "hours.short": (
        N_("No visit of {minutes} minutes has room in these hours."),
        N_("Make the hours longer or the visits shorter."),
    ),
    "hours.form": (
        N_("These are not hours."),
        N_("Type them as 09:00-15:00, with a break as 09:00-12:00, 13:00-15:00."),
    ),
    "task.missing": (N_("There is no such task."), N_("Read the list again.")),
    "task.others": (
        N_("This task waits for somebody else."),
        N_("Ask whoever it waits for to answer it."),
    ),
    "task.stale": (
        N_("The task was changed meanwhile."),
        N_("Nothing was written. Look at it again and repeat."),
    ),
    "task.done": (N_("The task is done already."), N_("Nothing is left to do here.")),
    "task.not_refusable": (
        N_("This cannot be refused: nobody asks for a confirmation here."),
        N_("Accept it, or postpone it."),
    ),
    "task.own": (
        N_("This line is yours alone: nobody else can see to it."),
        N_("Tasks, queries, requests of patients, shifts and documents can be handed over."),
    ),
    "task.conflict": (
        N_("Two versions wait to be looked into."),
        N_("Enter or п/G opens both; what stands is chosen there."),
    ),
    "exchange.unfit": (
        N_("The service says what no card can hold."),
        N_("Nothing was changed. Tell those who keep the service."),
    ),
    "exchange.unknown": (
        N_("The service tells of something nobody here knows."),
        N_("Nothing was changed. A newer program may know it."),
    ),
    "sending.missing": (N_("There is no such sending any more."), N_("Read the list again.")),
    "sending.gone": (
        N_("This has been sent, or called back."),
        N_("Its way shows what became of it."),
    ),
    "sending.others": (
        N_("A colleague sent this."),
        N_("They can call it back, or whoever connects services."),
    ),
    "sending.tried": (
        N_("This was tried already: the service may have taken it."),
        N_("It can be given up, with a reason."),
    ),
    "conflict.missing": (N_("There is no such pair of versions."), N_("Read Home again.")),
    "conflict.stale": (
        N_("One of both versions changed meanwhile."),
        N_("Open them again: they are compared as they stand now."),
    ),
    "conflict.settled": (
        N_("Both versions have become one already."),
        N_("The card shows what stands; its editions keep both."),
    ),
    "conflict.open": (N_("Nothing was decided yet."), N_("Open both versions and choose.")),
    "conflict.sent": (
        N_("The service was told of the decision already."),
        N_("Change the card once more; that is sent too."),
    ),
    "document.unsigned": (
        N_("This document leaves only signed."),
        N_("э/' signs it; then send it."),
    ),
    "document.no_service": (
        N_("No service that is switched on takes documents."),
        N_("Settings, Services, switches one on."),
    ),
    "document.sent_already": (
        N_("This file is on its way to {service} already, or was taken there."),
        N_("щ/O shows its way."),
    ),
    "task.request": (
        N_("This line waits for a decision."),
        N_("Decide it among the requests: yes, or no with a reason."),
    ),
    "task.replied": (
        N_("A reply is taken back as a message, while nobody has read it."),
        N_("Write another one."),
    ),
    "request.asked": (
        N_("This is being asked already and waits for a decision."),
        N_("See “Requests and decisions”; withdraw that request first."),
    ),
    "request.decided": (
        N_("This request was decided or withdrawn already."),
        N_("Read the list again."),
    ),
    "request.stale": (
        N_("The request has moved on since you saw it."),
        N_("Nothing was written. Look at it again and repeat."),
    ),
    "request.missing": (N_("There is no such request."), N_("Read the list again.")),
    "request.not_yours": (
        N_("This request is not yours to decide."),
        N_("It is decided by whom it was put to, never by the one who asked while there is another."),
    ),
    "request.oneself": (N_("One does not hand over to oneself."), N_("Choose a colleague.")),
    "request.receiver": (N_("This colleague has no tasks of their own."), N_("Choose another colleague.")),
    "request.cards": (
        N_("The task is about a patient, and this colleague opens no cards."),
        N_("Choose a colleague who treats patients."),
    ),
    "request.moved_on": (
        N_("What was asked about has changed since."),
        N_("Nothing was written. Decline it, or have it asked anew."),
    ),
    "request.nothing": (
        N_("Nothing would change: everything stands as it is kept."),
        N_("Change at least one field."),
    ),
    "note.long": (N_("The note is too long: {most} characters at most."), N_("Shorten it.")),
    "message.oneself": (N_("One does not write to oneself."), N_("Choose a colleague.")),
    "message.patient": (
        N_("A patient is written of only between those who see patients."),
        N_("Leave the patient out, or write to somebody else."),
    ),
    "message.nobody": (
        N_("Nobody sent this: there is nobody to reply to."),
        N_("Accept it, or write a new message."),
    ),
    "message.missing": (N_("There is no such message of yours."), N_("Read the list again.")),
    "message.read": (N_("It was read already and cannot be taken back."), N_("Write another one.")),
    "when.unreadable": (
        N_("This is no moment."),
        N_("Write it like “tomorrow”, “2w”, “mon 9:00”, “in 3 days”, “15:30” or “2026-12-01 9:00”."),
    ),
    "when.clock": (N_("It is not said at what time today."), N_("Add the time: “today 15:30”.")),
    "when.far": (N_("This is too far ahead."), N_("Give an earlier date.")),
    "postpone.past": (N_("This moment has passed."), N_("Give one to come.")),
    "postpone.far": (N_("This is more than a year ahead."), N_("Give an earlier date.")),
    "result.missing": (N_("There is no such result."), N_("Read the list again.")),
    "result.stale": (
        N_("The result was changed meanwhile."),
        N_("Nothing was written. Look at it again and repeat."),
    ),
    "result.acknowledged": (
        N_("The result was acknowledged already."),
        N_("Nothing is left to do here."),
    ),
    "result.waits": (
        N_("There is nothing to take back: the result stands as it was."),
        N_("Look at it again."),
    ),
    "document.of_card": (
        N_("What stands in this document belongs to a patient's card; your role does not open it."),
        N_("Ask one who treats the patient."),
    ),
    "paper.specialty": (
        N_("This specialty is not in the official list."),
        N_("Choose it from the list: type its code or a word."),
    ),
    "paper.answer_long": (
        N_("The field is too long: {most} characters at most."),
        N_("Shorten it."),
    ),
    "paper.long": (
        N_("The document is too long: {most} characters at most."),
        N_("Shorten its texts, or make two documents."),
    ),
    "paper.of_card": (
        N_("Documents about a patient are made by those who write in cards."),
        N_("Ask the doctor who treats the patient."),
    ),
    "paper.number_taken": (
        N_("The number was taken by somebody else meanwhile."),
        N_("Nothing was written. Save once more."),
    ),
    "paper.no_template": (
        N_("There is no template “{name}” any more."),
        N_("Put its folder back, or attach the new file as another document."),
    ),
    "paper.not_made_here": (
        N_("This document came as a file: there are no fields to amend."),
        N_("Attach the right file as another document, and withdraw this one."),
    ),
    "paper.other_patient": (
        N_("The document is another patient's."),
        N_("Open it again from its own card."),
    ),
    "paper.shape": (
        N_("A newer program kept this document's fields."),
        N_("Its file can be read; to compare its editions, update medcab."),
    ),
    "paper.page": (
        N_("The template's page does not work: {said}."),
        N_("Mend page.typ in the template's folder; nothing was written."),
    ),
    "paper.heavy": (
        N_("Making the page took too long or too much memory."),
        N_("Shorten the texts; if that is no help, the template is at fault. Nothing was written."),
    ),
    "paper.no_process": (
        N_("The process that makes pages cannot be started."),
        N_("Close other programs and save again."),
    ),
    "paper.folder_name": (
        N_("The folder's name is no name of a template."),
        N_("Use small Latin letters, digits and underscores: pool_certificate."),
    ),
    "paper.no_page": (N_("The file page.typ is empty."), N_("Write the page of the document into it.")),
    "paper.not_folder": (N_("It is no folder."), N_("A template is a folder with two files in it.")),
    "paper.no_file": (N_("The file {file} is missing."), N_("A template is template.toml and page.typ.")),
    "paper.link": (N_("{file} is a link."), N_("Copy what it points to: links are not followed.")),
    "paper.unreadable": (N_("The file {file} cannot be read."), N_("Check whose it is and its rights.")),
    "paper.large": (N_("The file {file} is larger than {most} KB."), N_("Shorten it.")),
    "paper.not_text": (N_("The file {file} is not UTF-8 text."), N_("Save it as UTF-8.")),
    "paper.toml": (N_("template.toml cannot be read: {said}."), N_("Mend the line it names.")),
    "paper.name_taken": (
        N_("A template that came with the program has this name."),
        N_("Rename the folder."),
    ),
    "paper.unknown_key": (N_("template.toml: there is no key “{key}”."), N_("Known here: {known}.")),
    "paper.wrong_key": (N_("template.toml: “{key}” is missing or wrong."), N_("Expected: {wanted}.")),
    "document.missing": (N_("There is no such document."), N_("Read the list again.")),
    "document.no_file": (N_("No file belongs to this document."), N_("Attach one: а/f.")),
    "document.stale": (
        N_("The document was changed meanwhile: you saw version {seen}, now it is {current}."),
        N_("Nothing was overwritten. Look at it again and repeat."),
    ),
    "document.withdrawn": (N_("The document is withdrawn already."), N_("Read the list again.")),
    "document.stands": (N_("The document stands: nothing is to be taken back."), N_("Read the list again.")),
    "document.twice": (
        N_("This very file is attached already: «{title}», {day}."),
        N_("Choose another file, or leave with Esc."),
    ),
    # files that are attached and handed out
    "file.missing": (
        N_("There is no such file."),
        N_("Check the path; the list under the field helps to type it."),
    ),
    "file.folder": (N_("This is a folder."), N_("Choose a file in it.")),
    "file.special": (N_("This is not an ordinary file."), N_("Choose a PDF, JPG or PNG.")),
    "file.link": (N_("This is a link, and links are not followed."), N_("Name the file itself: {path}.")),
    "file.denied": (N_("The file may not be read."), N_("Ask its owner for the right, or copy it.")),
    "file.unreadable": (N_("The file could not be read to its end."), N_("Check the disk it lies on.")),
    "file.empty": (N_("The file is empty."), N_("Save or scan it again.")),
    "file.large": (
        N_("The file has {size} MB, at most {most} MB are accepted."),
        N_("Scan it at a lower resolution, or split it."),
    ),
    "file.format": (
        N_("This is no PDF, JPG or PNG, whatever its name says."),
        N_("Save it in one of these formats."),
    ),
    "file.pixels": (
        N_("The picture has {width}×{height} pixels; at most {most} million are accepted."),
        N_("Scan it at a lower resolution."),
    ),
    "file.encrypted": (
        N_("The PDF is locked with a password."),
        N_("Save it without one, then attach it."),
    ),
    "file.damaged": (N_("The file is damaged or was cut short."), N_("Copy or scan it again.")),
    "file.heavy": (
        N_("Looking into the file took too much time or memory."),
        N_("It may be made to do harm. Print it to a new PDF, then attach that."),
    ),
    "picture.extra": (
        N_("JPG and PNG can't be painted here: the extra «pictures» is not installed."),
        N_("Install it: pip install 'medcab-tui[pictures]'."),
    ),
    # signatures
    "signature.no_signer": (
        N_("It is not set how to sign."),
        N_("Settings, page “Signature”: choose a PKCS#12 file or a command."),
    ),
    "signature.signer_broken": (
        N_("The signer “{name}” failed: {fault}."),
        N_("Choose another in the settings, page “Signature”, or ask whoever made it."),
    ),
    "signature.signer_settings": (
        N_("The signer “{name}” is not set up: {fields}."),
        N_("Fill that in: settings, page “Signature”."),
    ),
    "signature.file_missing": (N_("There is no such file: {path}."), N_("Settings, page “Signature”.")),
    "signature.file_unreadable": (
        N_("The file cannot be read: {path} ({reason})."),
        N_("Mend its permissions, or name another: settings, page “Signature”."),
    ),
    "signature.file_kind": (
        N_("This is not a PKCS#12 file: {path}."),
        N_("Name a .p12 or .pfx file: settings, page “Signature”."),
    ),
    "signature.passphrase_needed": (
        N_("The file of the key is locked by a passphrase."),
        N_("Type it: it is kept in memory only while the signing window is open."),
    ),
    "signature.passphrase": (
        N_("This is not the passphrase of the file."),
        N_("Check the layout and capitals, then type it again."),
    ),
    "signature.no_key": (
        N_("There is no key with its certificate in the file: {path}."),
        N_("Export both together, or name another file."),
    ),
    "signature.key_kind": (
        N_("The key in this file is of a kind that is not known here: {path}."),
        N_("Sign by a command instead: settings, page “Signature”."),
    ),
    "signature.certificate_damaged": (
        N_("The certificate cannot be read."),
        N_("Ask for a new one where it was issued."),
    ),
    "signature.certificate_expired": (
        N_("The certificate has expired."),
        N_("Get a new one, and name it in the settings, page “Signature”."),
    ),
    "signature.certificate_early": (
        N_("The certificate is not valid yet."),
        N_("Wait for its first day, or name another; check this machine's clock too."),
    ),
    "signature.certificate_usage": (
        N_("The certificate is not made for signing."),
        N_("Name another in the settings, page “Signature”."),
    ),
    "signature.command_none": (N_("No command is named."), N_("Settings, page “Signature”.")),
    "signature.command_missing": (
        N_("The command does not start: {command} ({reason})."),
        N_("Check its name and path: settings, page “Signature”."),
    ),
    "signature.command_failed": (
        N_("The command {command} ended with status {status}: {said}."),
        N_("Try it in a terminal, then again here."),
    ),
    "signature.command_slow": (
        N_("{command} gave no signature within {seconds} s and was stopped."),
        N_("Is the token plugged in? Try it in a terminal, then again here."),
    ),
    "signature.command_garbage": (
        N_("What {command} gave is no detached CMS signature with one signer, in DER."),
        N_("Check its arguments: settings, page “Signature”."),
    ),
    "signature.stopped": (N_("Signing was stopped."), N_("Nothing was kept of it. Sign again.")),
    "signature.changed": (
        N_("The signature stands under other bytes than these."),
        N_("Nothing was kept. Sign again; if it happens again, check the command."),
    ),
    "signature.damaged": (
        N_("The signature cannot be read, or does not fit its certificate."),
        N_("Nothing was kept. Sign again; if it happens again, check the certificate."),
    ),
    "signature.unknown": (
        N_("The algorithm of this signature is not known here, so nothing was kept."),
        N_("Name a command that checks it: settings, page “Signature”."),
    ),
    "signature.already": (
        N_("You have signed this already."),
        N_("A signature can be withdrawn: “check the signature”."),
    ),
    "signature.stale": (N_("It was changed since the sheet was opened."), N_("Read it, then sign it.")),
    "signature.no_file": (
        N_("No file belongs to this document: there is nothing to sign."),
        N_("Attach one: а/f."),
    ),
    "signature.document_withdrawn": (N_("The document is withdrawn."), N_("It is not signed any more.")),
    "signature.of_card": (
        N_("Only those who may read cards sign what stands in them."),
        N_("Ask the head of the department."),
    ),
    "signature.missing": (N_("There is no such signature."), N_("Read the list again.")),
    "signature.withdrawn": (N_("The signature is withdrawn already."), N_("Read the list again.")),
    "signature.not_own": (
        N_("Only {who} can withdraw this signature."),
        N_("A signature is withdrawn by whoever made it."),
    ),
    "export.exists": (
        N_("There is a file of this name already."),
        N_("Nothing was overwritten. Name another."),
    ),
    "export.many": (
        N_("There are more rows than a file of this kind takes: {most}."),
        N_("Narrow the list with a filter, or choose another format."),
    ),
    "export.names": (
        N_("Who neither treats nor books does not take names of patients out."),
        N_("Write the list without them."),
    ),
    "export.no_folder": (N_("There is no such folder."), N_("Check the path.")),
    "export.denied": (N_("Nothing may be written there."), N_("Choose another folder.")),
    "export.full": (N_("The disk is full."), N_("Make room, or choose another folder.")),
    "export.failed": (N_("The file could not be written."), N_("Check the disk, or choose another folder.")),
    # reminders, and by which ways one is told
    "reminders.none": (N_("Nothing falls due now."), N_("It is looked at again within a minute.")),
    "reminders.elsewhere": (
        N_("Another process is reminding at this moment."),
        N_("Nothing is lost: it tells what falls due."),
    ),
    # connected services
    "link.name_missing": (
        N_("The connection needs a name."),
        N_("Type a short word by which you will know it."),
    ),
    "link.name": (
        N_("This cannot be the name of a connection."),
        N_("At most {most} letters, digits, points and hyphens, beginning with a letter or a digit."),
    ),
    "link.name_reserved": (
        N_("“{name}” means any service of that kind."),
        N_("Choose another name, for example {name}-1."),
    ),
    "link.name_taken": (
        N_("There is a connection named {name} already."),
        N_("Choose another name."),
    ),
    "stand.off": (
        N_("The stand-in of services is switched off."),
        N_("It is switched on in Settings, Services."),
    ),
    "stand.patient": (
        N_("The stand-in keeps no such patient."),
        N_("It knows those that were sent to it. Read the list again."),
    ),
    "link.missing": (
        N_("There is no connection named {name}."),
        N_("Look at the list: medcab services list, or Settings, Services."),
    ),
    "link.stale": (
        N_("The connection was changed in another window meanwhile."),
        N_("Nothing was overwritten. Look at the page again and repeat."),
    ),
    "link.already_on": (
        N_("{name} is switched on already."),
        N_("Look at the page again."),
    ),
    "link.already_off": (
        N_("{name} is switched off already."),
        N_("Look at the page again."),
    ),
    "link.waiting": (
        N_("What waits to be sent by {name} has changed meanwhile: {count}."),
        N_("Nothing was removed. Look at the page again and repeat."),
    ),
    "link.setting_missing": (
        N_("This setting must be filled in: {name}."),
        N_("Type it and repeat."),
    ),
    "link.setting": (
        N_("This setting does not fit: {name} ({told})."),
        N_("Mend it and repeat."),
    ),
    "link.settings": (
        N_("The settings do not fit the adapter any more: {name} ({told})."),
        N_("Open the connection and save its settings anew; nothing is sent until then."),
    ),
    "link.adapter_missing": (
        N_("There is no adapter named {adapter}."),
        N_("Install the package that brings it, or choose another of medcab services list."),
    ),
    "link.adapter_broken": (
        N_("The adapter {adapter} cannot be used: {told}."),
        N_("Nothing is lost, what is to be sent waits. Update or reinstall its package."),
    ),
    "link.adapter_hanging": (
        N_("The adapter {adapter} does not answer while it is loaded."),
        N_("Nothing is lost, what is to be sent waits. Update or reinstall its package."),
    ),
    "link.secret_off": (
        N_("A secret of this connection lies in the keyring, and that is switched off by the settings."),
        N_("Set keyring = true, or type the secret anew: it will lie in the encrypted store."),
    ),
    "link.secret_absent": (
        N_("A secret of this connection lies in the keyring, and there is none here."),
        N_("Sign in to the desktop session, or type the secret anew: it will lie in the encrypted store."),
    ),
    "link.secret_locked": (
        N_("A secret of this connection lies in the keyring, and that is locked."),
        N_("Unlock the keyring: what is to be sent waits and goes on by itself. Or type the secret anew."),
    ),
    "link.secret_hanging": (
        N_("A secret of this connection lies in the keyring, and that does not answer."),
        N_("What is to be sent waits. Restart the keyring, or type the secret anew."),
    ),
    "link.secret_faulty": (
        N_("A secret of this connection lies in the keyring, and that broke off."),
        N_("What is to be sent waits. Restart the keyring, or type the secret anew."),
    ),
    "link.secret_missing": (
        N_("The keyring of this machine does not have a secret of this connection."),
        N_("Type the secret anew: it may lie on another machine, or was removed there."),
    ),
    "delivery.stale": (
        N_("Notifications were set in another window meanwhile."),
        N_("Nothing was overwritten. Look at the page again and repeat."),
    ),
    "quiet.form": (
        N_("These are not quiet hours."),
        N_("Type them as 22:00-07:00; «no» means none."),
    ),
    "service.none": (
        N_("This store has no service of reminders and exchange."),
        N_("Enable it: medcab remind enable. It asks for your password once."),
    ),
    "service.no_key": (
        N_("The key of the service of reminders and exchange is not here."),
        N_("Enable it on this machine: medcab remind enable; or name its file: --key-file."),
    ),
    "service.wrong_key": (
        N_("The key of the service of reminders and exchange does not open this store any more."),
        N_("It was taken away, or the store was put back. Enable it again: medcab remind enable."),
    ),
    "service.worker_gone": (
        N_("Who enabled the service of reminders and exchange does not work here any more."),
        N_("Somebody else has to enable it: medcab remind enable."),
    ),
    "service.file_open": (
        N_("Others may read the file with the key: {path}."),
        N_("It was not used. Close it (chmod 600), or take the key away: medcab remind disable."),
    ),
    "service.file_exists": (
        N_("There is a file of this name already: {path}."),
        N_("Nothing was overwritten. Name another, or remove it."),
    ),
    "service.file_unwritable": (
        N_("The file with the key could not be written: {path}."),
        N_("Check the folder and who owns it."),
    ),
    "service.file_unreadable": (
        N_("There is no key in this file: {path}."),
        N_("Name the file that medcab remind enable --key-file wrote."),
    ),
    # reference books
    "reference.gone": (
        N_("What was laid down of this version is gone: another import or program came first."),
        N_("Nothing was changed. Import it again."),
    ),
    "reference.large": (
        N_("The file has {size} MB, at most {most} MB are accepted."),
        N_("Export the book in pages and import them together."),
    ),
    "reference.special": (N_("This is not an ordinary file."), N_("Name a CSV or JSON file.")),
    "reference.blank": (N_("There is nothing in the file."), N_("Export the book again.")),
    "reference.packed": (N_("This is a packed file."), N_("Unpack it and import the CSV or JSON in it.")),
    "reference.not_text": (
        N_("This is no text: line {line} has bytes that no text has."),
        N_("Export the book as CSV or JSON in UTF-8 or Windows-1251."),
    ),
    "reference.bytes": (
        N_("The text is UTF-8, but line {line} is broken."),
        N_("The file was damaged on its way. Export or copy it again."),
    ),
    "reference.header": (
        N_("The first line does not name the columns, each once."),
        N_("Export the book with its headings."),
    ),
    "reference.columns": (
        N_("The columns are not those of this book, nor «code» and «display»."),
        N_("Check which book it is, or rename the columns."),
    ),
    "reference.quote": (
        N_("A quotation mark opens in line {line} and is never closed."),
        N_("The file was cut short, or the line is wrong. Export it again, or mend the line."),
    ),
    "reference.json": (
        N_("The JSON breaks off or is wrong in line {line}."),
        N_("The file was cut short or changed. Export it again."),
    ),
    "reference.deep": (
        N_("The JSON goes deeper than {most} levels; no book does."),
        N_("Import the file that the portal exports."),
    ),
    "reference.shape": (
        N_("The JSON has neither a list of rows nor a page of the portal in it."),
        N_("Import the rows of the book, not its passport."),
    ),
    "reference.answer": (
        N_("The portal answered with a fault instead of rows: {said}."),
        N_("Ask the portal again, then import its answer."),
    ),
    "reference.rows": (
        N_("There is more in the file than a book can have: at most {most} rows are taken."),
        N_("Check that it is the right file."),
    ),
    "reference.pages": (
        N_("The book has {total} rows, and {there} of them are here."),
        N_("Name all pages of this version in one command."),
    ),
    "reference.empty": (
        N_("No row of the file could be taken; refused: {refused}."),
        N_("Check that it is the right book. What was imported before stays."),
    ),
    "reference.files": (N_("At most {most} files are taken in one go."), N_("Name fewer of them.")),
    "reference.unknown": (
        N_("Nothing in the file or its name says which book it is."),
        N_("Name the book: --book."),
    ),
    "reference.unknown_oid": (
        N_("There is no book with the identifier {oid} here."),
        N_("Name the book whose columns it has: --book."),
    ),
    "reference.other_book": (
        N_("The file says it is another book: {oid}."),
        N_("Name the right book, or leave --book out."),
    ),
    "reference.version": (
        N_("Nothing in the file or its name says which version of the book it is."),
        N_("Name the version as the portal has it: --version 2.27."),
    ),
    "reference.version_form": (
        N_("This is no version: {version}."),
        N_("Letters, digits, points and hyphens, 32 at most: 2.27."),
    ),
    "reference.days": (
        N_("The last day comes before the first one."),
        N_("Check --valid-from and --valid-to."),
    ),
    "task.place": (N_("There is no such section."), N_("Name one of the five.")),
    "batch.large": (
        N_("Too many objects in one go: at most {most}."),
        N_("Load them in smaller parts."),
    ),
    # the look
    "theme.broken": (
        N_("Theme file {name}: {reason}."),
        N_("Mend it, or choose another theme. The file: {path}."),
    ),
}


def words_of(refused: Refused) -> Words:
    """The words for a refusal. A code without words (a mistake of ours) is shown as the code."""
    known = _WORDS.get(refused.code)
    if known is None:
        return Words(_("The cabinet refused: {code}.").format(code=refused.code), "")
    values = _Values({name: one_line(value) for name, value in refused.values.items()})
    return Words(*(_(text).format_map(values) for text in known))


def sentence(refused: Refused) -> str:
    """Sentence and remedy as one line."""
    return words_of(refused).whole


def codes() -> frozenset[str]:
    """Every code that has words."""
    return frozenset(_WORDS)


class _Values(dict[str, str]):
    """A value that was not given shows as a dash instead of raising."""

    def __missing__(self, key: str) -> str:
        return "—"
