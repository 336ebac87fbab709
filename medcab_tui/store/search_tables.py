"""Every table that something is found by, made anew when this program folds words in another way."""

from __future__ import annotations

from typing import Final

import apsw

from medcab_tui.domain.folding import FOLD_VERSION
from medcab_tui.store import connect, patient_index

_REFERENCE: Final = "SELECT number FROM figure WHERE name = 'reference_fold_version'"
_DOCUMENTS: Final = "SELECT number FROM figure WHERE name = 'document_fold_version'"


def mend(connection: apsw.Connection) -> None:
    """Makes anew what was made under another folding, or was left for later by a load that broke off."""
    if not patient_index.is_current(connection):
        connect.widen(connection)
        try:
            patient_index.reindex(connection)
        finally:
            connect.narrow(connection)
    if connection.execute(_DOCUMENTS).get != FOLD_VERSION:
        _documents(connection)
    if connection.execute(_REFERENCE).get != FOLD_VERSION:
        _books(connection)


def _books(connection: apsw.Connection) -> None:
    from medcab_tui.store import reference_index

    reference_index.reindex(connection)


def make_anew(connection: apsw.Connection) -> int:
    """Makes all of them anew; gives how many patients they hold."""
    count = patient_index.reindex(connection)
    _documents(connection)
    _books(connection)
    return count


def _documents(connection: apsw.Connection) -> None:
    from medcab_tui.store import document_index

    document_index.reindex(connection)
