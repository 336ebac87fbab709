"""The departments of the demo: who works there, and the hours they receive in."""

from __future__ import annotations

from datetime import time
from typing import Final

from medcab_tui.domain.accounts import NewWorker, Role
from medcab_tui.domain.schedule_hours import WorkingHours

THERAPY: Final = "Терапевтическое отделение"
_CLINICIAN, _ADMINISTRATOR = frozenset({Role.CLINICIAN}), frozenset({Role.ADMINISTRATOR})
_NURSE, _LICENSING = frozenset({Role.NURSE}), frozenset({Role.LICENSING})

FOUNDER: Final = NewWorker(
    "admin", "Громова", "Ольга", "Викторовна", "администратор", "Администрация", _ADMINISTRATOR
)
CAST: Final = (
    NewWorker("ivanova", "Иванова", "Анна", "Петровна", "врач-терапевт", THERAPY, _CLINICIAN),
    NewWorker(
        "petrov", "Петров", "Олег", "Дмитриевич", "заведующий отделением", THERAPY,
        _CLINICIAN | {Role.HEAD},
    ),
    NewWorker("sidorova", "Сидорова", "Елена", "Игоревна", "медицинская сестра", THERAPY, _NURSE),
    NewWorker(
        "license", "Зуев", "Константин", "Львович", "специалист по аккредитации", "Отдел лицензирования",
        _LICENSING,
    ),
)  # fmt: skip
"""Those that always were there."""
COLLEAGUES: Final = (
    NewWorker("morozova", "Морозова", "Ирина", "Николаевна", "врач-терапевт участковый", THERAPY, _CLINICIAN),
    NewWorker("galiev", "Галиев", "Марат", "Ильдарович", "врач-терапевт участковый", THERAPY, _CLINICIAN),
    NewWorker("lebedev", "Лебедев", "Антон", "Юрьевич", "врач-эндокринолог", THERAPY, _CLINICIAN),
    NewWorker("astakhova", "Астахова", "Вера", "Борисовна", "врач-кардиолог", THERAPY, _CLINICIAN),
    NewWorker(
        "belyaeva", "Беляева", "Наталья", "Олеговна", "медицинская сестра процедурной", THERAPY, _NURSE
    ),
)

SECOND: Final = "Второе терапевтическое отделение"
ELSEWHERE: Final = (
    NewWorker(
        "chernova", "Чернова", "Людмила", "Викторовна", "заведующая отделением", SECOND,
        frozenset({Role.HEAD}),
    ),
)  # fmt: skip
"""Who heads the other department."""
HANDED_OVER: Final = "12"
"""The area that went from the first department to the second."""

BUSY: Final = ("ivanova", "petrov", "morozova", "galiev", "lebedev", "astakhova", "belyaeva")
"""Logins of those who receive, in the order in which patients are given to them."""

CONFIRMING: Final = ("petrov", "morozova", "galiev", "lebedev", "astakhova")
"""Logins of those who have still to look at what came these days; Иванова's desk is the cast's."""


def hours_of(login: str, extra: frozenset[int] = frozenset()) -> tuple[WorkingHours, ...]:
    """A week of one of those who receive. `extra`: weekdays on which there is reception besides."""
    days, opens, closes, minutes, room, pause = _RECEPTIONS[login]
    weekdays = sorted({int(day) for day in days} | extra)
    return tuple(
        WorkingHours(day, _time(opens), _time(closes), minutes, room, _pause(pause)) for day in weekdays
    )


_RECEPTIONS: Final = {
    "ivanova": ("01234", "09:00", "15:00", 15, "214", ""),
    "petrov": ("01234", "09:00", "13:00", 15, "210", ""),
    "morozova": ("01234", "08:00", "14:00", 15, "215", "11:00 11:30"),
    "galiev": ("01234", "14:00", "20:00", 15, "215", "17:00 17:30"),
    "lebedev": ("024", "09:00", "15:00", 20, "305", "12:00 12:40"),
    "astakhova": ("13", "10:00", "16:00", 20, "306", "13:00 13:40"),
    "belyaeva": ("01234", "08:00", "13:00", 20, "102", ""),
}
"""Weekdays from Monday, opening, closing, minutes of a visit, room, pause."""


def _time(text: str) -> time:
    return time.fromisoformat(text)


def _pause(text: str) -> tuple[time, time] | None:
    begins, _, ends = text.partition(" ")
    return (_time(begins), _time(ends)) if ends else None
