"""Home: what waits for the worker."""

from __future__ import annotations

from collections.abc import Sequence

from medcab_tui.cabinet.desk import Desk
from medcab_tui.domain.accounts import Permission
from medcab_tui.domain.ids import Id
from medcab_tui.domain.patients import Observation, PatientRow
from medcab_tui.domain.rooms import AttentionRow, Badges, TaskState
from medcab_tui.store import home, inbox, recent_cards


class HomeRoom:
    """What a worker is asked for."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def attention(self, limit: int = 200) -> tuple[AttentionRow, ...]:
        """What needs this worker's attention, what is in work, what was done of late; see `store.home`."""
        now, worker = self._desk.surroundings.clock.now(), self._desk.worker.id
        cards = self._desk.worker.may(Permission.READ_CARD)
        return await self._desk.read(
            Permission.READ_HOME, lambda c: home.attention(c, worker, now, limit, cards=cards)
        )

    async def page(
        self, state: TaskState, after: AttentionRow | None = None, limit: int = 50
    ) -> tuple[AttentionRow, ...]:
        """Everything in one state, by pages: what is open the oldest first, what is done the latest first.

        after: the last row of the page before.
        """
        now, worker = self._desk.surroundings.clock.now(), self._desk.worker.id
        cards = self._desk.worker.may(Permission.READ_CARD)
        key = None if after is None else inbox.key_of(after)
        return await self._desk.read(
            Permission.READ_HOME,
            lambda c: inbox.page(c, worker, state, now, after=key, limit=limit, cards=cards),
        )

    async def thread(self, task: Id) -> tuple[AttentionRow, ...]:
        """The exchange a line belongs to, from its beginning; of one that belongs to none, the line itself.

        Each row tells who wrote (`sender_name`) and to whom (`responsible`). Refused task.missing if this
        worker takes no part in it.
        """
        now, worker = self._desk.surroundings.clock.now(), self._desk.worker.id
        return await self._desk.read(Permission.READ_HOME, lambda c: inbox.thread(c, worker, task, now))

    async def next_attention(
        self, after: AttentionRow | None = None, *, backwards: bool = False
    ) -> AttentionRow | None:
        """What needs attention next, in whatever section; after the last the first again. None: nothing does.

        It goes in the order of `attention`; `after` may have been answered meanwhile.
        """
        rows = [row for row in await self.attention() if row.attention is not None]
        if backwards:
            rows.reverse()
        if after is None or after.attention is None or not rows:
            return rows[0] if rows else None
        place = home.shown_order(after)
        beyond = (
            row
            for row in rows
            if row.id != after.id
            and (home.shown_order(row) < place if backwards else home.shown_order(row) > place)
        )
        return next(beyond, rows[0])

    async def badges(self) -> dict[str, Badges]:
        """Counts for the menu: home, patients, schedule, documents, settings."""
        now, worker = self._desk.surroundings.clock.now(), self._desk.worker.id
        cards = self._desk.worker.may(Permission.READ_CARD)
        return await self._desk.read(Permission.READ_HOME, lambda c: home.badges(c, worker, now, cards=cards))

    async def recent(self, limit: int = 5) -> tuple[PatientRow, ...]:
        """The cards this worker opened of late, the last first; part of everybody's menu."""
        worker = self._desk.worker.id
        return await self._desk.read(Permission.READ_HOME, lambda c: recent_cards.recent(c, worker, limit))

    async def trends(
        self, asked: Sequence[tuple[Id, Observation]], count: int = 4
    ) -> dict[Id, tuple[Observation, ...]]:
        """For results of patients the last values of the test up to each, the oldest first; by the result.

        Those of cards that are not open are left out.
        """
        guard = self._desk.guard()
        return await self._desk.read(
            Permission.READ_CARD,
            lambda c: {
                result.id: home.trend(c, patient, result, count)
                for patient, result in asked
                if guard.open(c, patient)
            },
        )
