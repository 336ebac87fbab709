"""What insurers' answers do: how it stands with a policy, and who hears that it is none."""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from medcab_tui.domain.exchange import Receipt, Way
from medcab_tui.domain.exchange_rows import Sending
from medcab_tui.domain.ids import Id
from medcab_tui.domain.insurance import Answer, PolicyCheck, PolicyState, answer_of, priced_of
from medcab_tui.domain.notices import NoticeKind
from medcab_tui.domain.rooms import Source, SourceKind
from medcab_tui.store.tasks import NewTask, told_line
from medcab_tui.store.transaction import Transaction

CODES: Final = {PolicyState.EXPIRED: "policy.expired", PolicyState.NOT_FOUND: "policy.not_found"}
"""Of the lines on Home."""


def policy_answered(tx: Transaction, sending: Sending, receipt: Receipt) -> None:
    """Keeps what was said; who asked is told once that a policy is not in force.

    Of several insurers the one that knows the policy is right.
    """
    answer = answer_of(receipt)
    if answer is None:
        if receipt.way is not Way.REFUSED:
            return
        answer = Answer(PolicyState.UNKNOWN, told=" ".join(filter(None, (receipt.code, receipt.text))))
    if answer.state is PolicyState.VALID and answer.until is not None and answer.until < tx.today:
        answer = replace(answer, state=PolicyState.EXPIRED)
    patient, check = tx.insurance.check(sending.object)
    if check.state is PolicyState.VALID or (check.state.answered and not answer.state.answered):
        return
    before = tx.insurance.last_answer(patient)
    tx.insurance.answered(check.id, answer, sending.taken_by or sending.address)
    known = before is not None and (before.policy, before.state) == (check.policy, answer.state)
    if answer.state in CODES and not known and tx.notices.works_here(sending.worker):
        tx.home.add_all([_line(tx, sending.worker, patient, check, answer)])


def services_priced(tx: Transaction, sending: Sending, receipt: Receipt) -> None:
    """Writes beside the services of a visit what they cost and what of it is paid."""
    tx.insurance.price(sending.object, priced_of(receipt))


def _line(tx: Transaction, to: Id, patient: Id, check: PolicyCheck, answer: Answer) -> NewTask:
    return told_line(
        tx.ids.new(), to, tx.now, NoticeKind.CHECK, CODES[answer.state],
        detail=answer.told, patient=patient, source=Source(SourceKind.PATIENT, patient),
    )  # fmt: skip
