"""The views of a section: built when they are first shown, read when shown again or when topics change."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult

from medcab_tui.ui.shell.narrowing import Narrowing
from medcab_tui.ui.shell.panes import Panes
from medcab_tui.ui.widgets.ground import Stack
from medcab_tui.ui.widgets.row_list import RowList
from medcab_tui.ui.widgets.soon import soon
from medcab_tui.ui.widgets.tabs import Tabs

ALL_TOPICS = frozenset({"patients", "encounters", "home", "schedule", "documents", "accounts"})


class ViewPane(Stack):
    """One view of a section, composed when it is first shown."""

    def __init__(self, view: str, compose_view: Callable[[str], ComposeResult]) -> None:
        super().__init__(id=f"view-{view}", classes="view")
        self._view, self._compose_view = view, compose_view

    def compose(self) -> ComposeResult:
        yield from self._compose_view(self._view)


class Views(Narrowing, Panes):
    """The part of a section that shows one of its views."""

    first_view: ClassVar[str] = "summary"
    topics: ClassVar[frozenset[str]] = frozenset()
    """Topics this section shows; a change in others leaves it alone."""
    steady: ClassVar[frozenset[str]] = frozenset()
    """Views that show nothing but what topics tell of: coming back to one reads only what changed since."""

    def __init__(self) -> None:
        super().__init__()
        self._view = self._wanted_line = ""
        self._panes: dict[str, ViewPane] = {}
        self._building: dict[str, asyncio.Future[ViewPane]] = {}
        self._stale: frozenset[str] = frozenset()
        self._owed: dict[str, frozenset[str]] = {}

    # What a section fills in.

    def compose_view(self, view: str) -> ComposeResult:
        """The widgets of a view, called once, when it is first shown."""
        raise NotImplementedError

    async def refresh_view(self, topics: frozenset[str]) -> None:
        """Read again what the shown view shows. Called after a view is shown and on `Changed(topics)`."""

    async def view_built(self, name: str) -> None:
        """A view was composed and mounted; what belongs to it and takes long to build can be built now."""

    def focus_view(self, view: str) -> None:
        """Put the focus where the hands expect it when a view is shown: by default its first list."""
        pane = self._panes.get(view)
        lists = list(pane.query(RowList)) if pane else []
        self.set_focus(lists[0] if lists else None)

    # What a section may use.

    @property
    def view(self) -> str:
        """The view that is shown: "summary", "list" or "search"."""
        return self._view

    def show_view(self, name: str) -> None:
        """Show a view, building it if it never was, and read what it shows."""
        if name not in self.views:
            return
        self.medcab.once.begin()
        self.stop_jumping()
        if name != self._view:
            self.medcab.leave_place()
            self.all_panes()
        self._view = name
        self.medcab.note_place()
        self.query_one(Tabs).show(active=name)
        self.clear_notice()
        soon(self, self._build_view, name, group="view")

    def read_again(self) -> None:
        """Read the shown view again; a read under way is given up."""
        self._read_soon(ALL_TOPICS)

    async def built(self, name: str) -> ViewPane:
        """A view with all its widgets, hidden if it never was shown. Safe to ask for twice at once."""
        building = self._building.get(name)
        if building is None:
            building = self._building[name] = asyncio.ensure_future(self._built(name))
            building.add_done_callback(lambda done: done.cancelled() or done.exception())
        return await asyncio.shield(building)

    # Building and reading.

    def on_mount(self) -> None:
        self.show_frame()
        self.show_previews()
        self.show_view(self.first_view)

    def changed(self, topics: frozenset[str]) -> None:
        """Something was written. A hidden section remembers; the visible one reads what it shows."""
        self.stop_jumping()
        concerned = topics & self.topics
        if not concerned:
            return
        for view in self._owed:
            self._owed[view] |= concerned
        if self.is_current:
            self._read_soon(concerned)
        else:
            self._stale |= concerned

    async def _built(self, name: str) -> ViewPane:
        pane = self._panes[name] = ViewPane(name, self.compose_view)
        pane.display = name == self._view
        await self.query_one("#views", Stack).mount(pane)
        await self.view_built(name)
        return pane

    async def _build_view(self, name: str) -> None:
        pane = await self.built(name)
        for view, other in self._panes.items():
            other.display = view == self._view
        lists = list(pane.query(RowList))
        self.field.drives = lists[0] if lists else None
        self._light()
        if not self.field.has_focus or name != "search":
            self.focus_view(name)
        self.refresh_key_line()
        await self._read_view(self._owed.get(name, ALL_TOPICS) if name in self.steady else ALL_TOPICS)
        wanted, self._wanted_line = self._wanted_line, ""
        if wanted.isdigit() and (rows := self.list_under_cursor()) is not None:
            rows.put_cursor_at(int(wanted))

    def _read_soon(self, topics: frozenset[str]) -> None:
        """Read what is shown; a read that has not begun is given up without a trace."""
        soon(self, self._read_view, topics, group="read")

    async def _read_view(self, topics: frozenset[str]) -> None:
        if self.medcab.cabinet is None or not self._view:
            return
        view, read = self._view, False
        self._owed[view] = self._owed.get(view, ALL_TOPICS) - topics
        try:
            await self.refresh_view(topics)
            read = view == self._view
        finally:
            if not read:
                self._owed[view] |= topics
        self._refresh_key_line_if_here()

    def on_screen_resume(self) -> None:
        if self._view and self.medcab.cabinet is not None:
            self.show_frame()
            if self._stale:
                stale, self._stale = self._stale, frozenset()
                self._read_soon(stale)

    def on_descendant_focus(self) -> None:
        self._focus_moved()

    def on_descendant_blur(self) -> None:
        self._focus_moved()

    def _light(self) -> None:
        """The list that the field drives shows its cursor as long as the field has the focus."""
        if self.field.drives is not None and self.field.drives.lit != self.field.has_focus:
            self.field.drives.lit = self.field.has_focus

    def _focus_moved(self) -> None:
        """The key line, and the cursor of the list that the field drives."""
        self._light()
        self.call_after_refresh(self._refresh_key_line_if_here)

    def _refresh_key_line_if_here(self) -> None:
        if self.medcab.cabinet is not None and self.is_attached:
            self.refresh_key_line()
