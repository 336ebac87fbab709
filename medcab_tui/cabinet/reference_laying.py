"""How a version is taken in: laid down in pieces where nobody sees it, then adopted by one action."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, Final

from medcab_tui.cabinet.actions import Action, Outcome
from medcab_tui.cabinet.desk import Desk
from medcab_tui.cabinet.reference_actions import AdoptEdition
from medcab_tui.cabinet.reference_import import Source, TakenIn
from medcab_tui.domain.accounts import Permission
from medcab_tui.domain.errors import StoreFault
from medcab_tui.store import reference, reference_writes

_PIECE: Final = 1_000
"""Entries written in one transaction: others wait for no more."""
MOST_KEPT: Final = 10_000
"""Refused rows that are kept with a version; more of them say nothing new."""


async def take_in(
    desk: Desk,
    do: Callable[[Action[Any]], Awaitable[Outcome[Any]]],
    source: Source,
    report: Callable[[int, int], None],
) -> TakenIn:
    """See `ReferenceRoom.take_in`; permission has been asked for."""
    offered, unfit = source.offered, tuple(source.unfit[:MOST_KEPT])
    editions = await desk.read(Permission.READ_REFERENCE, lambda c: reference.editions(c, offered.book))
    for edition in editions:
        if edition.digest == offered.digest and edition.version == offered.version and not edition.starter:
            return TakenIn(offered, source.encoding, edition.entries, tuple(source.unfit), already=True)
    before = sum(each.entries for each in editions if each.version == offered.version and not each.starter)
    now = desk.surroundings.clock.now
    number = await desk.write(lambda c: reference_writes.begin(c, offered, now()))
    adopted = False
    try:
        async with desk.vault.loading():
            report(0, len(source.entries))
            for first in range(0, len(source.entries), _PIECE):
                piece = source.entries[first : first + _PIECE]
                await desk.write(lambda c, piece=piece: reference_writes.lay(c, number, piece))  # type: ignore[misc]
                report(first + len(piece), len(source.entries))
            await desk.write(lambda c: reference_writes.note(c, number, unfit))
            identity = desk.surroundings.ids.new()
            action = AdoptEdition(identity, offered.book, offered.version, number, offered.digest)
            count = (await do(action)).result
            adopted = True
    finally:
        if not adopted:
            await _cleared(desk, number)
    return TakenIn(offered, source.encoding, count, tuple(source.unfit), before=before)


async def _cleared(desk: Desk, number: int) -> None:
    """Takes away what was laid down, also when cancelled; if that fails, the next import does it."""
    clearing = asyncio.ensure_future(desk.write(lambda c: reference_writes.clear(c, number)))
    with suppress(StoreFault):
        await asyncio.shield(clearing)
