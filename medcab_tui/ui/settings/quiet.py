"""The sheet of quiet hours: of every day, or of one weekday."""

from __future__ import annotations

from medcab_tui.domain.delivery import Preferences, Quiet, quiet_meant
from medcab_tui.domain.errors import Refused
from medcab_tui.locale import _, pgettext
from medcab_tui.ui.door.fields import DoorField
from medcab_tui.ui.door.stage import Stage


class QuietHours(Stage):
    """From when to when nothing is said."""

    def __init__(self, title: str, before: Preferences, weekday: int | None) -> None:
        super().__init__()
        self._title, self._before, self._weekday = title, before, weekday

    def heading(self) -> str:
        return self._title

    def fields(self) -> list[DoorField]:
        return [DoorField("quiet", _("From – to"))]

    def on_mount(self) -> None:
        super().on_mount()
        own: Quiet | None = self._before.daily
        if self._weekday is not None:
            own = dict(self._before.weekly).get(self._weekday)
            if own is None and self._weekday in dict(self._before.weekly):
                self.field("quiet").value = pgettext("quiet hours", "none")
        if own is not None:
            self.field("quiet").value = str(own)
        self.field("quiet").input.focus()
        told = _("For example 22:00-07:00, overnight; “none”: no quiet hours.")
        if self._weekday is not None:
            told = f"{told} {_('Empty: as every day.')}"
        self.tell(told, glyph="○")

    async def submit(self) -> None:
        typed = self.typed("quiet")
        try:
            if typed.strip():
                quiet_meant(typed)
        except Refused as refused:
            self.refuse(refused)
            return
        self.screen.dismiss(typed if typed.strip() or self._weekday is not None else "-")
