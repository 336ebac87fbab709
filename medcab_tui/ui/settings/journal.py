"""Rows of the journal told as sentences in the reader's language."""

from __future__ import annotations

from typing import Final

from medcab_tui.domain.journals import Journal
from medcab_tui.domain.rooms import JournalRow
from medcab_tui.locale import N_, _

SENTENCES: Final[dict[str, str]] = {
    "sign_in": N_("Signed in"),
    "sign_in.founded": N_("Founded the cabinet"),
    "sign_in.recovered": N_("Signed in with the recovery code"),
    "sign_in.recovered_here": N_("Set a new password on a trusted machine and signed in"),
    "sign_in.failed": N_("An attempt to sign in failed"),
    "step_up.proved": N_("Proved once more who sits here"),
    "step_up.refused": N_("Failed to prove who sits here"),
    "second_factor.enrolled": N_("Enrolled a second factor"),
    "second_factor.removed": N_("Gave the second factor up"),
    "second_factor.lifted": N_("Took a worker's second factor away"),
    "second_factor.code_used": N_("Used a recovery code in the place of the second factor"),
    "second_factor.refused": N_("The password was right and the code was not"),
    "lock": N_("Locked the cabinet"),
    "sign_out": N_("Signed out"),
    "refused": N_("Was refused: {action}"),
    "card.opened": N_("Looked into a card"),
    "card.document": N_("Read a document of a patient"),
    "card.opened_outside": N_("Opened a card outside the department, for a reason"),
    "access.assigned": N_("Said whom a department treats"),
    "access.ended": N_("Ended that a department treats an area or a patient"),
    "access.reopened": N_("Took the end of an assignment back"),
    "patient.added": N_("Opened a card for a new patient"),
    "patient.amended": N_("Amended identity or contacts of a patient"),
    "allergy.added": N_("Wrote down an allergy"),
    "allergy.amended": N_("Amended an allergy"),
    "allergy.withdrawn": N_("Withdrew an allergy"),
    "allergy.restored": N_("Took an allergy's withdrawal back"),
    "problem.added": N_("Put a problem on a patient's list"),
    "problem.amended": N_("Amended a problem of a patient"),
    "problem.closed": N_("Closed a problem of a patient"),
    "problem.reopened": N_("Opened a problem of a patient again"),
    "problem.withdrawn": N_("Withdrew a problem of a patient"),
    "problem.restored": N_("Took a problem's withdrawal back"),
    "record.written": N_("Wrote a record"),
    "record.amended": N_("Amended a record"),
    "record.added_to": N_("Added a note to a record"),
    "reception.begun": N_("Began a visit"),
    "reception.abandoned": N_("Took back the beginning of a visit"),
    "reception.closed": N_("Closed a visit"),
    "reception.reopened": N_("Reopened a visit"),
    "reception.service_added": N_("Wrote down a service of a visit"),
    "reception.service_removed": N_("Took a service out of a visit"),
    "reception.service_restored": N_("Put a service back into a visit"),
    "patient.merged": N_("Made one card of two"),
    "patient.parted": N_("Parted a card that had been merged"),
    "vitals.recorded": N_("Wrote down vital signs"),
    "vitals.amended": N_("Amended vital signs"),
    "vitals.withdrawn": N_("Withdrew vital signs"),
    "vitals.restored": N_("Took the withdrawal of vital signs back"),
    "template.kept": N_("Kept a template"),
    "template.amended": N_("Amended a template"),
    "template.withdrawn": N_("Withdrew a template"),
    "template.restored": N_("Took a template's withdrawal back"),
    "visit.booked": N_("Booked a visit"),
    "visit.moved": N_("Moved a visit"),
    "visit.cancelled": N_("Cancelled a visit"),
    "visit.advanced": N_("Marked how far a visit is"),
    "visit.no_show": N_("Marked that nobody came to a visit"),
    "visit.restored": N_("Took back a change of a visit"),
    "hours.set": N_("Set working hours"),
    "worker.added": N_("Added a worker"),
    "worker.removed": N_("Removed a worker"),
    "password.given": N_("Gave a worker a new password"),
    "password.changed": N_("Changed the password"),
    "keys.older": N_("Was refused: the file of keys was an older copy"),
    "keys.accepted": N_("Accepted an older copy of the file of keys"),
    "device.trusted": N_("Trusted a machine: its keyring opens the store"),
    "device.distrusted": N_("Trusted no machine any more"),
    "recovery.renewed": N_("Made a new recovery code"),
    "store.rekeyed": N_("Changed the store's key"),
    "store.backed_up": N_("Made a backup"),
    "store.restored": N_("Found a backup in the place of the store; rows that were lost: {lost}"),
    "store.copy_unsound": N_("Found a backup that does not hold"),
    "store.unsound": N_("Found the store damaged"),
    "store.brought_back": N_("Told everybody that a backup stands in the place of the store"),
    "store.reindexed": N_("Made the search tables anew"),
    "journal.rolled_back": N_("Found an older copy in the place of the store: the keyring knows row {row}"),
    "journal.excused": N_("Found a backup in the place of the store; the keyring knew row {row}"),
    "journal.accepted": N_("Accepted the store as it is; the keyring knew row {row}"),
    "task.accepted": N_("Accepted a task"),
    "task.postponed": N_("Postponed a task"),
    "task.refused": N_("Refused a task"),
    "task.returned": N_("Took back the answer to a task"),
    "services.announced": N_("Told of new services: {count}"),
    "message.sent": N_("Sent a message"),
    "message.replied": N_("Replied to a message"),
    "message.withdrawn": N_("Took a message back"),
    "application.recorded": N_("Kept what a patient asked for"),
    "order.placed": N_("Ordered tests of the laboratory: {count}"),
    "order.withdrawn": N_("Took an order to the laboratory back"),
    "order.files_kept": N_("Kept files against an order: {count}"),
    "request.hand_over": N_("Asked a colleague to take a task"),
    "request.result": N_("Asked a colleague to review a result"),
    "request.correction": N_("Asked that a worker's data be put right"),
    "request.decided": N_("Decided a request"),
    "request.reopened": N_("Took a decision back"),
    "request.withdrawn": N_("Withdrew a request"),
    "results.acknowledged": N_("Acknowledged results: {count}"),
    "results.withdrawn": N_("Took back the acknowledgement of results: {count}"),
    "results.postponed": N_("Postponed results: {count}"),
    "results.recalled": N_("Took back the postponement of results: {count}"),
    "document.attached": N_("Attached a document"),
    "document.made": N_("Made a document"),
    "document.amended": N_("Amended a document"),
    "document.withdrawn": N_("Withdrew a document"),
    "document.restored": N_("Took a document's withdrawal back"),
    "signature.kept": N_("Signed: edition {version}"),
    "signature.withdrawn": N_("Withdrew a signature"),
    "document.exported": N_("Exported a document"),
    "document.mailed": N_("Sent a document by mail"),
    "table.exported": N_("Wrote a list out: {what}, rows: {rows}, {format}"),
    "chart.exported": N_("Wrote a whole card out: {format}"),
    "filter.saved": N_("Kept a filter of a list"),
    "filter.dropped": N_("Removed a kept filter of a list"),
    "delivery.chosen": N_("Chose how to be told"),
    "reminders.begun": N_("Began to remind: of nothing before"),
    "exchange.taken_in": N_("Took in what changed at {service}"),
    "exchange.answered": N_("{service} answered to sending no. {seq}"),
    "sending.recalled": N_("Called a sending back: no. {seq}"),
    "region.asked": N_("Asked the regional system for a chart"),
    "services.priced": N_("Asked the insurer what the services of a visit cost"),
    "policy.asked": N_("Asked the insurer about a policy"),
    "sending.retried": N_("Had a sending tried at once: no. {seq}"),
    "record.sent": N_("Sent a conclusion to {service}"),
    "results.sent": N_("Sent results to {service}: {count}"),
    "document.sent": N_("Sent a document to {service}"),
    "conflict.resolved": N_("Made one of two versions of a card"),
    "conflict.reopened": N_("Took back what was made of two versions of a card"),
    "reminders.told": N_("Reminded: {count}"),
    "service.enabled": N_("Gave the service of reminders a key"),
    "service.disabled": N_("Took the key of the service of reminders away"),
    "link.added": N_("Connected a service: {service}"),
    "link.changed": N_("Changed the settings of a service: {service}"),
    "link.switched": N_("Switched a service on or off: {service}"),
    "link.removed": N_("Removed the connection to a service: {service}; not sent: {waiting}"),
    "batch.loaded": N_("Loaded {count} objects"),
    "import.batch": N_("Took in {count} entries of files: {new} new, {changed} changed, {left} not kept"),
    "reference.starter": N_("Took in the short lists of reference books: {books}"),
    "reference.imported": N_("Imported a reference book: {book} {version}, entries: {entries}"),
}
"""What each code of the journal says; {names} are filled in from the row."""


