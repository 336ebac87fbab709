"""What a section's screen does with its panes: labels to jump by, one pane over all, preview on or off."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from textual import events
from textual.errors import NoWidget
from textual.widget import Widget

from medcab_tui import locale
from medcab_tui.ui.shell.copying import Copying
from medcab_tui.ui.twins import is_cyrillic
from medcab_tui.ui.widgets.labels import Labelled
from medcab_tui.ui.widgets.row_list import RowList

if TYPE_CHECKING:
    from medcab_tui.ui.shell.jump import Jump, Target

PREVIEWS: Final = "Preview, .preview, .home-preview, .schedule-preview, .documents-preview"
"""What tells the row under the cursor whole."""


class Panes(Copying):
    """The part of a section's screen that knows what stands where."""

    STAYS: ClassVar[frozenset[str]] = frozenset({"card-head"})
    """What stays beside a pane that takes the whole screen: whose card this is is never out of sight."""

    _jump: Jump | None = None
    _jump_letter = ""

    # Jump labels.

    def jump_targets(self) -> list[Target]:
        """Everything one can go to now: rows and panels of the view first, then menu, tabs and verbs."""
        from medcab_tui.ui.shell.jump import Target

        views = self.query_one("#views")
        found = [
            (
                views not in widget.ancestors,
                widget.region.y + spot.y,
                widget.region.x + spot.x,
                number,
                target,
            )
            for number, widget in enumerate(self.query(Labelled))
            if widget.display
            for spot in widget.spots()
            if self._visible(widget, spot.x, spot.y)
            for target in (Target(widget, spot.x, spot.y, spot.act),)
        ]
        return [target for *_where, target in sorted(found, key=lambda one: one[:4])]

    def _visible(self, widget: Widget, x: int, y: int) -> bool:
        try:
            place = self.find_widget(widget)
        except NoWidget:
            return False
        return place.visible_region.contains(place.region.x + x, place.region.y + y)

    def action_jump(self) -> None:
        """Show the labels, in the letters of the layout the verb was typed in."""
        from medcab_tui.ui.shell.jump import Jump

        self.stop_jumping()
        letter, self._jump_letter = self._jump_letter, ""
        cyrillic = is_cyrillic(letter) if letter else locale.language() == "ru"
        jump = Jump(self.jump_targets(), cyrillic=cyrillic)
        if jump.shown:
            self._jump = jump
            jump.paint()

    def stop_jumping(self) -> None:
        """Take the labels away."""
        jump, self._jump = self._jump, None
        if jump is not None:
            jump.clear()

    def jump_takes(self, event: events.Event) -> bool:
        """Whether the event was for the labels: letters are; another key or the mouse takes them away."""
        if isinstance(event, events.Key) and self._jump is None:
            self._jump_letter = event.character or ""
        jump = self._jump
        if jump is None or not isinstance(event, events.Key | events.MouseDown | events.Paste):
            return False
        if isinstance(event, events.Key) and event.is_printable:
            target = jump.type(event.character)
            if target is None:
                jump.paint()
            else:
                self.stop_jumping()
                if target.widget.is_attached:
                    target.act()
            return True
        self.stop_jumping()
        return isinstance(event, events.Key) and event.key == "escape"

    # One pane over all.

    @property
    def full(self) -> bool:
        """Whether one pane has the place of all."""
        return self.has_class("-full-pane")

    def action_full_pane(self) -> None:
        """The pane with the focus takes the place of all; again, or Esc, gives it back."""
        if self.full:
            self.all_panes()
            return
        widget, views = self._pane_widget(), self.query_one("#views")
        if widget is None:
            return
        node: Widget = widget
        while node is not views and isinstance(node.parent, Widget):
            if "view" not in node.classes:
                node.add_class("-full")
                for other in node.parent.children:
                    if other is not node and other.id not in self.STAYS:
                        other.add_class("-aside")
            node = node.parent
            if "view" in node.classes:
                break
        self.add_class("-full-pane")
        self.set_focus(widget)
        self.refresh_key_line()

    def all_panes(self) -> None:
        """All panes again."""
        if self.full:
            self.remove_class("-full-pane")
            for widget in self.query(".-full, .-aside"):
                widget.remove_class("-full", "-aside")
            self.refresh_key_line()

    def _pane_widget(self) -> Widget | None:
        """What takes the place: what has the focus, else the first list, else the first that takes keys."""
        views, focused = self.query_one("#views"), self.focused
        if focused is not None and views in focused.ancestors and getattr(focused, "FILLS", True):
            return focused
        shown = [widget for widget in views.query(Widget) if widget.focusable and widget.region]
        lists = [widget for widget in shown if isinstance(widget, RowList)]
        return next(iter((*lists, *shown)), None)

    # The preview.

    @property
    def previews(self) -> bool:
        """Whether this section has a preview that can be hidden."""
        return bool(self.query(PREVIEWS))

    def action_toggle_preview(self) -> None:
        """Hide the preview, or show it again; kept until signing out."""
        hidden = self.medcab.memory.hidden
        hidden.symmetric_difference_update({self.place})
        self.show_previews()

    def show_previews(self) -> None:
        """As the worker left it."""
        self.set_class(self.place in self.medcab.memory.hidden, "-no-preview")
