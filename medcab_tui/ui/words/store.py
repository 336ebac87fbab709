"""The store as a file, and its copies: what a refusal says."""

from __future__ import annotations

from typing import Final

from medcab_tui.locale import N_

WORDS: Final[dict[str, tuple[str, str]]] = {
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
    "backup.missing": (
        N_("There is no folder with a backup here: {path}."),
        N_("Nothing was changed. Check the path: it is the folder that was given to medcab backup."),
    ),
    "backup.foreign": (
        N_("This folder is not a backup: {path}."),
        N_("Nothing was changed. A backup has a file manifest.json; name the folder it lies in."),
    ),
    "store.slots_older": (
        N_("The file of keys is an older copy: {path}."),
        N_(
            "Restore it together with the store from one backup. If that is impossible, the recovery code"
            " (F7) opens the store: passwords of that time hold again then, and the journal says so."
        ),
    ),
    "store.slots_damaged": (
        N_("The file of key slots cannot be read: {path}."),
        N_("Restore it from the same backup as the store."),
    ),
    "store.counters_damaged": (
        N_("The file of failed attempts cannot be read: {path}."),
        N_("Remove that file: attempts are counted anew, and the journal will say so."),
    ),
    "store.closed": (
        N_("The cabinet was locked meanwhile."),
        N_("Sign in and repeat; what was typed is kept."),
    ),
    "store.io": (
        N_("The disk answered with an error: {path}."),
        N_("Nothing was half-written. Check the disk, then repeat."),
    ),
    "store.exists": (
        N_("There already is a store here: {path}."),
        N_("Nothing was overwritten. Sign in to it, or name another folder with --store."),
    ),
}
