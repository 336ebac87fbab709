"""Tasks, applications and messages: what a refusal says."""

from __future__ import annotations

from typing import Final

from medcab_tui.locale import N_

WORDS: Final[dict[str, tuple[str, str]]] = {
    "request.repeated": (
        N_("The same was entered at {at} ({who}): nothing was written a second time."),
        N_("If it is another, change something here."),
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
    "task.place": (N_("There is no such section."), N_("Name one of the five.")),
}
