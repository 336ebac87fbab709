"""Telling that something new needs attention: on the screen, by the terminal, by its bell, as set.

Only counts are told: a notification is seen by whoever stands before the screen, and kept by desktops.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING

from medcab_tui.domain.rooms import Badges
from medcab_tui.locale import _, ngettext
from medcab_tui.ui.terminal.notices import BELL, channel, notification

if TYPE_CHECKING:
    from medcab_tui.ui.shell.sitting import Sitting


def grown(before: Mapping[str, Badges], after: Mapping[str, Badges]) -> int:
    """How many rows more need attention, over all sections; 0 if there are fewer."""
    return max(0, _all(after) - _all(before))


def announce(app: Sitting, line: int, terminal: int) -> None:
    """Say that so many rows are new: on the screen, and by the terminal, which may be told of fewer."""
    if line:
        tell(app, _told(line), terminal=False)
    if terminal:
        tell(app, _told(terminal), line=False)


def _told(count: int) -> str:
    return ngettext("{n} new item needs attention.", "{n} new items need attention.", count).format(n=count)


def tell(app: Sitting, text: str, *, line: bool = True, terminal: bool = True) -> None:
    """Say it wherever the settings want it said."""
    chosen = app.settings
    if line and chosen.notify_line:
        app.notify(text)
    if not terminal:
        return
    sent = notification(
        channel(chosen.notify_terminal, os.environ), _("Medcabinet"), text, tmux="TMUX" in os.environ
    )
    if chosen.notify_bell:
        sent += BELL
    driver = app._driver
    if sent and driver is not None and not driver.is_headless:
        driver.write(sent)
        driver.flush()


def _all(badges: Mapping[str, Badges]) -> int:
    return sum(one.overdue + one.to_confirm + one.messages for one in badges.values())
