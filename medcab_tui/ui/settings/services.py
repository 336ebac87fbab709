"""The page of services: a row for every connection, the way to another one, adapters that cannot be used."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct, field

from medcab_tui.domain.accounts import Permission
from medcab_tui.domain.cleaning import one_line
from medcab_tui.domain.errors import Refused
from medcab_tui.locale import N_, _, language, ngettext
from medcab_tui.ui.said import service_said
from medcab_tui.ui.settings.rows import Row
from medcab_tui.ui.shell.dates import local, stamp
from medcab_tui.ui.words import sentence, words_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from medcab_tui.domain.links import Link
    from medcab_tui.services.adapter import Info
    from medcab_tui.services.registry import Found
    from medcab_tui.ui.app import MedcabApp
    from medcab_tui.ui.settings.screen import SettingsScreen
    from medcab_tui.ui.widgets.lines import Cell, Run

PAGE: Final = "services"
NEW: Final = "services.new"
STAND: Final = "services.stand"
"""The way to what the stand-in got and will say."""
ONE: Final = "services.one."
"""Before the name of a connection, in the id of its row."""

FAULTS: Final[Mapping[str, str]] = {
    "unreachable": N_("no answer"),
    "throttled": N_("asks to come later"),
    "unwell": N_("is broken there"),
    "denied": N_("does not let us in: check the settings"),
    "rejected": N_("refuses what is sent"),
    "changed": N_("was changed there too"),
    "unfit": N_("says what cannot be taken in here"),
}
"""What the last exchange ended with, by the code the exchange keeps; others are codes of `ui.words`."""

WRONG: Final[Mapping[str, str]] = {
    "import": N_("its module cannot be loaded"),
    "hanging": N_("it does not answer while it is loaded"),
    "shape": N_("it is no adapter"),
    "name": N_("it calls itself otherwise than its package does"),
    "duplicate": N_("another package has one of this name"),
    "about": N_("what it says of itself is not as it should be"),
    "missing": N_("no package brings it"),
}


class Connected(Struct):
    """What the page was told; None: not read yet. unread: connections whose secrets cannot be read."""

    links: tuple[Link, ...] | None = None
    found: tuple[Found, ...] | None = None
    unread: Mapping[str, str] = field(default_factory=dict)

    def link(self, name: str) -> Link | None:
        """A connection by its name."""
        return next((one for one in self.links or () if one.name == name), None)

    def adapter(self, name: str) -> Found | None:
        """An adapter by its name, the one that is used."""
        return next((one for one in self.found or () if one.name == name), None)


def rows(app: MedcabApp, known: Connected) -> list[Row]:
    """Every connection, then the way to add one, then what cannot be used."""
    cabinet = app.cabinet
    if cabinet is None:
        return []
    if known.links is None:
        return [Row("services.reading", PAGE, _("Services"), "…")]
    now, zone = cabinet.surroundings.clock.now(), cabinet.surroundings.zone
    made = [_row(one, known, now, zone) for one in known.links]
    stands_in = any(one.enabled and one.adapter == "embedded" for one in known.links)
    if stands_in and cabinet.worker.may(Permission.DIRECT_STAND):
        told = (_("a stand-in: what it got, its letters"), "dim")
        made.append(Row(STAND, PAGE, _("What the service will say"), told, does=_("look")))
    if cabinet.links.may_manage:
        ready = sum(one.info is not None for one in known.found or ())
        count = ngettext("{n} adapter", "{n} adapters", ready).format(n=ready)
        made.append(Row(NEW, PAGE, _("New connection"), (count if known.found is not None else "…", "dim"),
                        note=_("linking of additional services"), does=_("connect")))  # fmt: skip
    else:
        made.append(Row("services.who", PAGE, _("New connection"),
                        (_("administrators connect services"), "dim")))  # fmt: skip
    return made + [_broken(one, place) for place, one in enumerate(known.found or ()) if one.wrong]


def link_of(row: Row | None, known: Connected) -> Link | None:
    """The connection a row stands for."""
    if row is None or not row.id.startswith(ONE):
        return None
    return known.link(row.id.removeprefix(ONE))


def is_link(row: Any) -> bool:
    """Whether a row is a connection, which Space switches."""
    return isinstance(row, Row) and row.id.startswith(ONE)


def titled(texts: Mapping[str, str]) -> str:
    """A text of an adapter in the reader's language, or what there is of it."""
    return one_line(texts.get(language()) or texts.get("en") or next(iter(texts.values()), ""))


def name_of(link: Link) -> str:
    """What a connection is called: its service, and its own name where that says more."""
    title = titled(link.title) or link.name
    return title if link.name == link.adapter else f"{title} · {link.name}"


