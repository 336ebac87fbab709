"""The notebook of a service's stand-in, in the store but in transactions of its own.

What it keeps is the other side's: our transaction may fail while its succeeds, and the other way round.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Final

from medcab_tui.domain.exchange import Json, Unwell
from medcab_tui.store import notebook

if TYPE_CHECKING:
    from medcab_tui.cabinet.desk import Desk

LONGEST_KEY: Final = 200
"""Characters of a key, and of the name of a space."""
MOST_VALUE: Final = 256 * 1024
"""Characters of one value as JSON in ASCII."""


class StoreNotebook:
    """A `domain.exchange.Notebook` of one connection. Raises StoreFault; Unwell for what is too large.

    It asks for no permission: nothing of patients is read from our tables, and what a worker may see of it
    is decided by the room that shows it.
    """

    def __init__(self, desk: Desk, service: str) -> None:
        self._desk = desk
        self._service = service

    async def get(self, space: str, key: str) -> Json:
        """What stands under a key; None if nothing does."""
        service = self._service
        found = await self._desk.vault.read(lambda c: notebook.get(c, service, space, key))
        return None if found is None else _read(found)

    async def put(self, space: str, key: str, value: Json) -> None:
        """Keeps a value; when this returns it is on the disk."""
        service, written = self._service, _written(space, key, value)
        await self._desk.write(lambda c: notebook.put(c, service, space, key, written))

    async def drop(self, space: str, key: str) -> None:
        """Forgets a key."""
        service = self._service
        await self._desk.write(lambda c: notebook.drop(c, service, space, key))

    async def scan(self, space: str, after: str = "") -> AsyncIterator[tuple[str, Json]]:
        """In the order of keys, from the first one after `after`; read a page at a time."""
        last = after
        while page := await self._page(space, last):
            for key, value in page:
                yield key, _read(value)
            if len(page) < notebook.PAGE:
                return
            last = page[-1][0]

    async def _page(self, space: str, after: str) -> tuple[tuple[str, str], ...]:
        return await self._desk.vault.read(lambda c: notebook.after(c, self._service, space, after))


def _written(space: str, key: str, value: Json) -> str:
    if max(len(space), len(key)) > LONGEST_KEY:
        raise Unwell("a key of the notebook is too long")
    try:
        written = json.dumps(value, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
    except (TypeError, ValueError, RecursionError) as wrong:
        raise Unwell("a value of the notebook is no JSON") from wrong
    if len(written) > MOST_VALUE:
        raise Unwell("a value of the notebook is too large")
    return written


def _read(written: str) -> Json:
    found: Json = json.loads(written)
    return found
