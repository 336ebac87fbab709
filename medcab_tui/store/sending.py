"""What of a card leaves for a service: a signed record as it stands, the results of a day."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from hashlib import sha256
from typing import Final

import apsw

from medcab_tui.domain.errors import Invalid, Refused
from medcab_tui.domain.exchange import File, Json
from medcab_tui.domain.ids import Id
from medcab_tui.domain.patients import Encounter, Observation
from medcab_tui.domain.signatures import SignedKind
from medcab_tui.domain.times import day_in
from medcab_tui.store import encounters, results, signatures, signed_bytes

SENT: Final = (
    "SELECT payload FROM outbox INDEXED BY outbox_by_object WHERE object = ? AND kind = ?"
    " AND service = ? AND state NOT IN ('refused', 'recalled')"
)
_MARKS: Final = {"low": "L", "high": "H", "within": "N"}


class SendingWrites:
    """What an action may know of what it sends."""

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection

    def record(self, encounter: Id, seen: int) -> tuple[Encounter, str]:
        """A record that is ours and signed, and the SHA-256 of what was signed; Stale if it moved on."""
        exact = signed_bytes.exact(self._connection, SignedKind.RECORD, encounter, seen)
        record = encounters.one(self._connection, encounter)
        if record.external:
            raise Refused("record.external")
        if not _signed(self._connection, encounter):
            raise Invalid("record.not_signed")
        return record, exact.hash.hex()

    def results(self, patient: Id, chosen: Sequence[Id], day: date, zone: str) -> list[Observation]:
        """These results of a patient's day, as they stand; Refused if one of them stands there no more."""
        wanted = set(chosen)
        found = [
            one
            for series in results.series(self._connection, patient)
            for one in series.values
            if one.id in wanted and day_in(one.at, zone) == day
        ]
        if not wanted or {one.id for one in found} != wanted:
            raise Refused("result.missing")
        return found

    def on_its_way(self, about: Id, kind: str, service: str, digest: str) -> bool:
        """Whether this very thing waits for a service, or was taken by it and not refused."""
        rows = self._connection.execute(SENT, (about, kind, service))
        return any(json.loads(payload).get("sha256") == digest for (payload,) in rows)


def digest_of(said: Json) -> str:
    """SHA-256 of what is said, whatever the order of its fields."""
    return sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def result_said(one: Observation) -> dict[str, Json]:
    """A result as services are told it."""
    return {
        "code": one.code.code,
        "display": one.code.display,
        "dictionary": one.code.version,
        "value": None if one.value is None else f"{one.value:f}",
        "comparator": one.comparator,
        "words": one.words,
        "unit": one.unit,
        "ucum": one.ucum,
        "low": None if one.low is None else f"{one.low:f}",
        "high": None if one.high is None else f"{one.high:f}",
        "flag": one.flag or _MARKS.get(one.mark.value, ""),
        "status": one.status.value,
        "at": one.at.isoformat(),
        "source": one.source,
    }


def signed_record(connection: apsw.Connection, encounter: Id, edition: int) -> tuple[Encounter, File]:
    """A record as it stands, with the signed bytes and the signatures that hold; Stale if it moved on."""
    exact = signed_bytes.exact(connection, SignedKind.RECORD, encounter, edition)
    found = signatures.of(connection, encounter)
    under = tuple(one.cms for one in found if one.withdrawn is None and not one.changed_since)
    file = File("record.json", "application/json", exact.content, under)
    return encounters.one(connection, encounter), file


def _signed(connection: apsw.Connection, encounter: Id) -> bool:
    return any(
        one.withdrawn is None and not one.changed_since for one in signatures.of(connection, encounter)
    )
