"""The six modes and how their screens are made: late, so that the door costs no section."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from textual.screen import Screen

DOOR: Final = "door"


def _door() -> Screen[Any]:
    from medcab_tui.ui.door.screen import DoorScreen

    return DoorScreen()


def _home() -> Screen[Any]:
    from medcab_tui.ui.home.screen import HomeScreen

    return HomeScreen()


def _patients() -> Screen[Any]:
    from medcab_tui.ui.patients.screen import PatientsScreen

    return PatientsScreen()


def _schedule() -> Screen[Any]:
    from medcab_tui.ui.schedule.screen import ScheduleScreen

    return ScheduleScreen()


def _documents() -> Screen[Any]:
    from medcab_tui.ui.documents.screen import DocumentsScreen

    return DocumentsScreen()


def _settings() -> Screen[Any]:
    from medcab_tui.ui.settings.screen import SettingsScreen

    return SettingsScreen()


FACTORIES: Final[dict[str, Callable[[], Screen[Any]]]] = {
    DOOR: _door,
    "home": _home,
    "patients": _patients,
    "schedule": _schedule,
    "documents": _documents,
    "settings": _settings,
}
"""What each mode shows first."""
