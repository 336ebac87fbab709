"""Compulsory insurance: what an insurer said of a policy, and what it pays for. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Final

from msgspec import Struct

from medcab_tui.domain.exchange import Json, Receipt, Way
from medcab_tui.domain.ids import Id

ASKING: Final = "policy.asked"
"""The kind of the question about a policy."""
PRICING: Final = "services.priced"
"""The kind of the question what services cost and what of it is paid."""
FRESH: Final = timedelta(days=1)
"""How long an answer is good: a card opened later asks again by itself (C042)."""
LONGEST_COMPANY: Final = 120
NOT_FOUND_CODE: Final = "POLICY_NOT_FOUND"
EXPIRED_CODE: Final = "POLICY_EXPIRED"


class PolicyState(StrEnum):
    """How it stands with a policy."""

    UNKNOWN = "unknown"
    """Nobody asked, or nobody can be asked."""
    ASKED = "asked"
    """Asked; no answer as yet."""
    VALID = "valid"
    EXPIRED = "expired"
    NOT_FOUND = "not_found"
    OFFLINE = "offline"
    """There is no connection to whoever could say."""

    @property
    def answered(self) -> bool:
        """Whether an insurer has said so."""
        return self in (PolicyState.VALID, PolicyState.EXPIRED, PolicyState.NOT_FOUND)


class PolicyCheck(Struct, frozen=True):
    """One question about a policy and what was answered: a row of the history.

    asker: a worker's name. told: the insurer's own words. state: ASKED until it answers, UNKNOWN where the
    answer says nothing of the policy.
    """

    id: Id
    policy: str
    asked: datetime
    asker: str
    state: PolicyState
    answered: datetime | None = None
    company: str = ""
    until: date | None = None
    service: str = ""
    told: str = ""


class PolicyStanding(Struct, frozen=True):
    """How it stands with a patient's policy now, for the heading of the card.

    at: when the last answer came; company, until: as it said; last: what it was, where `state` is not an
    answer («не проверен: нет связи» may stand over a policy that was valid last week). asker: who asked.
    asked: the last question, answered or not.
    """

    state: PolicyState
    at: datetime | None = None
    company: str = ""
    until: date | None = None
    asker: str = ""
    last: PolicyState = PolicyState.UNKNOWN
    asked: datetime | None = None

    @property
    def wrong(self) -> bool:
        """Whether it must not be taken for insurance."""
        known = self.state if self.state.answered else self.last
        return known in (PolicyState.EXPIRED, PolicyState.NOT_FOUND)


class Insurers(Struct, frozen=True):
    """Whom one can ask. connected: some service that takes the question is switched on; reached: and well."""

    connected: bool
    reached: bool


class Answer(Struct, frozen=True):
    """What an insurer said of a policy."""

    state: PolicyState
    company: str = ""
    until: date | None = None
    told: str = ""


class Priced(Struct, frozen=True):
    """What one service of a code costs and how much of that the insurer pays, in kopecks."""

    code: str
    cost: int
    covered: int


def standing(
    policy: str,
    latest: PolicyCheck | None,
    answer: PolicyCheck | None,
    insurers: Insurers,
    now: datetime,
    today: date,
) -> PolicyStanding | None:
    """How it stands with a policy: None where the card has none.

    latest: the last question; answer: the last one that was answered. Both count only for this number.
    """
    if not policy:
        return None
    latest = latest if latest is not None and latest.policy == policy else None
    answer = answer if answer is not None and answer.policy == policy else None
    last, at, company, until, asker = PolicyState.UNKNOWN, None, "", None, ""
    if answer is not None and answer.answered is not None:
        last, at, company, until = answer.state, answer.answered, answer.company, answer.until
        asker = answer.asker
        if last is PolicyState.VALID and until is not None and until < today:
            last = PolicyState.EXPIRED
    asked = latest.asked if latest is not None else None
    state = PolicyState.UNKNOWN
    if at is not None and now - at < FRESH:
        state = last
    elif insurers.connected and not insurers.reached:
        state = PolicyState.OFFLINE
    elif (
        insurers.connected
        and latest is not None
        and latest.state is PolicyState.ASKED
        and not _old(asked, now)
    ):
        state = PolicyState.ASKED
    return PolicyStanding(state, at, company, until, asker, last, asked)


def due(standing: PolicyStanding | None, insurers: Insurers, now: datetime) -> bool:
    """Whether a card that is opened asks by itself: once a day, and nobody who cannot be reached."""
    return (
        standing is not None
        and insurers.connected
        and insurers.reached
        and not standing.state.answered
        and _old(standing.asked, now)
    )


def _old(asked: datetime | None, now: datetime) -> bool:
    return asked is None or now - asked >= FRESH


def answer_of(receipt: Receipt) -> Answer | None:
    """What an insurer's answer says of a policy; None while it says nothing yet.

    By the fields «status», «company», «until» of its body; without them by the way and the code.
    """
    body = receipt.body
    company = _words(body.get("company"))[:LONGEST_COMPANY]
    until = _day(body.get("until"))
    told = " ".join(receipt.text.split())
    said = body.get("status")
    if said in (PolicyState.VALID, PolicyState.EXPIRED, PolicyState.NOT_FOUND):
        return Answer(PolicyState(str(said)), company, until, told)
    if receipt.way is Way.REGISTERED:
        return Answer(PolicyState.VALID, company, until, told)
    if receipt.way is Way.REFUSED and receipt.code == NOT_FOUND_CODE:
        return Answer(PolicyState.NOT_FOUND, company, until, told)
    if receipt.way is Way.REFUSED and receipt.code == EXPIRED_CODE:
        return Answer(PolicyState.EXPIRED, company, until, told)
    return None


def priced_of(receipt: Receipt) -> tuple[Priced, ...]:
    """What an insurer's answer says of services: whole kopecks, not more covered than it costs."""
    given = receipt.body.get("services")
    if not isinstance(given, (list, tuple)):
        return ()
    found: list[Priced] = []
    for one in given:
        if not isinstance(one, Mapping):
            continue
        code, cost, covered = _words(one.get("code")), one.get("cost"), one.get("covered")
        if code and _kopecks(cost) and _kopecks(covered):
            found.append(Priced(code, int(str(cost)), min(int(str(covered)), int(str(cost)))))
    return tuple(found)


def patient_pays(cost: int | None, covered: int | None) -> int | None:
    """What is left for the patient, in kopecks; None while it is not known."""
    return None if cost is None or covered is None else max(0, cost - covered)


def roubles(kopecks: int) -> Decimal:
    """A sum in roubles, exactly."""
    return Decimal(kopecks).scaleb(-2)


def _kopecks(value: Json) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**12


def _words(value: Json) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""


def _day(value: Json) -> date | None:
    try:
        return (
            date.fromisoformat(value) if isinstance(value, str) and len(value) == len("2026-01-01") else None
        )
    except ValueError:
        return None
