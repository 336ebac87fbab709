"""What each page of «Настройки» shows, from what is known at the moment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from msgspec import Struct, field

from medcab_tui import locale
from medcab_tui.domain.accounts import Permission, Role
from medcab_tui.locale import N_, _, ngettext
from medcab_tui.ui.settings import channels, second_factor, services
from medcab_tui.ui.settings.rows import (
    CHANNELS,
    COLOURS,
    LANGUAGES,
    Row,
    decided,
    facts,
    switch,
)
from medcab_tui.ui.shell.dates import stamp
from medcab_tui.ui.shell.dates import told as told_previous
from medcab_tui.ui.terminal.notices import channel
from medcab_tui.ui.widgets.marks import grouped

if TYPE_CHECKING:
    from medcab_tui.cabinet.storage import Copy
    from medcab_tui.domain.reference import Edition
    from medcab_tui.domain.second_factor import SecondFactor
    from medcab_tui.domain.templates import Template
    from medcab_tui.papers.folders import Templates
    from medcab_tui.ui.app import MedcabApp
    from medcab_tui.ui.settings.departments import Held
    from medcab_tui.ui.settings.work import Work

ROLES: Final[dict[Role, str]] = {
    Role.CLINICIAN: N_("clinician"),
    Role.NURSE: N_("nurse"),
    Role.HEAD: N_("head"),
    Role.ADMINISTRATOR: N_("administrator"),
    Role.LICENSING: N_("licensing specialist"),
}
ACTORS: Final[dict[Role, str]] = {
    Role.CLINICIAN: N_("specialist doctor (physician, surgeon, paediatrician)"),
    Role.NURSE: N_("nurse, midwife, feldsher"),
    Role.HEAD: N_("head of a department, director of the institution"),
    Role.ADMINISTRATOR: N_("administrator of documents and electronic certificates"),
    Role.LICENSING: N_("specialist in licensing and accreditation of medical organisations"),
}
"""Whom each role is for (C001–C005)."""
COUNTED: Final[dict[str, str]] = {
    "patient": N_("Patients"),
    "encounter": N_("Records in cards"),
    "observation": N_("Results"),
    "prescription": N_("Prescriptions"),
    "appointment": N_("Appointments"),
    "document": N_("Documents"),
    "journal": N_("Rows of the journal"),
}


class Known(Struct):
    """What the pages were told by the cabinet; None: not read yet."""

    size: int | None = None
    counts: Mapping[str, int] = field(default_factory=dict)
    copies: tuple[Copy, ...] | None = None
    editions: tuple[Edition, ...] | None = None
    templates: tuple[Template, ...] | None = None
    papers: Templates | None = None
    departments: tuple[Held, ...] | None = None
    factor: SecondFactor | None = None
    factor_read: bool = False
    chosen: channels.Chosen = field(default_factory=channels.Chosen)
    connected: services.Connected = field(default_factory=services.Connected)


def me(app: MedcabApp, known: Known) -> list[Row]:
    """Who is signed in, the way to another password, and what proves who one is."""
    cabinet = app.cabinet
    if cabinet is None:
        return []
    worker, zone = cabinet.worker, cabinet.surroundings.zone
    name = " ".join(part for part in (worker.surname, worker.given, worker.patronymic) if part)
    roles = ", ".join(_(ROLES[role]) for role in sorted(worker.roles))
    return [
        *facts(
            "me",
            (_("Name"), name),
            (_("Post"), worker.post),
            (_("Department"), worker.department),
            (_("Organisation"), cabinet.organisation.name),
            (_("Login"), worker.login),
        ),
        Row("me.roles", "me", _("Roles"), roles, "; ".join(_(ACTORS[role]) for role in sorted(worker.roles))),
        Row("me.sign_ins", "me", _("Sign-ins"), told_previous(cabinet.previous_sign_in, zone)),
        Row("me.correct", "me", _("Name and post"), _("an administrator decides"), does=_("put right")),
        Row("me.password", "me", _("Password"), "••••••••", does=_("change")),
        *second_factor.rows(app, known.factor, known=known.factor_read),
    ]


def look(app: MedcabApp) -> list[Row]:
    """Theme, colours, signs, mouse."""
    chosen = app.settings
    theme = app.palettes[app.theme].title(locale.language())
    without = _("set by the variable {variable}").format(variable="NO_COLOR") if app.no_color else ""
    return [
        Row("theme", "look", _("Theme"), theme, decided(chosen, "theme"), _("choose")),
        Row(
            "colours", "look", _("Colours"), _(COLOURS[chosen.colours]),
            without or decided(chosen, "colours"), _("choose"),
        ),
        Row("ascii", "look", _("ASCII signs"), switch(chosen.ascii), decided(chosen, "ascii"), _("switch")),
        Row("mouse", "look", _("Mouse"), switch(chosen.mouse), decided(chosen, "mouse"), _("switch")),
        *(
            Row(f"look.broken.{number}", "look", _("⚠ Theme file"), (told, "warning"))
            for number, told in enumerate(app.faults_of_themes())
        ),
    ]  # fmt: skip


def language(app: MedcabApp) -> list[Row]:
    """The language of the interface, and the zone times are told in."""
    chosen = app.settings
    zone = app.cabinet.surroundings.zone if app.cabinet else ""
    return [
        Row(
            "language", "language", _("Interface"), LANGUAGES[locale.language()],
            decided(chosen, "language"), _("choose"),
        ),
        Row(
            "zone", "language", _("Time zone"), zone,
            decided(chosen, "zone") or _("set in the settings file, from the next start"),
        ),
    ]  # fmt: skip


def lock(app: MedcabApp) -> list[Row]:
    """When the cabinet locks itself."""
    chosen = app.settings
    minutes = ngettext("{n} minute", "{n} minutes", chosen.idle_minutes).format(n=chosen.idle_minutes)
    return [
        Row(
            "idle_minutes", "lock", _("Without a key"), minutes, decided(chosen, "idle_minutes"), _("choose")
        ),
        Row(
            "signing_minutes",
            "lock",
            _("Signing window"),
            minutes_told(chosen.signing_minutes),
            decided(chosen, "signing_minutes"),
            _("choose"),
        ),
        *facts(
            "lock", (_("Warning"), _("30 seconds ahead")), (_("At the latest"), _("12 hours after sign-in"))
        ),
        Row("lock.now", "lock", _("Lock now"), "Ctrl+L", does=_("lock")),
    ]


def notices(app: MedcabApp, known: Known) -> list[Row]:
    """How new rows that need attention are told: here, of which kind by which way, and when not."""
    chosen = app.settings
    way = _(CHANNELS[chosen.notify_terminal])
    if chosen.notify_terminal == "auto":
        way = f"{way}: {_(CHANNELS[channel('auto', os.environ)])}"
    return [
        Row(
            "notify_line", "notices", _("Line on the screen"), switch(chosen.notify_line),
            decided(chosen, "notify_line"), _("switch"),
        ),
        Row(
            "notify_terminal", "notices", _("Terminal's notification"), way,
            decided(chosen, "notify_terminal"), _("choose"),
        ),
        Row(
            "notify_bell", "notices", _("Bell"), switch(chosen.notify_bell),
            decided(chosen, "notify_bell"), _("switch"),
        ),
        Row("notices.try", "notices", _("Try it"), _("tells now as set above"), does=_("try")),
        *channels.rows(app, known.chosen),
        *facts("notices", (_("Names"), _("never sent: a notification tells only how many"))),
    ]  # fmt: skip


def store(app: MedcabApp, known: Known, work: Mapping[str, Work]) -> list[Row]:
    """Where the records lie, how many there are, whether they are sound."""
    chosen = app.settings
    may = app.cabinet is not None and app.cabinet.worker.may(Permission.READ_JOURNAL)
    counts = [
        Row(f"count.{name}", "store", _(title), grouped(known.counts[name]))
        for name, title in COUNTED.items()
        if name in known.counts
    ]
    return [
        Row("store", "store", _("Folder"), str(chosen.store), decided(chosen, "store")),
        Row("store.size", "store", _("Size"), bytes_told(known.size) if known.size is not None else "…"),
        _job("store.check", "store", _("Soundness"), _("every page and index"), work, _("check")),
        _job(
            "store.journal", "store", _("Journal's chain"), _("every row against its seal"), work, _("check")
        )
        if may
        else Row("store.journal", "store", _("Journal's chain"), ("—", "dim"), _("administrators check it")),
        Row(
            "repeat_minutes", "store", _("The same request again"),
            _("not taken within {time}").format(time=minutes_told(chosen.repeat_minutes)),
            decided(chosen, "repeat_minutes"), _("choose"),
        ),
        Row(
            "file_megabytes", "store", _("A file that is attached"),
            _("at most {n} MB").format(n=chosen.file_megabytes),
            decided(chosen, "file_megabytes"), _("choose"),
        ),
        *counts,
    ]  # fmt: skip


def minutes_told(minutes: int) -> str:
    """«10 минут»."""
    return ngettext("{n} minute", "{n} minutes", minutes).format(n=minutes)


def backup(app: MedcabApp, known: Known, work: Mapping[str, Work]) -> list[Row]:
    """Where copies lie, the latest of them, and making another."""
    chosen = app.settings
    folder = Row(
        "backup_folder", "backup", _("Folder"), str(backup_folder(app)),
        decided(chosen, "backup_folder"), _("choose"),
    )  # fmt: skip
    if app.cabinet is None or not app.cabinet.worker.may(Permission.KEEP_STORE):
        return [Row("backup.who", "backup", _("Copies"), ("—", "dim"), _("administrators make and see them"))]
    zone = app.cabinet.surroundings.zone
    newest = known.copies[0] if known.copies else None
    last = "…" if known.copies is None else _("none in this folder")
    if newest is not None:
        last = f"{stamp(newest.made, zone)}, {bytes_told(newest.size)}"
    rows = [
        folder,
        Row("backup.last", "backup", _("Latest copy"), last, newest.path.name if newest else ""),
        _job("backup.now", "backup", _("New copy"), _("copied, then read back whole"), work, _("make")),
    ]
    if newest is not None:
        rows.append(
            _job("backup.verify", "backup", _("Latest copy, verify"), newest.path.name, work, _("verify"))
        )
    return rows


def backup_folder(app: MedcabApp) -> Path:
    """Where copies are put: as set, or beside the store."""
    chosen = app.settings
    return chosen.backup_folder or chosen.store.with_name(f"{chosen.store.name}-backups")


def bytes_told(size: int) -> str:
    """«3,4 МиБ»."""
    shown, unit = float(size), _("B")
    for larger in (_("KiB"), _("MiB"), _("GiB")):
        if shown < 1024:
            break
        shown, unit = shown / 1024, larger
    number = f"{shown:.0f}" if unit == _("B") or shown >= 100 else f"{shown:.1f}"
    return f"{number.replace('.', ',') if locale.language() == 'ru' else number} {unit}"


def _job(id: str, page: str, title: str, what: str, work: Mapping[str, Work], does: str) -> Row:  # noqa: A002
    """A row whose Enter begins long work, and ends it while it runs."""
    job = work.get(id)
    if job is None:
        return Row(id, page, title, (what, "dim"), does=does)
    if job.running:
        return Row(id, page, title, job.shown(), _("Enter stops it"), _("stop"))
    return Row(id, page, title, job.shown(), does=does)
