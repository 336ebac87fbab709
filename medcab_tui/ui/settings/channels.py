"""Notifications by kind and way, quiet hours, what waits to be sent: part of the page of notifications."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Final

from msgspec import Struct, field
from textual.binding import Binding, BindingType
from textual.message import Message

from medcab_tui.domain.delivery import SERVICES, Channel, Preferences, Quiet
from medcab_tui.domain.identifiers import print_phone
from medcab_tui.domain.notices import NoticeKind
from medcab_tui.locale import N_, _, ngettext, pgettext
from medcab_tui.ui.home.kinds import kind_short, kind_title
from medcab_tui.ui.settings.rows import Row
from medcab_tui.ui.settings.services import is_link
from medcab_tui.ui.shell.dates import WEEKDAYS
from medcab_tui.ui.widgets.lines import Line, Run
from medcab_tui.ui.widgets.row_list import RowList

if TYPE_CHECKING:
    from medcab_tui.ui.app import MedcabApp

KIND: Final = "channels."
QUIET: Final = "quiet."
ADDRESS: Final = "address."
DAILY: Final = f"{QUIET}daily"
WAYS: Final = len(Channel) + 1
"""The columns: every way, and whether the kind passes quiet hours."""
_WIDE: Final = 120
_WIDTHS: Final = (7, 6)


class Chosen(Struct):
    """What the worker chose, as the page knows it. column: which way Space and Enter switch."""

    preferences: Preferences = field(default_factory=Preferences)
    waiting: Mapping[Channel, int] = field(default_factory=dict)
    connected: frozenset[Channel] = frozenset()
    enabled_by: tuple[str, ...] = ()
    column: int = 0


class SettingRows(RowList):
    """Rows of a page; where one has several switches, left and right choose which Space turns."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "sideways(-1)", show=False, id="setting.left", tooltip=N_("Switch to the left")),
        Binding("right", "sideways(1)", show=False, id="setting.right", tooltip=N_("Switch to the right")),
    ]

    class Sideways(Message):
        """Another switch of the row is meant."""

        def __init__(self, rows: SettingRows, delta: int) -> None:
            super().__init__()
            self.rows, self.delta = rows, delta

        @property
        def control(self) -> SettingRows:
            return self.rows

    class Turned(Message):
        """Space on a connection: it goes on or off."""

        def __init__(self, rows: SettingRows) -> None:
            super().__init__()
            self.rows = rows

        @property
        def control(self) -> SettingRows:
            return self.rows

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in ("mark", "sideways") and is_kind(self.painted_row):
            return True
        if action == "mark" and is_link(self.painted_row):
            return True
        return False if action == "sideways" else super().check_action(action, parameters)

    def action_sideways(self, delta: int) -> None:
        self.post_message(self.Sideways(self, delta))

    def action_mark(self) -> None:
        if is_kind(self.painted_row):
            self.action_open()
        elif is_link(self.painted_row):
            self.post_message(self.Turned(self))
        else:
            super().action_mark()


def is_kind(row: Any) -> bool:
    """Whether a row has a switch for every way."""
    return isinstance(row, Row) and row.id.startswith(KIND) and bool(row.does)


def rows(app: MedcabApp, chosen: Chosen) -> list[Row]:
    """A heading, a row for every kind, quiet hours, what waits."""
    wide = app.size.width >= _WIDE
    width = _WIDTHS[0] if wide else _WIDTHS[1]
    heads: Line = tuple((f"{head:<{width}}", "dim") for head in _heads())
    return [
        Row(f"{KIND}heads", "notices", _("By kind"), heads),
        *(
            _kind(chosen, kind, kind_title(kind) if wide else kind_short(kind), width) for kind in NoticeKind
        ),
        Row(DAILY, "notices", _("Quiet hours, every day"), _hours(chosen.preferences.daily), _quiet_note(),
            _("change")),
        *(_weekday(chosen.preferences, day) for day in range(7)),
        *(_address(chosen, channel) for channel in SERVICES),
        _unsent(chosen, Channel.MAIL, _("E-mail")),
        _unsent(chosen, Channel.SMS, _("SMS")),
        _service(chosen),
    ]  # fmt: skip


def _kind(chosen: Chosen, kind: NoticeKind, title: str, width: int) -> Row:
    """A kind with its switches; where its name is a short one the whole is told beneath."""
    whole = _capital(kind_title(kind)) if title != kind_title(kind) else ""
    note = " · ".join(part for part in (whole, _waits(chosen, kind)) if part)
    switches = _switches(chosen, kind, width)
    return Row(f"{KIND}{kind.value}", "notices", _capital(title), switches, note, _("switch"))


