"""Documents by their properties."""

from __future__ import annotations

from medcab_tui.cabinet.desk import Desk
from medcab_tui.domain.accounts import Permission
from medcab_tui.domain.rooms import DocumentRow
from medcab_tui.store import documents


class DocumentsRoom:
    """Documents of the institution."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def page(self, limit: int = 200) -> tuple[DocumentRow, ...]:
        """The newest documents."""
        return await self._desk.read(Permission.READ_DOCUMENTS, lambda c: documents.page(c, limit))
