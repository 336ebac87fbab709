"""Orders to the laboratory: which tests, how urgent, why, and how far they are. Pure.

The paper they stand for is a referral to a laboratory test (DOMAIN.md §6, document kind 202).
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Final

from msgspec import Struct

from medcab_tui.domain.errors import Invalid, Refused
from medcab_tui.domain.exchange import Way
from medcab_tui.domain.ids import Id

KIND: Final = "order"
"""What an order is called in the exchange."""

MOST_TESTS: Final = 60
LONGEST_REASON: Final = 1_000


class OrderStatus(StrEnum):
    """How far an order is, in its order; the last two are the end of one that gives no result."""

    ORDERED = "ordered"
    """Kept here; the laboratory said nothing yet."""
    ACCEPTED = "accepted"
    DONE = "done"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


OPEN: Final = frozenset({OrderStatus.ORDERED, OrderStatus.ACCEPTED})
"""Those for which a result is still to come."""

WAYS: Final = {
    Way.ACCEPTED: OrderStatus.ACCEPTED,
    Way.REGISTERED: OrderStatus.DONE,
    Way.REFUSED: OrderStatus.REFUSED,
}
"""What the laboratory's answers make of an order; other answers leave it as it is."""


class OrderedTest(Struct, frozen=True):
    """One test of an order: LOINC code (DOMAIN.md §2) and name."""

    code: str
    display: str


class NewOrder(Struct, frozen=True):
    """What is asked of the laboratory. Checked by `check_order`."""

    patient: Id
    tests: tuple[OrderedTest, ...]
    urgent: bool = False
    reason: str = ""
    diagnosis: str = ""
    """A code of МКБ-10 and its name, as on the paper; empty if none."""
    visit: Id | None = None


class Order(Struct, frozen=True):
    """An order as it stands."""

    id: Id
    version: int
    patient: Id
    number: str
    """The laboratory's; empty until it took the order."""
    tests: tuple[OrderedTest, ...]
    urgent: bool
    reason: str
    diagnosis: str
    status: OrderStatus
    told: str
    """The laboratory's words, where it refused."""
    ordered: datetime
    by: Id
    by_name: str
    """Surname with initials."""
    visit: Id | None = None
    results: int = 0
    """Results that came for it."""
    documents: tuple[Id, ...] = ()
    """Files that were uploaded for it."""

    @property
    def open(self) -> bool:
        """Whether a result is still to come."""
        return self.status in OPEN


def check_order(new: NewOrder) -> NewOrder:
    """The order as it will be kept: each test once. Raises Invalid about a wrong field."""
    tests = tuple({test.code: test for test in new.tests}.values())
    if not tests:
        raise Invalid("order.no_tests", "tests")
    if len(tests) > MOST_TESTS:
        raise Invalid("order.many_tests", "tests", most=str(MOST_TESTS))
    if any(not test.code.strip() or not test.display.strip() for test in tests):
        raise Invalid("order.test", "tests")
    reason, diagnosis = " ".join(new.reason.split()), " ".join(new.diagnosis.split())
    for field, text in (("reason", reason), ("diagnosis", diagnosis)):
        if len(text) > LONGEST_REASON:
            raise Invalid("text.long", field, most=str(LONGEST_REASON))
    return NewOrder(new.patient, tests, new.urgent, reason, diagnosis, new.visit)


def check_withdrawn(order: Order) -> None:
    """Only an order that waits can be taken back: what the laboratory did, it did."""
    if not order.open:
        raise Refused("order.closed")