def toggled(chosen: Chosen, row: Row) -> Preferences:
    """The preferences with the switch turned that the column means."""
    kind = NoticeKind(row.id.removeprefix(KIND))
    if chosen.column == len(Channel):
        return chosen.preferences.passes(kind)
    return chosen.preferences.toggled(kind, tuple(Channel)[chosen.column])


def address_of(row: Row) -> Channel | None:
    """The way whose address a row is about."""
    return Channel(row.id.removeprefix(ADDRESS)) if row.id.startswith(ADDRESS) else None


def weekday_of(row: Row) -> int | None:
    """The weekday whose quiet hours a row is about; None: every day."""
    return None if row.id == DAILY else int(row.id.removeprefix(QUIET))


def said(chosen: Chosen) -> str:
    """What the column under the cursor is called."""
    return (
        pgettext("way", "line on the screen"), pgettext("way", "terminal and bell"),
        pgettext("way", "e-mail"), pgettext("way", "SMS"), pgettext("way", "in quiet hours too"),
    )[chosen.column]  # fmt: skip


def _heads() -> tuple[str, ...]:
    """What the ways are called, in five letters."""
    return (
        pgettext("way, short", "scr."), pgettext("way, short", "term."), pgettext("way, short", "mail"),
        pgettext("way, short", "SMS"), pgettext("way, short", "quiet"),
    )  # fmt: skip


def _switches(chosen: Chosen, kind: NoticeKind, width: int) -> Line:
    """«[●] да»: a sign for every way, the one that Space turns in brackets."""
    ways = chosen.preferences.of(kind)
    states = [channel in ways for channel in Channel] + [kind in chosen.preferences.passing]
    runs: list[Run] = []
    for place, on in enumerate(states):
        sign = "●" if on else "○"
        shown = f"[{sign}]" if place == chosen.column else f" {sign} "
        runs.append((f"{shown:<{width}}", "ok" if on else "dim"))
    return tuple(runs)


def _waits(chosen: Chosen, kind: NoticeKind) -> str:
    """That what this kind is sent by is not connected."""
    if not (chosen.preferences.of(kind) & SERVICES.keys()) - chosen.connected:
        return ""
    return _("waits: no service is connected")


def _hours(quiet: Quiet | None) -> Line:
    return ((pgettext("quiet hours", "none"), "dim"),) if quiet is None else ((_range(quiet), "text"),)


def _range(quiet: Quiet) -> str:
    return f"{quiet.start:%H:%M}–{quiet.end:%H:%M}"


def _weekday(preferences: Preferences, day: int) -> Row:
    own = dict(preferences.weekly)
    value: Line = _hours(own[day]) if day in own else ((_("as every day"), "dim"),)
    title = _("Quiet hours, {day}").format(day=_(WEEKDAYS[day]))
    return Row(f"{QUIET}{day}", "notices", title, value, does=_("change"))


def _address(chosen: Chosen, channel: Channel) -> Row:
    kept = chosen.preferences.address(channel)
    shown = print_phone(kept) if channel is Channel.SMS else kept
    value: Run = (shown, "text") if kept else (_("not given"), "dim")
    title = _("Letters go to") if channel is Channel.MAIL else _("SMS go to")
    return Row(f"{ADDRESS}{channel.value}", "notices", title, value, does=_("change"))


def _unsent(chosen: Chosen, channel: Channel, name: str) -> Row:
    count = chosen.waiting.get(channel, 0)
    if channel in chosen.connected:
        waits = ngettext("{n} waits to be sent", "{n} wait to be sent", count).format(n=count)
        sent: Run = (f"◐ {waits}", "text") if count else (f"● {_('connected, nothing waits')}", "ok")
        return Row(f"unsent.{channel.value}", "notices", name, sent)
    told: Run = (f"○ {_('nothing waits; no service is connected')}", "dim")
    if count:
        waits = ngettext("{n} waits: no service is connected", "{n} wait: no service is connected", count)
        told = (f"◐ {waits.format(n=count)}", "warning")
    return Row(f"unsent.{channel.value}", "notices", name, told)


def _service(chosen: Chosen) -> Row:
    if chosen.enabled_by:
        told = _("also while nobody is here; enabled by {name}").format(name=", ".join(chosen.enabled_by))
        return Row("unattended", "notices", _("Reminders"), (f"● {told}", "ok"))
    return Row(
        "unattended", "notices", _("Reminders"), (f"○ {_('while the cabinet is open')}", "dim"),
        _("also without it: medcab remind enable"),
    )  # fmt: skip


def _quiet_note() -> str:
    return _("then nothing is said; letters wait until they end")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
