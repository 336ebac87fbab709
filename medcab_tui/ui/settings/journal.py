"""Rows of the journal told as sentences in the reader's language."""

from __future__ import annotations

from typing import Final

from medcab_tui.domain.rooms import JournalRow
from medcab_tui.locale import N_, _

SENTENCES: Final[dict[str, str]] = {
    "sign_in": N_("Signed in"),
    "lock": N_("Locked"),
    "sign_out": N_("Signed out"),
}
"""What each code of the journal says; {names} are filled in from the row."""


def told(row: JournalRow) -> str:
    """The sentence of a row; a code of a newer program is shown as it is."""
    sentence = SENTENCES.get(row.code)
    return _(sentence).format_map(_Params(row.params)) if sentence else row.code


class _Params(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return "—"
