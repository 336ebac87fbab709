"""Orders to the laboratory: kept, answered, taken back, and what came for them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

import apsw

from medcab_tui.domain import names
from medcab_tui.domain.errors import Refused, Stale
from medcab_tui.domain.ids import Id
from medcab_tui.domain.orders import KIND, NewOrder, Order, OrderedTest, OrderStatus
from medcab_tui.domain.times import instant, moment
from medcab_tui.store import merged
from medcab_tui.store.outbox import taking

MOST: Final = 200
"""Orders in one list."""

_ADD: Final = (
    "INSERT INTO lab_order (id, patient, tests, urgent, reason, diagnosis, status, ordered, worker, visit)"
    " VALUES (?, ?, ?, ?, ?, ?, 'ordered', ?, ?, ?)"
)
_ORDER: Final = (
    "SELECT l.id, l.version, l.patient, l.number, l.tests, l.urgent, l.reason, l.diagnosis, l.status, l.told,"
    " l.ordered, l.worker, l.visit, w.surname, w.given, w.patronymic FROM lab_order l"
)
ONE: Final = f"{_ORDER} CROSS JOIN worker w ON w.id = l.worker WHERE l.id = ?"
OF_PATIENT: Final = (
    f"{_ORDER} INDEXED BY lab_order_of_patient CROSS JOIN worker w ON w.id = l.worker"
    " WHERE l.patient = ? ORDER BY l.ordered DESC LIMIT ?"
)
RESULTS: Final = (
    "SELECT ordered FROM observation WHERE patient = ? AND ordered IS NOT NULL AND entered_in_error = 0"
)
FILES: Final = (
    "SELECT d.lab_order, d.document FROM lab_order l INDEXED BY lab_order_of_patient"
    " CROSS JOIN lab_order_document d INDEXED BY lab_order_documents ON d.lab_order = l.id"
    " WHERE l.patient = ?"
)
_MARK: Final = "UPDATE lab_order SET version = version + 1, status = ?, number = ?, told = ? WHERE id = ?"
LABORATORY: Final = (
    "SELECT o.service, s.title FROM outbox o INDEXED BY outbox_by_object"
    " LEFT JOIN service s ON s.name = o.service WHERE o.object = ? AND o.kind = 'order'"
    " ORDER BY o.seq DESC LIMIT 1"
)
USED_LAST: Final = (
    "SELECT service FROM outbox WHERE seq > (SELECT max(seq) FROM outbox) - 2000 AND kind = 'order'"
    " AND worker = ? ORDER BY seq DESC LIMIT 1"
)
"""Among the latest that went out: who has not ordered for that long begins with the first by name."""
_KEEP_FILE: Final = "INSERT INTO lab_order_document (document, lab_order) VALUES (?, ?)"


class OrderWrites:
    """What an action may do with orders."""

    def __init__(self, connection: apsw.Connection, now: datetime, worker: Id) -> None:
        self._connection = connection
        self._now = now
        self._worker = worker

    def add(self, identity: Id, new: NewOrder) -> None:
        """Keeps an order of whoever acts."""
        tests = json.dumps([[test.code, test.display] for test in new.tests], ensure_ascii=False)
        self._connection.execute(
            _ADD,
            (
                identity, new.patient, tests, int(new.urgent), new.reason, new.diagnosis,
                instant(self._now), self._worker, new.visit,
            ),
        )  # fmt: skip

    def find(self, order: Id) -> Order | None:
        """An order as it stands, without what came for it; None if there is none."""
        found = self._connection.execute(ONE, (order,)).fetchone()
        return None if found is None else _order(found)

    def one(self, order: Id, seen: int) -> Order:
        """An order at the version that was seen; Stale if it moved on."""
        found = self.find(order)
        if found is None:
            raise Refused("order.missing")
        if found.version != seen:
            raise Stale("order.stale", seen=str(seen), current=str(found.version))
        return found

    def laboratories(self) -> tuple[str, ...]:
        """As `laboratories`, for whoever acts."""
        return laboratories(self._connection, self._worker)

    def laboratory_of(self, order: Id) -> tuple[str, str]:
        """To which service an order went, and its title as JSON by language; empty if nowhere."""
        found: Any = self._connection.execute(LABORATORY, (order,)).fetchone()
        return ("", "") if found is None else (str(found[0]), str(found[1] or ""))

    def mark(self, order: Order, status: OrderStatus, *, number: str = "", told: str = "") -> int:
        """How far it is now; gives the new version."""
        self._connection.execute(_MARK, (status.value, number or order.number, told, order.id))
        return order.version + 1

    def keep_files(self, order: Id, documents: Sequence[Id]) -> None:
        """These documents are what came for the order."""
        self._connection.executemany(_KEEP_FILE, [(document, order) for document in documents])


def laboratories(connection: apsw.Connection, worker: Id) -> tuple[str, ...]:
    """Services that take orders, the one this worker used last first, then by name."""
    takers = sorted(name for name, kinds in taking(connection).items() if KIND in kinds)
    if len(takers) > 1:
        last: Any = connection.execute(USED_LAST, (worker,)).get
        takers.sort(key=lambda name: name != last)
    return tuple(takers)


@merged.listed(lambda one: (one.ordered, one.id), reverse=True)
def of_patient(connection: apsw.Connection, patient: Id) -> tuple[Order, ...]:
    """A patient's orders, the newest first, with how many results and which files came for each."""
    counted = Counter(bytes(order) for (order,) in connection.execute(RESULTS, (patient,)))
    files: dict[bytes, list[Id]] = {}
    for order, document in connection.execute(FILES, (patient,)):
        files.setdefault(bytes(order), []).append(Id(document))
    return tuple(
        _order(row, counted.get(bytes(row[0]), 0), files.get(bytes(row[0]), ()))
        for row in connection.execute(OF_PATIENT, (patient, MOST))
    )


def _order(row: tuple[Any, ...], results: int = 0, documents: Sequence[Id] = ()) -> Order:
    (identity, version, patient, number, tests, urgent, reason, diagnosis, status, told, ordered, worker,
     visit, *people) = row  # fmt: skip
    return Order(
        Id(identity), version, Id(patient), number,
        tuple(OrderedTest(code, display) for code, display in json.loads(tests)),
        bool(urgent), reason, diagnosis, OrderStatus(status), told, moment(ordered), Id(worker),
        names.initials(*people), None if visit is None else Id(visit), results, tuple(documents),
    )  # fmt: skip
