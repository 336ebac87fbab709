"""The frame of a section: top line, menu, views, key line. A section fills in its views."""

from __future__ import annotations

from asyncio import shield
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from textual import events, on
from textual.widgets import Input
from textual.worker import WorkerCancelled, WorkerFailed

from medcab_tui.domain.accounts import Permission
from medcab_tui.domain.errors import Refused
from medcab_tui.domain.ids import Id
from medcab_tui.locale import _
from medcab_tui.ui.shell.hints import hints
from medcab_tui.ui.shell.history import Visit
from medcab_tui.ui.shell.notice import Notice
from medcab_tui.ui.shell.views import Views
from medcab_tui.ui.terminal.pace import takes_text
from medcab_tui.ui.verbs import by_action, by_letter
from medcab_tui.ui.widgets.key_line import KeyHint, KeyLine
from medcab_tui.ui.widgets.row_list import RowList
from medcab_tui.ui.widgets.soon import soon
from medcab_tui.ui.widgets.tabs import Tabs

if TYPE_CHECKING:
    from medcab_tui.ui.exports.offered import Offered
    from medcab_tui.ui.shell.entries import Entry
    from medcab_tui.ui.verbs import Verb


class SectionScreen(Views):
    """One of the five places. A subclass names its place and fills in its views.

    A subclass sets `place`, `topics` and `BINDINGS = [*bindings("<place>")]`, and writes `compose_view`,
    `refresh_view` and `on_search`; a view is built when it is first shown.
    """

    back_to = ""
    """The section whose line led here, or a view of it as «patients.summary»: Esc goes back to it."""

    # What a section fills in, beside its views.

    def on_search(self, text: str) -> None:
        """The text of the search field, letter by letter; «Поиск» is shown."""

    def search_entered(self, text: str) -> None:
        """Enter in the search field. By default the list under it opens its row."""
        if self.field.drives is not None:
            self.field.drives.action_open()

    def arrive(self) -> None:
        """The section was asked for by its key, also when it is already shown."""
        self.focus_view(self._view)

    def patient_of_row(self) -> Id | None:
        """The patient of the row under the cursor, for «card»; None if the row is about nobody."""
        return None

    def patient_to_measure(self) -> Id | None:
        """Whose vital signs щ writes down: the pinned patient's, unless a section knows better."""
        return self.medcab.pinned.id if self.medcab.pinned is not None else None

    def available(self, action: str) -> bool:
        """Whether a verb of this place works now; the key line leaves out the others."""
        if action == "toggle_preview":
            return self.previews
        if action in ("copy_row", "copy_number"):
            return bool(self.text_under_cursor() if action == "copy_row" else self.number_under_cursor())
        if action in ("filter", "sort"):
            return self.narrowable(action)
        if action == "measure":
            writes = self.cabinet.worker.may(Permission.WRITE_RECORD)
            return writes and self.patient_to_measure() is not None
        if action == "export_list":
            return self.listed and self.cabinet.worker.may(Permission.EXPORT_DOCUMENT)
        return action != "card_of_row" or self.patient_of_row() is not None

    @property
    def listed(self) -> bool:
        """Whether what is shown can be written out as a list: `to_export` gives it."""
        return False

    async def to_export(self) -> Offered:
        """The list that is shown, as it is narrowed now."""
        raise NotImplementedError

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

    def act_when_read(self, action: str) -> None:
        """Run an action of this screen once what is being shown and read is there."""
        soon(self, self._act_when_read, action, group="then")

    async def _act_when_read(self, action: str) -> None:
        for group in ("view", "read"):
            for worker in [one for one in self.workers if one.group == group and one.node is self]:
                with suppress(WorkerCancelled, WorkerFailed):
                    await shield(worker.wait())  # given up here, the read itself goes on
        if self.available(action):
            await self.medcab.run_action(action, self)
        else:
            self.say(_("This cannot be done here now."), "warning")

    def refresh_key_line(self) -> None:
        """Show the verbs that work here, now. Call when what is under the cursor changed that."""
        self.medcab.once.at_its_end(self._show_key_line)

    def _show_key_line(self) -> None:
        if self.is_attached and self.medcab.cabinet is not None:
            for line in self.query(KeyLine):  # none where the frame was refused
                line.show(hints(self, typing=takes_text(self.focused)))

    # The frame.

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

    async def action_export_list(self) -> None:
        """Ask in what format and where to the list goes."""
        from medcab_tui.ui.exports.sheet import open_export

        await open_export(self)

    def action_search(self) -> None:
        """Show «Поиск» with the field ready."""
        self.set_focus(self.field)
        if self._view != "search":
            self.show_view("search")

    def action_open_row(self) -> None:
        """Enter outside a list: the first list of the view opens its row."""
        if self.field.drives is not None:
            self.field.drives.action_open()

    async def action_measure(self) -> None:
        """Vital signs in one line, of the patient who is carried into every section."""
        from medcab_tui.ui.patients.measuring import measure

        patient = self.patient_to_measure()
        if patient is not None:
            await measure(self.medcab, patient)

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
            place, _dot, view = self.back_to.partition(".")
            self.medcab.go(place, view or None)
        elif self._view != self.first_view:
            self.show_view(self.first_view)
            self.focus_view(self.first_view)
        else:
            self.focus_view(self._view)
