"""The frame of a section: top line, menu, views, key line. A section fills in its views."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import Screen

from medcab_tui.ui.verbs import VIEWS, by_action

if TYPE_CHECKING:
    from medcab_tui.cabinet.cabinet import Cabinet
    from medcab_tui.domain.ids import Id
    from medcab_tui.ui.app import MedcabApp

FRAME_BINDINGS: list[BindingType] = [
    Binding("tab", "app.focus_next", show=False, id="focus.next", tooltip="To the next field or pane"),
    Binding(
        "shift+tab",
        "app.focus_previous",
        show=False,
        id="focus.previous",
        tooltip="To the field or pane before",
    ),
]


class SectionScreen(Screen[None], inherit_bindings=False):
    """One of the five places. A subclass names its place and fills in its views.

    A subclass sets `place`, `topics` and `BINDINGS = [*FRAME_BINDINGS, *bindings("<place>")]`, and writes
    `compose_view`, `refresh_view` and `on_search`; views are built when they are first shown.
    """

    place: ClassVar[str]
    views: ClassVar[tuple[str, ...]] = VIEWS
    first_view: ClassVar[str] = "summary"
    topics: ClassVar[frozenset[str]] = frozenset()
    """Topics this section shows; a change in others leaves it alone."""

    @property
    def medcab(self) -> MedcabApp:
        """The app, by its own type."""
        return cast("MedcabApp", self.app)

    @property
    def cabinet(self) -> Cabinet:
        """The open cabinet. Only a screen behind the door exists without one."""
        raise NotImplementedError

    @property
    def view(self) -> str:
        """The view that is shown: "summary", "list" or "search"."""
        raise NotImplementedError

    def compose_view(self, view: str) -> ComposeResult:
        """The widgets of a view, called once, when it is first shown."""
        raise NotImplementedError

    async def refresh_view(self, topics: frozenset[str]) -> None:
        """Read again what the shown view shows. Called after a view is shown and on `Changed(topics)`."""

    def on_search(self, text: str) -> None:
        """The text of the search field, letter by letter."""

    def focus_view(self, view: str) -> None:
        """Put the focus where the hands expect it when a view is shown."""

    def patient_of_row(self) -> Id | None:
        """The patient of the row under the cursor, for «card»; None if the row is about nobody."""
        return None

    def available(self, action: str) -> bool:
        """Whether a verb of this place works now; the key line leaves out the others."""
        return True

    def place_state(self) -> dict[str, str]:
        """What unlocking needs to come back here: view, cursor, search text. Small and textual."""
        return {}

    def restore_place(self, state: dict[str, str]) -> None:
        """Go back to what `place_state` told."""
