"""A stage that may have to wait: too many attempts failed, and the next one has its time."""

from __future__ import annotations

from datetime import datetime, timedelta
from math import ceil

from textual.timer import Timer

from medcab_tui.domain.errors import Refused
from medcab_tui.locale import _
from medcab_tui.ui.door.stage import Stage
from medcab_tui.ui.words import words_of


class WaitingStage(Stage):
    """Counts the seconds to the next attempt down, by the cabinet's clock."""

    _until: datetime | None = None
    _ticking: Timer | None = None
    _code = "sign_in.wait"

    def must_wait(self) -> bool:
        """Whether it is not yet time for an attempt; then the seconds that are left are told.

        A code that was taken already is waited for by looks only: another phone's clock may be ahead.
        """
        if self._code == "sign_in.wait" and self._seconds_left():
            self._tell_wait()
            return True
        return False

    def wait_for(self, refused: Refused) -> None:
        """Tell how long to wait, and count it down."""
        seconds = int(refused.values.get("seconds", "30"))
        self._until, self._code = self._now() + timedelta(seconds=seconds), refused.code
        self._tell_wait()
        if self._ticking is None:
            self._ticking = self.set_interval(1.0, self._tick, name="door-wait")

    def over(self) -> str:
        """What is said when the time has come."""
        if self._code == "second_factor.used":
            return _("The app shows the next code now.")
        return _("You can try again now.")

    def _tick(self) -> None:
        if self._seconds_left():
            self._tell_wait()
            return
        if self._ticking is not None:
            self._ticking.stop()
            self._ticking = None
        self._until = None
        self.tell(self.over(), glyph="○")

    def _tell_wait(self) -> None:
        words = words_of(Refused(self._code, seconds=str(self._seconds_left())))
        self.tell(words.sentence, words.remedy)

    def _seconds_left(self) -> int:
        if self._until is None:
            return 0
        return max(0, ceil((self._until - self._now()).total_seconds()))

    def _now(self) -> datetime:
        return self.medcab.door.surroundings.clock.now()
