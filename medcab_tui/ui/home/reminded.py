"""What a reminder says, in the reader's language: always with the moment itself, so that it stays true."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from medcab_tui.locale import _, ngettext

PREFIX: Final = "reminder."
VISITS: Final = f"{PREFIX}visits"
"""Of a day's visits."""


def reminded(code: str, params: Mapping[str, str], title: str) -> str:
    """The title of a reminder's line. title: of the task it is about."""
    from medcab_tui.domain.reminders import ReminderKind  # most inboxes hold no reminder

    kind, count = code.removeprefix(PREFIX), _number(params.get("count", ""))
    if kind == ReminderKind.VISITS:
        return ngettext(
            "{n} visit on {day}, at {first}", "{n} visits on {day}, the first at {first}", count
        ).format(n=count, day=params.get("day", "—"), first=params.get("first", "—"))
    if kind == ReminderKind.RESULTS:
        return ngettext(
            "{n} result was not confirmed in time", "{n} results were not confirmed in time", count
        ).format(n=count)
    if kind == ReminderKind.UNCLOSED:
        return _("The visit of {began} is not closed").format(began=params.get("began", "—"))
    if kind in (ReminderKind.TASK, ReminderKind.REPORT):
        return _("Due {due}: {title}").format(
            due=params.get("due", "—").replace("T", " "), title=title or "—"
        )
    return code


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 10 else 0
