"""`medcab sync`: what waits is sent and what changed there is taken in, once, while nobody is there."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from medcab_tui.commands.faults import printable, say
from medcab_tui.commands.opening import ring_of
from medcab_tui.commands.process import forbid_tracing
from medcab_tui.commands.remind import NOT_ENABLED
from medcab_tui.locale import _, ngettext
from medcab_tui.settings import Settings

if TYPE_CHECKING:
    from medcab_tui.domain.exchange_rows import Synced

NOT_REACHED: Final = 4
"""The exit code when a service that is switched on could not be reached."""


def run(chosen: Settings, key_file: Path | None) -> int:
    """Exchange once and say what was done. Silent for cron unless something is wrong."""
    from medcab_tui.domain.errors import Refused
    from medcab_tui.ui.words import words_of

    forbid_tracing()
    try:
        done = asyncio.run(_synced(chosen, key_file))
    except Refused as refused:
        if not refused.code.startswith(("service.", "keyring.")):
            raise
        say(words_of(refused).whole)
        return NOT_ENABLED
    if done.unreached:
        say(
            _("Not reached: {services}. It is tried again next time.").format(
                services=", ".join(done.unreached)
            )
        )
    if sys.stdout.isatty():
        sys.stdout.write(printable("".join(f"{line}\n" for line in _told(done)), sys.stdout))
    return NOT_REACHED if done.unreached else 0


async def _synced(chosen: Settings, key_file: Path | None) -> Synced:
    from medcab_tui.cabinet.service import Service
    from medcab_tui.cabinet.surroundings import Surroundings

    service = await Service.open(chosen.store, Surroundings.real(chosen.zone), ring_of(chosen), key_file)
    try:
        return await service.sync()
    finally:
        service.close()


def _told(done: Synced) -> list[str]:
    if not done.services:
        return [_("No service is switched on: nothing was exchanged.")]
    if done.elsewhere:
        return [_("Another process is at it: the cabinet is open, or this command runs already.")]
    sent = ngettext("{n} sent", "{n} sent", done.sent).format(n=done.sent)
    taken = ngettext("{n} change taken in", "{n} changes taken in", done.taken).format(n=done.taken)
    waiting = ngettext("{n} waits", "{n} wait", done.waiting).format(n=done.waiting)
    lines = [_("Exchanged: {sent}, {taken}, {waiting}.").format(sent=sent, taken=taken, waiting=waiting)]
    if done.conflicts:
        lines.append(
            ngettext(
                "{n} card has two versions: they wait on Home to be looked into.",
                "{n} cards have two versions: they wait on Home to be looked into.",
                done.conflicts,
            ).format(n=done.conflicts)
        )
    return lines
