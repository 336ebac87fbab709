"""What a refusal says to a person: a sentence and what to do, in the reader's language.

One entry for every code that domain, store and cabinet raise; a test compares the two. Imports no textual: the
command line tells faults with the same words.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from medcab_tui.domain.cleaning import one_line
from medcab_tui.domain.errors import Refused
from medcab_tui.locale import N_, _


@dataclass(frozen=True, slots=True)
class Words:
    """A sentence and its remedy, translated and filled in. The remedy may be empty."""

    sentence: str
    remedy: str

    @property
    def whole(self) -> str:
        """Both, as one paragraph."""
        return f"{self.sentence} {self.remedy}".strip()


_WORDS: Final[dict[str, tuple[str, str]]] = {
    # the door
    "sign_in.wrong": (
        N_("Login or password did not match."),
        N_("Check the layout, capitals and spaces, then try again."),
    ),
    "sign_in.wait": (
        N_("Too many attempts. The next one in {seconds} s."),
        N_("The wait grows with every failure and survives a restart."),
    ),
    "sign_in.blocked": (
        N_("Signing in with this login is blocked after too many failures."),
        N_("Use the recovery code (F7), or ask the administrator."),
    ),
    # the file
    "store.wrong_key": (
        N_("The key does not open this store: {path}."),
        N_("The key slots beside it may be from another copy. Restore both from one backup."),
    ),
    "store.damaged": (
        N_("The store is damaged: {path}."),
        N_("Nothing was changed. Set the folder aside and restore the latest backup."),
    ),
    "store.empty": (
        N_("The store's file has no bytes: {path}."),
        N_("It was not made anew over it. Restore the latest backup."),
    ),
    "store.foreign": (
        N_("This file is not a store of this program: {path}."),
        N_("Nothing was changed. Name another folder with --store."),
    ),
    "store.plaintext": (
        N_("This is a database that nobody encrypted: {path}."),
        N_("It is not ours and was not opened. Name another folder with --store."),
    ),
    "store.read_only": (
        N_("The store cannot be written: {path}."),
        N_("Check who owns the folder and whether the disk is mounted read-only."),
    ),
    "store.full": (
        N_("The disk is full: {path}."),
        N_("Nothing was half-written. Make room and repeat."),
    ),
    "store.busy": (
        N_("Another program held the store for too long."),
        N_("Nothing was written. Repeat in a moment."),
    ),
    "store.in_use": (
        N_("The store is open in another window or by another program."),
        N_("Lock the cabinet there first, then repeat."),
    ),
    "store.newer": (
        N_("The store was made by a newer version of this program: {path}."),
        N_("Nothing was changed. Update the program."),
    ),
    "store.missing": (
        N_("There is no store here, or a part of it is gone: {path}."),
        N_("Check the folder, or restore the latest backup."),
    ),
    "store.slots_damaged": (
        N_("The file of key slots or attempts cannot be read: {path}."),
        N_("Restore it from the same backup as the store."),
    ),
    "store.closed": (
        N_("The cabinet was locked meanwhile."),
        N_("Sign in and repeat; what was typed is kept."),
    ),
    "store.io": (
        N_("The disk answered with an error: {path}."),
        N_("Nothing was half-written. Check the disk, then repeat."),
    ),
    # the look
    "theme.broken": (
        N_("The theme file cannot be used: {path}."),
        N_("Mend what is named here, or choose another theme: {reason}."),
    ),
    "theme.missing": (
        N_("No theme was found."),
        N_("Install the program again: its themes folder is gone."),
    ),
}


def words_of(refused: Refused) -> Words:
    """The words for a refusal. A code without words (a mistake of ours) is shown as the code."""
    known = _WORDS.get(refused.code)
    if known is None:
        return Words(_("The cabinet refused: {code}.").format(code=refused.code), "")
    values = _Values({name: one_line(value) for name, value in refused.values.items()})
    return Words(*(_(text).format_map(values) for text in known))


def sentence(refused: Refused) -> str:
    """Sentence and remedy as one line."""
    return words_of(refused).whole


def codes() -> frozenset[str]:
    """Every code that has words."""
    return frozenset(_WORDS)


class _Values(dict[str, str]):
    """A value that was not given shows as a dash instead of raising."""

    def __missing__(self, key: str) -> str:
        return "—"
