"""The templates a worker is offered."""

from __future__ import annotations

from medcab_tui.cabinet.desk import Desk
from medcab_tui.domain.accounts import Permission
from medcab_tui.domain.templates import Share, Template
from medcab_tui.store import templates


class TemplatesRoom:
    """One's own, the department's, the organisation's, and those that came with the program."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def all(self) -> tuple[Template, ...]:
        """Every template this worker sees, the nearest first."""
        from medcab_tui.domain.template_texts import SHIPPED

        worker = self._desk.worker
        kept = await self._desk.read(
            Permission.OWN_ACCOUNT, lambda c: templates.seen_by(c, worker.id, worker.department)
        )
        return (*kept, *SHIPPED)

    def may_change(self, template: Template) -> bool:
        """Whether this worker may write it anew or take it away."""
        if template.shipped:
            return False
        shared = template.wording.share is not Share.OWN
        return template.owner == self._desk.worker.id or (shared and self.may_share)

    @property
    def may_share(self) -> bool:
        """Whether this worker may give templates to others."""
        return self._desk.worker.may(Permission.SHARE_TEMPLATES)
