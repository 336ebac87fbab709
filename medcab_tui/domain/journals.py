"""The three journals and the history of sign-ins: filters of one chain of rows (C110, C191–C193). Pure."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

SIGN_INS: Final = frozenset(
    {
        "sign_in",
        "sign_in.founded",
        "sign_in.recovered",
        "sign_in.recovered_here",
        "sign_in.failed",
        "second_factor.refused",
        "second_factor.code_used",
    }
)
"""Entering, and attempts at it."""

ACTIVITY: Final = SIGN_INS | {
    "lock",
    "sign_out",
    "step_up.proved",
    "step_up.refused",
    "refused",
    "card.opened",
    "card.document",
    "card.opened_outside",
    "document.exported",
    "table.exported",
    "chart.exported",
    "store.backed_up",
    "policy.asked",
    "region.asked",
    "services.priced",
    "reminders.told",
}
"""Who came, looked, took out, asked or was refused: no record differs afterwards."""


class Journal(StrEnum):
    """Which rows are shown; without one it is the journal of every action."""

    CHANGES = "changes"
    ACTIVITY = "activity"
    SIGN_INS = "sign_ins"

    def has(self, code: str) -> bool:
        """Whether a row of this code stands in it."""
        if self is Journal.SIGN_INS:
            return code in SIGN_INS
        return (code in ACTIVITY) is (self is Journal.ACTIVITY)
