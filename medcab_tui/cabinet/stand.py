"""The stand-in of the services as a thing to be looked at and directed: what it got, and what it will say."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final, cast

from medcab_tui.domain.accounts import Permission
from medcab_tui.domain.errors import Refused
from medcab_tui.domain.exchange import Json, Way
from medcab_tui.domain.stand import Copy, Direction, Letter, Received, Said
from medcab_tui.services.embedded import directing, ledger, patients, post, records

if TYPE_CHECKING:
    from medcab_tui.cabinet.desk import Desk
    from medcab_tui.cabinet.links import LinksRoom
    from medcab_tui.cabinet.notebook import StoreNotebook

ADAPTER: Final = "embedded"
MOST: Final = 200
"""Rows of a list: what is older is not shown."""
REFUSALS: Final[Mapping[str, str]] = records.CODES
"""Codes it can refuse with, and their words."""
FIELDS: Final = ("phone", "address")
"""What can be put right there."""


class StandRoom:
    """Everything here is about the stand-in's own notebook, never about our records.

    Reading and directing take DIRECT_STAND, and that a connection to the stand-in is switched on.
    """

    def __init__(self, desk: Desk, links: LinksRoom) -> None:
        self._desk = desk
        self._links = links

    async def connection(self) -> str:
        """The connection that is switched on; "" if none is."""
        self._desk.require(Permission.DIRECT_STAND)
        found = (link for link in await self._links.all() if link.adapter == ADAPTER and link.enabled)
        return next((link.name for link in found), "")

    async def direction(self) -> Direction | None:
        """What it was told to do; None: it answers as usual."""
        return await directing.directed(await self._notebook())

    async def direct(self, direction: Direction | None) -> None:
        """Tells it what to do; None: as usual."""
        await directing.direct(await self._notebook(), direction)
        self._desk.watch.publish(frozenset({"stand"}))

    async def received(self) -> tuple[Received, ...]:
        """The latest operations it took in, newest first."""
        notebook = await self._notebook()
        ahead = await self._ahead(notebook)
        return tuple([_received(key, kept, ahead) for key, kept in await _latest(notebook, ledger.RECEIVED)])

    async def mailbox(self) -> tuple[Letter, ...]:
        """Letters, newest first."""
        return await self._letters(post.MAILBOX)

    async def phone(self) -> tuple[Letter, ...]:
        """SMS, newest first."""
        return await self._letters(post.PHONE)

    async def copies(self) -> tuple[Copy, ...]:
        """Patients it keeps, as they stand there now."""
        notebook = await self._notebook()
        now = await ledger.Ledger(notebook, self._desk.surroundings.clock).now()
        found = []
        for remote, kept in await _latest(notebook, patients.SPACE):
            _etag, body = patients.current(kept, now)
            found.append(
                Copy(remote, patients.named(body), str(body.get("phone", "")), str(body.get("address", "")))
            )
        return tuple(found)

    async def alter(self, remote_id: str, field: str, value: str) -> None:
        """Puts a field of a patient right there, as somebody on the other side would. Raises Refused."""
        notebook = await self._notebook()
        kept: Any = await notebook.get(patients.SPACE, remote_id)
        if not isinstance(kept, Mapping) or field not in FIELDS:
            raise Refused("stand.patient")
        book = ledger.Ledger(notebook, self._desk.surroundings.clock)
        now, at = await book.now(), await book.soonest()
        by = self._desk.surroundings.ids.new().hex()
        changed: Any = patients.altered(kept, field, value.strip(), now=now, at=at, by=by)
        await notebook.put(patients.SPACE, remote_id, cast("Json", changed))
        later = changed["later"]
        await book.say(
            by, at,
            {
                "kind": "patient", "remote_id": remote_id, "etag": later["etag"], "body": later["body"],
                "answers": "", "receipt": None,
            },
        )  # fmt: skip
        self._desk.watch.publish(frozenset({"stand"}))

    async def _letters(self, space: str) -> tuple[Letter, ...]:
        notebook = await self._notebook()
        return tuple([_letter(key, kept) for key, kept in await _latest(notebook, space)])

    async def _notebook(self) -> StoreNotebook:
        from medcab_tui.cabinet.notebook import StoreNotebook

        name = await self.connection()
        if not name:
            raise Refused("stand.off")
        return StoreNotebook(self._desk, name)

    async def _ahead(self, notebook: StoreNotebook) -> int:
        """By how much its time is ahead of the clock."""
        clock = self._desk.surroundings.clock
        now = await ledger.Ledger(notebook, clock).now()
        return now - int(clock.now().timestamp() * 1000)


async def _latest(notebook: StoreNotebook, space: str) -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    async for key, kept in notebook.scan(space):
        found.append((key, kept))
        if len(found) == MOST:
            break
    return found


def _received(key: str, kept: Mapping[str, Any], ahead: int) -> Received:
    said = tuple(
        Said(
            _moment(one["at"], ahead), one["kind"], Way(one["way"]) if one["way"] else None, one["code"],
            one["text"], one["number"],
        )
        for one in kept["said"]
    )  # fmt: skip
    return Received(key, kept["kind"], kept["told"], _moment(kept["at"], ahead), said)


def _letter(key: str, kept: Mapping[str, Any]) -> Letter:
    attached = tuple((one["name"], one["size"]) for one in kept["attached"])
    at = datetime.fromisoformat(kept["at"])
    return Letter(key, kept["from"], kept["to"], kept["subject"], kept["text"], at, attached)


def _moment(milliseconds: int, ahead: int) -> datetime:
    return datetime.fromtimestamp((milliseconds - ahead) / 1000, UTC)
