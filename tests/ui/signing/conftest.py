"""The small store of the card's tests."""

from tests.ui.patients.conftest import _quiet_log, colleague, ground, opened, store

__all__ = ["_quiet_log", "colleague", "ground", "opened", "store"]
