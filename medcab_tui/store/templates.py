"""Templates, by who sees them."""

from __future__ import annotations

from typing import Any, Final

import apsw

from medcab_tui.domain.errors import Refused, Stale
from medcab_tui.domain.ids import Id
from medcab_tui.domain.templates import Share, Template, Wording

_COLUMNS: Final = "id, version, owner, share, department, title, abbreviation, field, body"
OWN: Final = (
    f"SELECT {_COLUMNS} FROM template WHERE owner = ? AND share = 'own' AND withdrawn = 0 ORDER BY id LIMIT ?"
)
SHARED: Final = (
    f"SELECT {_COLUMNS} FROM template WHERE share = ? AND share <> 'own' AND department = ?"
    " AND withdrawn = 0 ORDER BY id LIMIT ?"
)
ONE: Final = f"SELECT {_COLUMNS}, withdrawn FROM template WHERE id = ?"
_ADD: Final = f"INSERT INTO template ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
_SET: Final = (
    "UPDATE template SET version = version + 1, share = ?, department = ?, title = ?, abbreviation = ?,"
    " field = ?, body = ? WHERE id = ?"
)
_MARK: Final = "UPDATE template SET version = version + 1, withdrawn = ? WHERE id = ?"
_MOST: Final = 500


class TemplateWrites:
    """Templates an action keeps, changes and takes away."""

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection

    def seen_by(self, worker: Id, department: str) -> tuple[Template, ...]:
        """What a worker of a department sees."""
        return seen_by(self._connection, worker, department)

    def one(self, template: Id, seen: int, *, withdrawn: bool = False) -> Template:
        """A template; Stale if it is not at the version that was seen, Refused if there is none."""
        found = self._connection.execute(ONE, (template,)).fetchone()
        if found is None:
            raise Refused("template.missing")
        kept = _template(found[:-1])
        if kept.version != seen:
            raise Stale("template.stale", seen=str(seen), current=str(kept.version))
        if bool(found[-1]) != withdrawn:
            raise Refused("template.missing")
        return kept

    def add(self, template: Template) -> None:
        """A new template."""
        said = template.wording
        row = (template.id, template.version, template.owner, said.share.value, template.department)
        self._connection.execute(_ADD, (*row, said.title, said.abbreviation, said.field, said.body))

    def amend(self, template: Id, said: Wording, department: str) -> None:
        """Another wording in place of the one before."""
        row = (said.share.value, department, said.title, said.abbreviation, said.field, said.body)
        self._connection.execute(_SET, (*row, template))

    def mark(self, template: Id, *, withdrawn: bool) -> None:
        """Taken away, or there again."""
        self._connection.execute(_MARK, (int(withdrawn), template))


def seen_by(connection: apsw.Connection, worker: Id, department: str) -> tuple[Template, ...]:
    """One's own templates, then those of the department, then those of the organisation."""
    found = list(connection.execute(OWN, (worker, _MOST)))
    if department:
        found += connection.execute(SHARED, (Share.DEPARTMENT.value, department, _MOST))
    found += connection.execute(SHARED, (Share.ORGANISATION.value, "", _MOST))
    return tuple(map(_template, found))


def _template(row: tuple[Any, ...]) -> Template:
    id, version, owner, share, department, title, abbreviation, field, body = row  # noqa: A001
    wording = Wording(title, body, abbreviation, field, Share(share))
    return Template(Id(id), wording, Id(owner), department, version)
