"""The frame of a section: top line, menu, views, key line. A section fills in its views."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input
from textual.worker import WorkerCancelled, WorkerFailed

from medcab_tui.domain.errors import Refused
from medcab_tui.domain.ids import Id
from medcab_tui.locale import _
from medcab_tui.ui.shell.hints import hints
from medcab_tui.ui.shell.history import Visit
from medcab_tui.ui.shell.narrowing import Narrowing
from medcab_tui.ui.shell.notice import Notice
from medcab_tui.ui.shell.panes import Panes
from medcab_tui.ui.terminal.pace import takes_text
from medcab_tui.ui.verbs import by_action, by_letter
from medcab_tui.ui.widgets.key_line import KeyHint, KeyLine
from medcab_tui.ui.widgets.row_list import RowList
from medcab_tui.ui.widgets.soon import soon
from medcab_tui.ui.widgets.tabs import Tabs

if TYPE_CHECKING:
    from medcab_tui.ui.shell.entries import Entry
    from medcab_tui.ui.verbs import Verb

ALL_TOPICS = frozenset({"patients", "encounters", "home", "schedule", "documents", "accounts"})


class ViewPane(Vertical):
    """One view of a section, composed when it is first shown."""

    def __init__(self, view: str, compose_view: Callable[[str], ComposeResult]) -> None:
        super().__init__(id=f"view-{view}", classes="view")
        self._view, self._compose_view = view, compose_view

    def compose(self) -> ComposeResult:
        yield from self._compose_view(self._view)


class SectionScreen(Narrowing, Panes):
    """One of the five places. A subclass names its place and fills in its views.

    A subclass sets `place`, `topics` and `BINDINGS = [*bindings("<place>")]`, and writes `compose_view`,
    `refresh_view` and `on_search`; a view is built when it is first shown.
    """

    first_view: ClassVar[str] = "summary"
    topics: ClassVar[frozenset[str]] = frozenset()
    """Topics this section shows; a change in others leaves it alone."""
    steady: ClassVar[frozenset[str]] = frozenset()
    """Views that show nothing but what topics tell of: coming back to one reads only what changed since."""
    back_to = ""
    """The section whose line led here: Esc goes back to it."""

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

    def on_search(self, text: str) -> None:
        """The text of the search field, letter by letter; «Поиск» is shown."""

    def search_entered(self, text: str) -> None:
        """Enter in the search field. By default the list under it opens its row."""
        if self.field.drives is not None:
            self.field.drives.action_open()

    def focus_view(self, view: str) -> None:
        """Put the focus where the hands expect it when a view is shown: by default its first list."""
        pane = self._panes.get(view)
        lists = list(pane.query(RowList)) if pane else []
        self.set_focus(lists[0] if lists else None)

    def arrive(self) -> None:
        """The section was asked for by its key, also when it is already shown."""
        self.focus_view(self._view)

    def patient_of_row(self) -> Id | None:
        """The patient of the row under the cursor, for «card»; None if the row is about nobody."""
        return None

    def available(self, action: str) -> bool:
        """Whether a verb of this place works now; the key line leaves out the others."""
        if action == "toggle_preview":
            return self.previews
        if action in ("copy_row", "copy_number"):
            return bool(self.text_under_cursor() if action == "copy_row" else self.number_under_cursor())
        if action in ("filter", "sort"):
            return self.narrowable(action)
        return action != "card_of_row" or self.patient_of_row() is not None

    def palette_entries(self) -> Sequence[Entry]:
        """More lines for the palette while this section is shown: `medcab_tui.ui.shell.entries.Entry`."""
        return ()

    def word_for(self, verb: Verb) -> str:
        """What the key line calls a verb now."""
        return _(verb.title).lower()

    def moving(self) -> list[KeyHint]:
        """How to move where the arrows do more than go up and down a list; named after the first verbs."""
        return []

    def leaving(self) -> list[KeyHint]:
        """Where Esc leads, if that is worth a place in the key line."""
        return []

    def place_state(self) -> dict[str, str]:
        """What unlocking needs to come back here: view, search text, focus. Sections add their cursor."""
        return {
            "view": self._view,
            "search": self.field.value,
            "field": "yes" if self.field.has_focus else "",
            "line": str(rows.cursor_line) if (rows := self.list_under_cursor()) is not None else "",
        }

    def restore_place(self, state: dict[str, str]) -> None:
        """Go back to what `place_state` told, or to what a line of another section leads to."""
        self.back_to = state.get("back", "")
        self._wanted_line = state.get("line", "")
        with self.prevent(Input.Changed):
            self.field.value = state.get("search", "")
        self.show_view(state.get("view") or self.first_view)
        if state.get("search"):
            self.call_after_refresh(self.on_search, state["search"])
        if state.get("field"):
            self.call_after_refresh(self.set_focus, self.field)

    def whereabouts(self) -> Visit:
        """This place as history remembers it; a section names what its view is about."""
        return Visit(self.place, self._view, "", self.place_state())

    def return_to(self, visit: Visit) -> None:
        """Be again where `visit` told; what stands in the search field stays."""
        self.restore_place({**visit.state, "search": self.field.value})

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
        # Made only when it starts: another view may be asked for first.
        build: Callable[[], Awaitable[None]] = partial(self._build_view, name)
        self.run_worker(build, group="view", exclusive=True)

    def read_again(self) -> None:
        """Read the shown view again; a read under way is given up."""
        self._read_soon(ALL_TOPICS)

    def act_when_read(self, action: str) -> None:
        """Run an action of this screen once what is being shown and read is there."""
        soon(self, self._act_when_read, action, group="then")

    async def _act_when_read(self, action: str) -> None:
        for group in ("view", "read"):
            for worker in [one for one in self.workers if one.group == group and one.node is self]:
                with suppress(WorkerCancelled, WorkerFailed):
                    await worker.wait()
        if self.available(action):
            await self.medcab.run_action(action, self)
        else:
            self.say(_("This cannot be done here now."), "warning")

    def refresh_key_line(self) -> None:
        """Show the verbs that work here, now. Call when what is under the cursor changed that."""
        self.query_one(KeyLine).show(hints(self, typing=takes_text(self.focused)))

    # The frame.

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

    async def built(self, name: str) -> ViewPane:
        """A view with all its widgets, hidden if it never was shown. Safe to ask for twice at once."""
        building = self._building.get(name)
        if building is None:
            building = self._building[name] = asyncio.ensure_future(self._built(name))
            building.add_done_callback(lambda done: done.cancelled() or done.exception())
        return await asyncio.shield(building)

    async def _built(self, name: str) -> ViewPane:
        pane = self._panes[name] = ViewPane(name, self.compose_view)
        pane.display = name == self._view
        await self.query_one("#views", Vertical).mount(pane)
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
        read: Callable[[], Awaitable[None]] = partial(self._read_view, topics)
        self.run_worker(read, group="read", exclusive=True)

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

    @on(Input.Changed, "SearchField")
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        if self._view != "search" and event.value:
            self.show_view("search")
        self.on_search(event.value)
        self.refresh_key_line()

    @on(Input.Submitted, "SearchField")
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        self.search_entered(event.value)

    @on(RowList.Marked)
    @on(RowList.Moved)
    def _row_moved(self) -> None:
        self.refresh_key_line()

    @on(RowList.Failed)
    def _row_failed(self, event: RowList.Failed) -> None:
        if not isinstance(event.error, Refused):
            raise event.error
        self.medcab.report(event.error)

    @on(Tabs.Chosen)
    def _tab_chosen(self, event: Tabs.Chosen) -> None:
        self.show_view(event.key)

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

    # Verbs of every section.

    @on(events.Key)
    def _letter_unheard(self, event: events.Key) -> None:
        """A letter that has nothing to act on says so: silence is like a key that was not heard."""
        verb = by_letter(self.place, event.key, self.medcab.own_keys)
        if verb is None or self.medcab.cabinet is None or self.medcab.undo_offered:
            return
        if not self.check_action(verb.action, ()):
            self.say(_("“{verb}” does not apply here.").format(verb=_(verb.title)), "warning")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in ("filter", "sort"):
            return True  # where there is none, that is told
        if by_action(self.place, action) is not None and not self.available(action):
            return False
        return super().check_action(action, parameters)

    def action_previous_view(self) -> None:
        self._turn(-1)

    def action_next_view(self) -> None:
        self._turn(1)

    async def action_previous_tab(self) -> None:
        """Where a section has no tabs of its own the views are turned."""
        self._turn(-1)

    async def action_next_tab(self) -> None:
        self._turn(1)

    def _turn(self, step: int) -> None:
        self.show_view(self.views[(self.views.index(self._view) + step) % len(self.views)])

    def action_search(self) -> None:
        """Show «Поиск» with the field ready."""
        self.set_focus(self.field)
        if self._view != "search":
            self.show_view("search")

    def action_open_row(self) -> None:
        """Enter outside a list: the first list of the view opens its row."""
        if self.field.drives is not None:
            self.field.drives.action_open()

    def action_card_of_row(self) -> None:
        patient = self.patient_of_row()
        if patient is not None:
            self.medcab.open_card(patient)

    def leave_field(self) -> None:
        """From the search field to the rows under it, where letters and brackets are verbs."""
        pane = self._panes.get(self._view)
        lists = [rows for rows in pane.query(RowList) if rows.focusable] if pane else []
        self.set_focus(lists[0] if lists else None)

    def action_back(self) -> None:
        """One step back: notice, search text, the field, the whole screen, then the first view."""
        if self.query_one(Notice).text:
            self.clear_notice()
        elif self.full and not self.field.has_focus:
            self.all_panes()
        elif self.field.has_focus and self.field.value:
            self.field.value = ""
        elif self.field.has_focus:
            self.leave_field()
        elif self.widen():
            pass
        elif self.back_to:
            self.medcab.go(self.back_to)
        elif self._view != self.first_view:
            self.show_view(self.first_view)
            self.focus_view(self.first_view)
        else:
            self.focus_view(self._view)
