"""The sheets of notifications: quiet hours, and where letters and SMS go."""

from __future__ import annotations

from medcab_tui.domain.delivery import Channel, Preferences, Quiet, address_meant, quiet_meant
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


class Address(Stage):
    """Where letters or SMS go."""

    def __init__(self, title: str, before: Preferences, way: Channel) -> None:
        super().__init__()
        self._title, self._before, self._way = title, before, way

    def heading(self) -> str:
        return self._title

    def fields(self) -> list[DoorField]:
        return [DoorField("address", _("E-mail") if self._way is Channel.MAIL else _("Phone"))]

    def on_mount(self) -> None:
        super().on_mount()
        self.field("address").value = self._before.address(self._way)
        self.field("address").input.focus()
        self.tell(_("They tell of what kind and how many, never of whom. Empty: nothing is sent."), glyph="○")

    async def submit(self) -> None:
        typed = self.typed("address")
        try:
            address_meant(self._way, typed)
        except Refused as refused:
            self.refuse(refused)
            return
        self.screen.dismiss(typed)
