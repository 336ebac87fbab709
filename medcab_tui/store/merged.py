"""Who is one person: a merged card leads to the one that stays, and every read of either sees both.

`person` is the one place where that is resolved. Rows are never moved: what was written in which card stays
known, and a merge can be taken back. Reads of one card are made reads of a person by `across`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, Concatenate, Final, ParamSpec, TypeVar

import apsw

from medcab_tui.domain.ids import Id

P = ParamSpec("P")
R = TypeVar("R")

UP: Final = "SELECT merged_into FROM merged_patient WHERE patient = ?"
DOWN: Final = "SELECT patient FROM merged_patient WHERE merged_into = ? ORDER BY at, patient"
ANY: Final = "SELECT 1 FROM merged_patient INDEXED BY merged_by_standing LIMIT 1"
CALLED: Final = "SELECT surname, given, patronymic, birth FROM patient WHERE id = ?"
COUNT: Final = "SELECT count(*) FROM merged_patient INDEXED BY merged_by_standing"


def standing(connection: apsw.Connection, patient: Id) -> Id:
    """The card that a card leads to; itself, if it was never merged."""
    found: Any = connection.execute(UP, (patient,)).fetchone()
    while found is not None:
        patient = Id(found[0])
        found = connection.execute(UP, (patient,)).fetchone()
    return patient


def person(connection: apsw.Connection, patient: Id) -> tuple[Id, ...]:
    """All cards of one person, the one that stays first. One id, nearly always."""
    found = [standing(connection, patient)]
    for one in found:
        below: list[Any] = connection.execute(DOWN, (one,)).fetchall()
        found += [Id(other) for (other,) in below]
    return tuple(found)


def exist(connection: apsw.Connection) -> bool:
    """Whether any card was ever merged: where none was, lists need not ask of each row."""
    return connection.execute(ANY).fetchone() is not None


def leads_away(connection: apsw.Connection, patient: Id) -> bool:
    """Whether a card was merged into another."""
    return connection.execute(UP, (patient,)).fetchone() is not None


def called(connection: apsw.Connection, patient: Id) -> tuple[str, str, str, str] | None:
    """Surname, given name, patronymic, birth of the card that this one leads to; None if it leads nowhere."""
    stays = standing(connection, patient)
    found: Any = None if stays == patient else connection.execute(CALLED, (stays,)).fetchone()
    return None if found is None else tuple(map(str, found))  # type: ignore[return-value]


def count(connection: apsw.Connection) -> int:
    """How many cards lead away."""
    found: Any = connection.execute(COUNT).fetchone()
    return int(found[0])


def holder(connection: apsw.Connection, patient: Id, sql: str, *values: object) -> Id:
    """Which card of the person holds a row: `sql` takes a patient and the values. The asked one if none."""
    for one in person(connection, patient):
        if connection.execute(sql, (one, *values)).fetchone() is not None:
            return one
    return patient


Read = Callable[Concatenate[apsw.Connection, Id, P], R]


def across(join: Callable[[Sequence[Any]], Any]) -> Callable[[Read[P, R]], Read[P, R]]:
    """Makes a read of one card a read of a person; `join` puts what several cards hold together."""

    def of(read: Read[P, R]) -> Read[P, R]:
        @wraps(read)
        def whole(connection: apsw.Connection, patient: Id, /, *args: P.args, **kwargs: P.kwargs) -> R:
            cards = person(connection, patient)
            if len(cards) == 1:
                return read(connection, cards[0], *args, **kwargs)
            joined: R = join([read(connection, one, *args, **kwargs) for one in cards])
            return joined

        return whole

    return of


def listed(key: Callable[[Any], Any], *, reverse: bool = False) -> Callable[[Read[P, R]], Read[P, R]]:
    """The same for reads that give a tuple in an order."""

    def join(parts: Sequence[tuple[Any, ...]]) -> tuple[Any, ...]:
        return tuple(sorted((row for part in parts for row in part), key=key, reverse=reverse))

    return across(join)
