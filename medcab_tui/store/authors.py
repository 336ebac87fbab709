"""People as authors, with post and department as they were then; each such snapshot is kept once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import apsw

from medcab_tui.domain.accounts import Author
from medcab_tui.domain.ids import Id

_FIND = "SELECT id FROM author WHERE worker = ? AND name = ? AND post = ? AND department = ?"
_ADD = "INSERT INTO author (worker, name, post, department) VALUES (?, ?, ?, ?)"


def author_of(columns: Sequence[Any]) -> Author:
    """An author from worker, name, post and department."""
    worker, name, post, department = columns
    return Author(Id(worker), name, post, department)


def number_of(connection: apsw.Connection, author: Author) -> int:
    """The number of the author's snapshot, kept from now on."""
    columns = (author.worker, author.name, author.post, author.department)
    found = connection.execute(_FIND, columns).fetchone()
    if found is not None:
        return int(found[0])
    connection.execute(_ADD, columns)
    return connection.last_insert_rowid()
