"""How dates, numbers and names are written in the cards. Pure; the language is the one in use."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from rich.cells import cell_len

from medcab_tui.domain.ages import age, months
from medcab_tui.domain.cleaning import one_line
from medcab_tui.domain.patients import (
    EncounterKind,
    Mark,
    Observation,
    Patient,
    PatientRow,
    PrescriptionStatus,
    Sex,
)
from medcab_tui.locale import N_, _, ngettext, pgettext
from medcab_tui.ui.widgets.marks import decimal

WEEKDAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))

KINDS: dict[EncounterKind, str] = {
    EncounterKind.EXAMINATION: N_("examination"),
    EncounterKind.CONSULTATION: N_("consultation"),
    EncounterKind.PROCEDURE: N_("procedure"),
    EncounterKind.EPICRISIS: N_("epicrisis"),
    EncounterKind.IMMUNIZATION: N_("immunization"),
    EncounterKind.CARE_PLAN: N_("care plan"),
}

SEXES: dict[Sex, str] = {Sex.FEMALE: N_("female"), Sex.MALE: N_("male")}

STATUSES: dict[PrescriptionStatus, tuple[str, str]] = {
    PrescriptionStatus.REGISTERED: ("◐", "warning"),
    PrescriptionStatus.DISPENSED: ("●", "ok"),
    PrescriptionStatus.PARTLY_DISPENSED: ("◐", "warning"),
    PrescriptionStatus.CANCELLED: ("✕", "dim"),
    PrescriptionStatus.DEFERRED: ("○", "warning"),
    PrescriptionStatus.ANNULLED: ("✕", "dim"),
}
"""Glyph and colour role of a prescription's status."""

MARKS: dict[Mark, str] = {
    Mark.LOW: "▼", Mark.HIGH: "▲", Mark.WITHIN: "", Mark.UNKNOWN: "", Mark.ABNORMAL: "!",
}  # fmt: skip


def status_run(status: PrescriptionStatus) -> tuple[str, str]:
    """«● Отпущен»: the word is of the regional gateway's list, letter for letter (DOMAIN.md §5)."""
    words = {
        PrescriptionStatus.REGISTERED: pgettext("prescription", "Registered"),
        PrescriptionStatus.DISPENSED: pgettext("prescription", "Dispensed"),
        PrescriptionStatus.PARTLY_DISPENSED: pgettext("prescription", "Partly dispensed"),
        PrescriptionStatus.CANCELLED: pgettext("prescription", "Cancelled"),
        PrescriptionStatus.DEFERRED: pgettext("prescription", "Deferred service"),
        PrescriptionStatus.ANNULLED: pgettext("prescription", "Annulled"),
    }
    glyph, role = STATUSES[status]
    return f"{glyph} {words[status]}", role


def short_sex(sex: Sex) -> str:
    """One letter: «ж», «м»."""
    return pgettext("sex, one letter", "f") if sex is Sex.FEMALE else pgettext("sex, one letter", "m")


def aged(birth: date, on: date) -> str:
    """«68 лет», «44 года», «1 год»; of a baby «5 мес.», of one just born «3 дня»."""
    count = age(birth, on)
    if count > 0:
        return years(count)
    full = months(birth, on)
    return _("{n} mo.").format(n=full) if full > 0 else days(max(0, (on - birth).days))


def years(count: int) -> str:
    """«68 лет», «44 года», «1 год»."""
    return ngettext("{n} year", "{n} years", count).format(n=count)


def days(count: int) -> str:
    """«3 дня», «1 день»."""
    return ngettext("{n} day", "{n} days", count).format(n=count)


def grouped(count: int) -> str:
    """«1 000 000», with spaces that don't break."""
    return f"{count:,}".replace(",", "\N{NO-BREAK SPACE}")


def reference(observation: Observation) -> str:
    """The bounds that came with the result: «3,9–6,1», «< 6,5», «> 60», empty if it came with none."""
    low, high = observation.low, observation.high
    if low is not None and high is not None:
        return f"{decimal(low)}–{decimal(high)}"
    if high is not None:
        return f"< {decimal(high)}"
    return f"> {decimal(low)}" if low is not None else ""


def moment(at: datetime, zone: str) -> str:
    """«2026-11-20 09:12», local time of the institution."""
    return at.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M")


def dated(at: datetime, zone: str) -> str:
    """«пн 2026-12-07 10:15»: the weekday where a day is planned."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{_(WEEKDAYS[local.weekday()])} {local:%Y-%m-%d %H:%M}"


def heading_name(patient: Patient | PatientRow) -> str:
    """«КУЗНЕЦОВА Мария Павловна», as every sheet about a patient is headed."""
    parts = (one_line(patient.surname).upper(), one_line(patient.given), one_line(patient.patronymic))
    return " ".join(part for part in parts if part)


def full_name(patient: Patient | PatientRow) -> str:
    """«Кузнецова Мария Павловна»."""
    parts = (one_line(patient.surname), one_line(patient.given), one_line(patient.patronymic))
    return " ".join(part for part in parts if part)


def cut(text: str, width: int) -> str:
    """The text in at most `width` cells; what is cut ends in «…»."""
    if cell_len(text) <= width:
        return text
    text = text[: max(0, width)]
    while text and cell_len(text) > width - 1:
        text = text[:-1]
    return text.rstrip() + "…" if width > 0 else ""


def padded(text: str, width: int, *, right: bool = False) -> str:
    """The text cut or filled to exactly `width` cells."""
    text = cut(text, width)
    room = " " * (width - cell_len(text))
    return room + text if right else text + room
