"""The way a worker came: places in order, back and forth. Ids and names of places only, never a text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

KEPT: Final = 50
"""Places that are remembered."""

_NOT_KEPT: Final = frozenset({"search", "field", "sheet", "sheet_about", "back"})
"""What `place_state` tells for a lock and history has no business with: texts, and sheets that were open."""


@dataclass(frozen=True, slots=True)
class Visit:
    """A place somebody was at: a view of a section, what it was about, and where the cursor stood.

    Two visits are the same place whatever the cursor did there.
    """

    place: str
    view: str
    object: str = ""
    state: Mapping[str, str] = field(default_factory=dict, compare=False)

    def without_texts(self) -> Visit:
        """The same place without what must not outlive it."""
        kept = {name: value for name, value in self.state.items() if name not in _NOT_KEPT}
        return Visit(self.place, self.view, self.object, kept)


class History:
    """Where one was, in order, and where in that order one is now."""

    def __init__(self) -> None:
        self._visits: list[Visit] = []
        self._at = -1

    @property
    def here(self) -> Visit | None:
        """The place one is at."""
        return self._visits[self._at] if self._at >= 0 else None

    @property
    def can_go_back(self) -> bool:
        return self._at > 0

    @property
    def can_go_forth(self) -> bool:
        return self._at < len(self._visits) - 1

    def arrive(self, visit: Visit) -> None:
        """One is here now. The same place as before only moves its cursor; another ends the way forth."""
        if visit == self.here:
            self.leave(visit)
            return
        del self._visits[self._at + 1 :]
        self._visits.append(visit.without_texts())
        del self._visits[:-KEPT]
        self._at = len(self._visits) - 1

    def leave(self, visit: Visit) -> None:
        """One goes on from here: where the cursor stood last."""
        if visit == self.here:
            self._visits[self._at] = visit.without_texts()

    def step(self, by: int) -> Visit | None:
        """The place one or more steps back (-1) or forth (1), which is where one is now; None at the end."""
        if not 0 <= self._at + by < len(self._visits):
            return None
        self._at += by
        return self.here