JOURNALS: Final[dict[str, str]] = {
    "": N_("journal of actions"),
    Journal.CHANGES: N_("journal of changes"),
    Journal.ACTIVITY: N_("journal of activity"),
    Journal.SIGN_INS: N_("history of sign-ins"),
}
"""What the rows are called, all of them and narrowed."""


LISTINGS: Final[dict[str, str]] = {
    "documents": N_("documents"),
    "schedule": N_("schedule"),
    "results": N_("results of a card"),
    "problems": N_("problems of a card"),
    "journal": N_("own actions"),
}
"""Which list was written out."""


OUTCOMES: Final[dict[str, str]] = {
    "forbidden": N_("not allowed"),
    "refused": N_("refused"),
    "failed": N_("failed"),
    "blocked": N_("blocked"),
    "counters_missing": N_("attempts lost"),
}
"""How what was not done came out."""


def told(row: JournalRow) -> str:
    """The sentence of a row; a code of a newer program is shown as it is."""
    sentence = SENTENCES.get(row.code)
    params = _Params(row.params)
    if (refused := SENTENCES.get(params.get("action", ""))) is not None:
        params["action"] = f"«{_(refused).format_map(_Params())}»"
    if (listing := LISTINGS.get(params.get("what", ""))) is not None:
        params["what"] = _(listing)
    return _(sentence).format_map(params) if sentence else row.code


class _Params(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return "—"