def state(link: Link, unread: Mapping[str, str], now: Any, zone: str) -> Run:
    """How it stands, in a word with its sign."""
    if not link.enabled:
        return (f"○ {_('off')}", "dim")
    if link.name in unread:
        return (f"✕ {_('pauses: a secret is not readable')}", "danger")
    if link.broken_until is not None and link.broken_until > now:
        until = f"{local(link.broken_until, zone):%H:%M}"
        return (f"✕ {_('pauses until {time}').format(time=until)}", "danger")
    if link.fault:
        return (f"⚠ {fault(link)}", "warning")
    if link.last_try is None:
        return (f"● {_('on, nothing was exchanged yet')}", "ok")
    return (f"● {_('works')}", "ok")


def fault(link: Link) -> str:
    """What the last exchange ended with, in words."""
    if link.fault in FAULTS:
        return _(FAULTS[link.fault])
    told = (
        one_line(sentence(Refused(link.fault, None, adapter=link.adapter, name=link.name)))
        if link.fault
        else ""
    )
    return told or service_said(link.told)


def queue(link: Link) -> str:
    """«в очереди 3»; "" if nothing waits."""
    if not link.waiting:
        return ""
    return ngettext("{n} waits", "{n} wait", link.waiting).format(n=link.waiting)


def exchanged(link: Link, now: Any, zone: str) -> str:
    """When it was last well: the hour of today, the day before that; "" if never."""
    if link.last_ok is None:
        return ""
    at, today = local(link.last_ok, zone), local(now, zone).date()
    return f"{at:%H:%M}" if at.date() == today else stamp(link.last_ok, zone)


def kind(info: Info | None) -> str:
    """Whether what answers there is real."""
    if info is None:
        return ""
    return _("simulated") if info.simulates else _("a real service")


def secrets_told(link: Link, unread: Mapping[str, str], titles: Mapping[str, str] | None = None) -> str:
    """Where the secrets lie, and what is wrong with that. titles: what they are called in the form."""
    if link.name in unread:
        from medcab_tui.cabinet.links import unread_secret

        return words_of(unread_secret(unread[link.name])).whole
    places = []
    for there, told in ((True, _("in the system's keyring")), (False, _("in the encrypted store"))):
        fields = [one.field for one in link.secrets if one.in_keyring is there]
        names = [(titles or {}).get(field) or field for field in fields]
        if names:
            places.append(f"{', '.join(names)}: {told}")
    return "; ".join(places) or _("there are none")


def wrong(found: Found) -> str:
    """Why an adapter cannot be used."""
    why = _(WRONG[found.wrong.value]) if found.wrong else ""
    return f"{why}: {one_line(found.told)}" if found.told else why


def format_of(kind: str) -> str:
    """The fields of what is sent or comes (C187)."""
    from medcab_tui.services.formats import fields_of

    return ", ".join(fields_of(kind)) or _("the adapter's own")


def access(kind: str) -> str:
    """Who may send it."""
    from medcab_tui.services.formats import FORMATS
    from medcab_tui.ui.settings.pages import ROLES

    known = FORMATS.get(kind)
    if known is None or not known.roles:
        return _("the cabinet itself")
    return ", ".join(_(ROLES[role]) for role in sorted(known.roles) if role in ROLES)


async def read(screen: SettingsScreen, *, adapters: bool = True) -> None:
    """Reads the connections, then what their adapters say, then whether secrets are readable."""
    known, room = screen.known.connected, screen.cabinet.links
    known.links = await room.all()
    screen.show_rows()
    if adapters or known.found is None:
        known.found = await room.register()
    known.unread = await room.unread()
    screen.show_rows()


def _row(link: Link, known: Connected, now: Any, zone: str) -> Row:
    found = known.adapter(link.adapter)
    info = found.info if found is not None else None
    value: list[Run] = [state(link, known.unread, now, zone)]
    if at := exchanged(link, now, zone):
        value.append((f" · {_('exchange {when}').format(when=at)}", "dim"))
    if waiting := queue(link):
        value.append((f" · {waiting}", "warning" if link.fault else "text"))
    notes = [kind(info)]
    if found is not None and found.wrong:
        notes = [wrong(found)]
    elif known.found is not None and found is None:
        notes = [_(WRONG["missing"])]
    if link.enabled and (link.told or link.name in known.unread):
        unread = link.name in known.unread
        notes.append(secrets_told(link, known.unread) if unread else service_said(link.told))
    if info is not None and info.sees:
        notes.append(_("It sees: {what}").format(what=titled(info.sees)))
    cell: Cell = tuple(value)
    return Row(f"{ONE}{link.name}", PAGE, name_of(link), cell, " · ".join(filter(None, notes)), _("details"))


def _broken(found: Found, place: int) -> Row:
    named = f"{found.name} ({found.package})" if found.package else found.name
    return Row(f"services.broken.{place}", PAGE, f"⚠ {named}", (wrong(found), "warning"),
               _("The other adapters work. Update or remove this package."))  # fmt: skip


def adapters_of(found: Sequence[Found]) -> tuple[Info, ...]:
    """Those that can be connected."""
    return tuple(one.info for one in found if one.info is not None)
