"""A notebook that lasts as long as the process: for a stand-in that was given none."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

from medcab_tui.domain.exchange import Json, Unwell


class Forgetful:
    """A `Notebook` in memory; values are kept as JSON, so that nothing else gets in."""

    def __init__(self) -> None:
        self._spaces: dict[str, dict[str, str]] = {}

    async def get(self, space: str, key: str) -> Json:
        """What stands under a key; None if nothing does."""
        found = self._spaces.get(space, {}).get(key)
        return None if found is None else json.loads(found)

    async def put(self, space: str, key: str, value: Json) -> None:
        """Keeps a value."""
        try:
            written = json.dumps(value, allow_nan=False)
        except (TypeError, ValueError, RecursionError) as wrong:
            raise Unwell("a value of the notebook is no JSON") from wrong
        self._spaces.setdefault(space, {})[key] = written

    async def drop(self, space: str, key: str) -> None:
        """Forgets a key."""
        self._spaces.get(space, {}).pop(key, None)

    async def scan(self, space: str, after: str = "") -> AsyncIterator[tuple[str, Json]]:
        """In the order of keys, from the first one after `after`."""
        kept = self._spaces.get(space, {})
        for key in sorted(key for key in kept if key > after):
            if key in kept:
                yield key, json.loads(kept[key])
