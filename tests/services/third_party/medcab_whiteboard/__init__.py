"""The whiteboard in the corridor as a service: it takes visits and says when somebody wiped one off."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import ClassVar, Literal

from pydantic import BaseModel, Field, HttpUrl, SecretStr

from medcab_tui.domain.exchange import (
    Capability,
    Change,
    Checked,
    Denied,
    Json,
    Notebook,
    Operation,
    Receipt,
    Rejected,
    Way,
)
from medcab_tui.services.adapter import Given, Info

VISITS, CHANGES = "visits", "changes"
"""Spaces of the notebook."""


class Settings(BaseModel):
    """What the form of a connection asks for."""

    corridor: str = Field(
        min_length=1,
        max_length=40,
        json_schema_extra={
            "titles": {"en": "Corridor", "ru": "Коридор"},
            "help": {"en": "Where the board hangs.", "ru": "Где висит доска."},
        },
    )
    chalk: SecretStr = Field(description="The word that lets one write on the board.")
    colour: Literal["white", "green"] = "white"
    rows: int = Field(20, ge=1, le=200)
    rooms: list[str] = []
    picture: HttpUrl | None = None
    upside_down: bool = False


class Whiteboard:
    """One board. What stands on it is kept in the notebook: a restart forgets nothing."""

    info: ClassVar[Info] = Info(
        name="whiteboard",
        title={"en": "Whiteboard in the corridor"},
        capabilities=frozenset({Capability.APPOINTMENTS}),
        settings=lambda: Settings,
        takes=frozenset({"appointment"}),
        gives=frozenset({"status"}),
        sees={"en": "The time of a visit and the doctor; whoever walks by can read it."},
        usage={"en": "Book as usual: the visit is written on the board."},
    )

    def __init__(self, given: Given) -> None:
        # Runs on a thread without an event loop: connections are opened when they are first needed.
        self._settings = given.settings
        self._clock = given.clock
        assert given.notebook is not None, "the cabinet gives every adapter one"
        self._notebook: Notebook = given.notebook

    async def check(self) -> Checked:
        """Asks how the service is: here, whether the word for the board is a word."""
        if not self._chalk.isalpha():
            raise Denied("The board does not know this word")
        taken = [key async for key, _visit in self._notebook.scan(VISITS)]
        return Checked(f"{len(taken)} of {self._rows} rows are taken")

    async def push(self, operation: Operation) -> Receipt:
        """Writes a visit down, once for each key."""
        if operation.kind not in self.info.takes:
            raise Rejected(f"The board takes no «{operation.kind[:40]}»", code="kind")
        before = await self._notebook.get(VISITS, operation.key)
        if isinstance(before, Mapping):
            return _receipt(before)
        taken = [key async for key, _visit in self._notebook.scan(VISITS)]
        start = operation.body.get("start")
        visit: dict[str, Json] = {
            "number": f"row {len(taken) + 1}",
            "way": Way.ACCEPTED.value if len(taken) < self._rows else Way.REFUSED.value,
            "start": start if isinstance(start, str) and len(start) < 40 else "",
        }
        await self._notebook.put(VISITS, operation.key, visit)
        if len(taken) < self._rows:
            registered: dict[str, Json] = {**visit, "way": Way.REGISTERED.value, "answers": operation.key}
            await self._notebook.put(CHANGES, f"{len(taken):012}", registered)
        return _receipt(visit)

    async def pull(self, since: str) -> AsyncIterator[Change]:
        """Everything after the cursor; the key in the notebook is the cursor."""
        async for key, kept in self._notebook.scan(CHANGES, since):
            assert isinstance(kept, Mapping)
            yield Change("status", key, answers=str(kept["answers"]), receipt=_receipt(kept))

    async def close(self) -> None:
        """There is no connection to let go of."""

    @property
    def _chalk(self) -> str:
        assert isinstance(self._settings, Settings)
        return self._settings.chalk.get_secret_value()

    @property
    def _rows(self) -> int:
        assert isinstance(self._settings, Settings)
        return self._settings.rows


def _receipt(visit: Mapping[str, Json]) -> Receipt:
    way = Way(str(visit["way"]))
    refused = "The board is full" if way is Way.REFUSED else ""
    return Receipt(way, number=str(visit["number"]), code="full" if refused else "", text=refused)
