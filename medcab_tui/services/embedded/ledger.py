"""What was taken and what will be said of it, kept so that a break anywhere loses and doubles nothing.

Everything to come is written down at once, under the time at which it will be said; a pull reads up to now.
Two rules make a cursor safe: nothing new is ever put before what has been said, and time never runs back
here, whatever the clock does. An operation's own record comes first and names all that follows from it, so
that a repeat of the same key can finish what a break left undone.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import asdict
from datetime import timedelta
from typing import Any, Final, cast

from medcab_tui.domain.exchange import Change, Json, Notebook, Operation, Receipt, Rejected, Way
from medcab_tui.domain.sources import Clock
from medcab_tui.services.embedded.taken import Taken

TAKEN: Final = "taken"
FEED: Final = "feed"
RECEIVED: Final = "received"
STATE: Final = "state"
CLOCK: Final = "clock"
_MILLISECOND: Final = timedelta(milliseconds=1)
_LATEST: Final = 10**15
_DIGITS: Final = 15


def feed_key(at: int, key: str, place: int) -> str:
    """Where something that is said at a moment stands in the feed."""
    return f"{at:0{_DIGITS}d}.{key}.{place:02d}"


def said_at(cursor: str) -> int:
    """The moment of a place in the feed; 0 for what is none."""
    digits = cursor[:_DIGITS]
    return int(digits) if re.fullmatch(r"[0-9]{15}", digits) else 0


class Ledger:
    """The stand-in's own books, in a notebook."""

    def __init__(self, notebook: Notebook, clock: Clock) -> None:
        self._notebook = notebook
        self._clock = clock

    async def now(self) -> int:
        """Milliseconds since 1970 as time runs here: by the clock, and on where that was set back."""
        state = await self._state()
        wall = int(self._clock.now().timestamp() * 1000)
        if wall + state["ahead"] < state["said"]:
            state["ahead"] = state["said"] - wall
            await self._notebook.put(STATE, CLOCK, cast("Json", state))
        return wall + state["ahead"]

    async def soonest(self) -> int:
        """The first moment at which something new can be said: nothing goes before what has been said."""
        now = await self.now()
        return max(now, (await self._state())["said"] + 1)

    async def answered(self, key: str) -> Receipt | None:
        """The receipt of an operation that was taken before, once all that follows from it is written.

        Raises Rejected as it was raised then. None: it is new.
        """
        record = await self._notebook.get(TAKEN, key)
        if not isinstance(record, Mapping):
            return None
        if not record["laid"]:
            await self._lay(key, dict(record), healing=True)
        return _answer(record)

    async def enter(
        self, key: str, operation: Operation, taken: Taken, now: int, *, drops: Sequence[str] = ()
    ) -> None:
        """Takes an operation: its record first, then its notes and all that will be said."""
        steps: list[Any] = [
            {
                "at": now + max(1, step.after // _MILLISECOND),
                "kind": step.kind,
                "remote_id": step.remote_id,
                "etag": step.etag,
                "body": dict(step.body),
                "answers": operation.key if step.receipt is not None else "",
                "receipt": asdict(step.receipt) if step.receipt is not None else None,
            }
            for step in taken.steps
        ]
        record: dict[str, Any] = {
            "kind": operation.kind,
            "object": operation.object.hex(),
            "told": taken.told,
            "at": now,
            "receipt": asdict(taken.receipt),
            "rejected": None,
            "steps": steps,
            "notes": [[note.space, note.key, note.value] for note in taken.notes],
            "drops": list(drops),
            "laid": False,
        }
        await self._notebook.put(TAKEN, key, record)
        await self._lay(key, record, healing=False)

    async def reject(self, key: str, operation: Operation, why: Rejected, told: str, now: int) -> None:
        """Notes an operation that is never taken, so that it is answered alike for ever."""
        record: dict[str, Any] = {
            "kind": operation.kind[:100],
            "object": operation.object.hex(),
            "told": told,
            "at": now,
            "receipt": None,
            "rejected": {"told": why.told, "code": why.code},
            "steps": [],
            "notes": [],
            "drops": [],
            "laid": False,
        }
        await self._notebook.put(TAKEN, key, record)
        await self._lay(key, record, healing=False)

    async def changes(self, since: str) -> AsyncIterator[Change]:
        """All that has been said after a place in the feed, in order."""
        now, told = await self.now(), False
        async for key, value in self._notebook.scan(FEED, since):
            if said_at(key) > now:
                return
            if not told:
                told = True
                await self._said(now)
            yield change_of(key, cast("Mapping[str, Any]", value))

    async def say(self, key: str, at: int, change: Mapping[str, Json]) -> None:
        """Puts a change into the feed that no operation asked for."""
        await self._notebook.put(FEED, feed_key(at, key, 0), dict(change))

    async def _lay(self, key: str, record: dict[str, Any], *, healing: bool) -> None:
        notebook, said = self._notebook, 0
        for dropped in record["drops"]:
            await notebook.drop(FEED, dropped)
        for space, name, value in record["notes"]:
            await notebook.put(space, name, value)
        if healing:
            said = (await self._state())["said"]
        for place, step in enumerate(record["steps"]):
            if healing and await notebook.get(FEED, feed_key(step["at"], key, place)) is not None:
                continue
            if step["at"] <= said:
                step["at"] = said + 1 + place
                await notebook.put(TAKEN, key, record)
            change = {name: value for name, value in step.items() if name != "at"}
            await notebook.put(FEED, feed_key(step["at"], key, place), change)
        await notebook.put(RECEIVED, f"{_LATEST - record['at']:015d}.{key}", _summary(record))
        await notebook.put(TAKEN, key, record | {"laid": True, "notes": [], "drops": []})

    async def _said(self, now: int) -> None:
        state = await self._state()
        if now > state["said"]:
            state["said"] = now
            await self._notebook.put(STATE, CLOCK, cast("Json", state))

    async def _state(self) -> dict[str, int]:
        kept = await self._notebook.get(STATE, CLOCK)
        kept = kept if isinstance(kept, Mapping) else {}
        return {name: int(cast("int", kept.get(name, 0))) for name in ("ahead", "said")}


def change_of(cursor: str, kept: Mapping[str, Any]) -> Change:
    """A line of the feed as the cabinet is told it."""
    receipt = kept["receipt"]
    return Change(
        kept["kind"], cursor, kept["remote_id"], kept["etag"], kept["body"], kept["answers"],
        _receipt(receipt) if receipt is not None else None,
    )  # fmt: skip


def _answer(record: Mapping[str, Any]) -> Receipt:
    rejected = record["rejected"]
    if rejected is not None:
        raise Rejected(rejected["told"], code=rejected["code"])
    return _receipt(record["receipt"])


def _receipt(kept: Mapping[str, Any]) -> Receipt:
    return Receipt(**{**kept, "way": Way(kept["way"])})


def _summary(record: Mapping[str, Any]) -> dict[str, Json]:
    """What the list of received things shows: what it is, and what is said of it when."""
    rejected, receipt = record["rejected"], record["receipt"]
    first = (
        {"way": Way.REFUSED.value, "code": rejected["code"], "text": rejected["told"], "number": ""}
        if rejected is not None
        else {name: receipt[name] for name in ("way", "code", "text", "number")}
    )
    said: list[Json] = [first | {"at": record["at"], "kind": "status"}]
    for step in record["steps"]:
        given = step["receipt"] or {}
        line = {name: given.get(name, "") for name in ("way", "code", "text", "number")}
        said.append(line | {"at": step["at"], "kind": step["kind"]})
    return {
        "kind": record["kind"],
        "told": record["told"],
        "object": record["object"],
        "at": record["at"],
        "said": said,
    }
