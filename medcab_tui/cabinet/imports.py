"""Taking in charts that came in files: what would come, and doing it batch by batch."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import aclosing, suppress
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias

from msgspec import Struct, field

from medcab_tui.cabinet.actions import Action, Outcome
from medcab_tui.cabinet.desk import Desk, transaction_of
from medcab_tui.cabinet.import_files import examined
from medcab_tui.cabinet.import_reading import Lot, Planned, look, lots, sizes
from medcab_tui.cabinet.imports_actions import TakeInBatch
from medcab_tui.domain.accounts import Permission
from medcab_tui.domain.imports import MOST_LISTED, Doubt, Fate, Kept, NotKept, Tally
from medcab_tui.domain.interchange import (
    Finding,
    Illness,
    Intolerance,
    Medicine,
    Note,
    Paper,
    Person,
    Report,
    Unknown,
)
from medcab_tui.store import imports

Telling: TypeAlias = Callable[[int, int], None]
Listing: TypeAlias = Callable[[Sequence[NotKept]], None]
_KINDS: dict[type, Kept] = {
    Person: Kept.PATIENT,
    Illness: Kept.PROBLEM,
    Intolerance: Kept.ALLERGY,
    Note: Kept.RECORD,
    Finding: Kept.RESULT,
    Medicine: Kept.PRESCRIPTION,
    Report: Kept.RECORD,
    Paper: Kept.DOCUMENT,
    Unknown: Kept.VERBATIM,
}


class Asked(Struct, frozen=True):
    """What whoever imports says. source: how the other system is called; columns: see `columns_of`."""

    source: str = ""
    doubt: Doubt = Doubt.ASIDE
    columns: Mapping[str, str] = field(default_factory=dict)


class Plan(Struct, frozen=True):
    """What comes in the files that were named."""

    files: tuple[Planned, ...]
    asked: Asked

    @property
    def total(self) -> int:
        """Resources and rows in files that can be read."""
        return sum(one.counts.total() for one in self.files if one.wrong is None)


class _Undone(Exception):
    """Takes a trial back, or ends a look that nobody waits for."""


class ImportsRoom:
    """Charts in files of other systems. Takes the right to keep the store."""

    def __init__(self, desk: Desk, do: Callable[[Action[Any]], Awaitable[Outcome[Any]]]) -> None:
        self._desk = desk
        self._do = do

    async def plan(
        self, paths: Sequence[Path], asked: Asked, report: Telling | None = None, *, strict: bool = True
    ) -> Plan:
        """Looks files and folders through; nothing is changed. Raises Invalid if none can be read.

        report: told how many of how many bytes were read. strict: a table whose columns are not known is one
        that cannot be read; otherwise somebody is going to say which they are.
        """
        await self._desk.confirm(Permission.KEEP_STORE)
        told = report or _quiet
        files = await asyncio.to_thread(sizes, paths)
        wanted, done, gone = sum(one.size for one in files), 0, False

        def moved(count: int) -> None:
            nonlocal done
            done += count
            if gone:
                raise _Undone

        for one in files:
            work = asyncio.create_task(asyncio.to_thread(look, one, asked.columns, asked.source, moved))
            try:
                while not work.done():
                    await asyncio.wait((work,), timeout=0.1)
                    told(min(done, wanted), wanted)
            finally:
                gone = not work.done()  # whoever asked is gone: a thread does not read on for nobody
                with suppress(_Undone):
                    await work
        told(wanted, wanted)
        wrong = [one.wrong for one in files if one.wrong is not None]
        hopeless = [one for one in wrong if strict or one.field != "columns"]
        if hopeless and len(wrong) == len(files):
            raise hopeless[0]
        return Plan(tuple(files), asked)

    async def run(
        self,
        plan: Plan,
        report: Telling | None = None,
        stop: Callable[[], bool] = lambda: False,
        listing: Listing | None = None,
    ) -> Tally:
        """Takes in what the plan found. What was taken in stays when it is stopped or broken off, and is
        not taken in again the next time.

        report: told how many of how many resources were looked at. stop: asked before every batch. listing:
        told all that was not kept, batch by batch; the tally remembers some thousands.
        """
        return await self._each(plan, partial(self._taken, plan), report, stop, listing)

    async def rehearse(
        self,
        plan: Plan,
        report: Telling | None = None,
        stop: Callable[[], bool] = lambda: False,
        listing: Listing | None = None,
    ) -> Tally:
        """What `run` would do: people are tried and taken back, of the rest is told what would come."""
        return await self._each(plan, partial(self._tried, plan), report, stop, listing)

    async def _each(
        self,
        plan: Plan,
        what: Callable[[Lot], Awaitable[Tally]],
        report: Telling | None,
        stop: Callable[[], bool],
        listing: Listing | None,
    ) -> Tally:
        await self._desk.confirm(Permission.KEEP_STORE)
        told, tally, done = report or _quiet, _begun(plan, listing), 0
        told(0, plan.total)
        async with aclosing(self._lots(plan)) as coming:
            async for lot in coming:
                if stop():
                    tally.stopped = True
                    break
                _add(tally, await what(lot), listing)
                done += len(lot.arrived)
                told(done, plan.total)
        _unread_rows(plan, tally, listing)
        return tally

    async def write_list(self, folder: Path, lines: Sequence[str]) -> Path:
        """Writes lines into a new file of a folder; gives where it lies. Raises Invalid."""
        await self._desk.confirm(Permission.KEEP_STORE)
        return await asyncio.to_thread(_list_written, folder, lines)

    async def _lots(self, plan: Plan) -> AsyncGenerator[Lot, None]:
        """Batches, the next one read while the one before is written."""
        source = lots(plan.files, self._desk.surroundings.zone)
        coming = asyncio.create_task(asyncio.to_thread(next, source, None))
        try:
            while (lot := await coming) is not None:
                coming = asyncio.create_task(asyncio.to_thread(next, source, None))
                yield await examined(lot)
        finally:
            with suppress(BaseException):
                await asyncio.shield(coming)
            await asyncio.to_thread(source.close)  # type: ignore[attr-defined]

    async def _taken(self, plan: Plan, lot: Lot) -> Tally:
        tally = Tally()
        await self._do(self._action(plan, lot, tally))
        return tally

    def _action(self, plan: Plan, lot: Lot, tally: Tally) -> TakeInBatch:
        new = self._desk.surroundings.ids.new()
        return TakeInBatch(new, lot.source, plan.asked.doubt, lot.digest, lot.arrived, tally)

    async def _tried(self, plan: Plan, lot: Lot) -> Tally:
        if lot.stage:
            return await self._foreseen(lot)
        tally = Tally()
        action = self._action(plan, lot, tally)

        def attempt(connection: Any) -> None:
            action.apply(transaction_of(connection, self._desk.worker, self._desk.surroundings))
            raise _Undone

        with suppress(_Undone):
            await self._desk.write(attempt)
        return tally

    async def _foreseen(self, lot: Lot) -> Tally:
        def told(connection: Any) -> Tally:
            tally, source = Tally(), imports.source_of(connection, lot.source)
            for one in lot.arrived:
                for unkept in one.read.unkept:
                    tally.leave(
                        NotKept(
                            one.file, one.place, unkept.kind, unkept.remote, unkept.element, unkept.reason,
                            whole=unkept.whole,
                        )
                    )  # fmt: skip
                for piece in one.read.pieces:
                    known = imports.known(connection, source, piece.remote) if source is not None else None
                    same = known is not None and known.digest == one.digest
                    fate = Fate.SAME if same else Fate.CHANGED if known is not None else Fate.NEW
                    tally.note(known.kind if known is not None else _KINDS.get(type(piece), Kept.NAME), fate)
            return tally

        return await self._desk.read(Permission.KEEP_STORE, told)


def _add(tally: Tally, one: Tally, listing: Listing | None) -> None:
    tally.add(one)
    if listing is not None and one.not_kept:
        listing(one.not_kept)


def _begun(plan: Plan, listing: Listing | None) -> Tally:
    """What could not be read stands in the list first."""
    tally = Tally()
    for one in plan.files:
        if one.wrong is not None:
            tally.leave(NotKept(one.name, 0, "", "", "", one.wrong.code, one.wrong.values))
        for broken in one.broken if one.table is None else ():
            tally.leave(broken)
        if one.table is None:
            tally.unkept += one.unread - len(one.broken)
            tally.whole += one.unread - len(one.broken)
    if listing is not None and tally.not_kept:
        listing(tally.not_kept)
    return tally


def _unread_rows(plan: Plan, tally: Tally, listing: Listing | None) -> None:
    for one in plan.files:
        if one.table is not None:
            room = MOST_LISTED - len(tally.not_kept)
            tally.not_kept += one.broken[:room]
            tally.unkept += one.unread
            tally.whole += one.unread
            if listing is not None and one.broken:
                listing(one.broken)


def _list_written(folder: Path, lines: Sequence[str]) -> Path:
    from medcab_tui.papers import files

    names = (f"medcab-import{number or ''}.tsv" for number in range(10_000))
    path = next(found for name in names if not (found := folder / name).exists())
    files.fill(files.create(path), path, "".join(f"{line}\n" for line in lines).encode("utf-8", "replace"))
    return path


def _quiet(_done: int, _wanted: int) -> None:
    return
