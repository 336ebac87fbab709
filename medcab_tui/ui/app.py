"""The app: six modes behind one door, and what works in all of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from textual.binding import BindingType
from textual.driver import Driver
from textual.screen import Screen

from medcab_tui.domain.errors import Refused
from medcab_tui.domain.ids import Id
from medcab_tui.domain.rooms import Badges
from medcab_tui.ui.shell.appearance import Appearance
from medcab_tui.ui.shell.misfits import misfits
from medcab_tui.ui.shell.modes import DOOR, FACTORIES
from medcab_tui.ui.shell.section import SectionScreen
from medcab_tui.ui.shell.typing import Typing
from medcab_tui.ui.terminal.sendable import unsendable
from medcab_tui.ui.verbs import SECTIONS, app_bindings
from medcab_tui.ui.words import words_of

if TYPE_CHECKING:
    from textual.notifications import SeverityLevel

    from medcab_tui.cabinet.cabinet import Cabinet
    from medcab_tui.cabinet.door import Door
    from medcab_tui.domain.patients import PatientRow
    from medcab_tui.settings import Settings
    from medcab_tui.ui.shell.entries import Provider


class MedcabApp(Appearance, inherit_bindings=False):
    """The worker's cabinet on a terminal. Nothing is built or read before the door is opened."""

    MODES: ClassVar[dict[str, str | Callable[[], Screen[Any]]]] = {**FACTORIES}
    DEFAULT_MODE = DOOR
    CSS_PATH = "shell/shell.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*app_bindings()]
    ENABLE_COMMAND_PALETTE = False
    ESCAPE_TO_MINIMIZE = False
    AUTO_FOCUS = None
    TITLE = "medcab"

    welcome = ""
    """What the door says to whoever signs in; empty but for a demo."""

    def __init__(
        self,
        door: Door,
        settings: Settings,
        *,
        driver_class: type[Driver] | None = None,
        cabinet: Cabinet | None = None,
    ) -> None:
        super().__init__(driver_class=driver_class)
        self.door, self.settings = door, settings
        self.escape_delay_ms = settings.escape_delay_ms
        self._given = cabinet
        if cabinet is not None:
            self.begin_in("home")
        self.palette_providers: list[Provider] = [self.kept_filters, self.settings_pages, self.stand_pages]
        self.dress(settings)
        self.animation_level = "none"
        self._clashes = self.use_keymap(dict(settings.keymap))

    async def on_load(self) -> None:
        if self._given is not None:
            try:
                await self.open_session(self._given)
            except Refused:
                self.session = None
                self.begin_in(DOOR)  # admitting is tried again there, and refused where it can be told

    async def on_mount(self) -> None:
        self.theme_changed_signal.subscribe(self, lambda _theme: self.repaint())
        if self._given is not None:
            cabinet, self._given = self._given, None
            if self.session is None:
                await self.admit(cabinet)
            else:
                self.tell_previous(cabinet)

    def on_ready(self) -> None:
        chosen = self.settings
        warnings = (*chosen.warnings, *unsendable(chosen.keymap), *self.faults_of_themes())
        for told in misfits(warnings, chosen.theme, self.palettes, self._clashes):
            self.notify(told, severity="warning")
        self.watch_themes()

    def delay_update(self, delay: float = 0.05) -> None:
        """Textual holds the screen for 50 ms at every switch; one turn of the loop is enough."""
        self._begin_batch()
        self.call_next(self._end_delay)

    def _end_delay(self) -> None:
        self._end_batch()
        if not self._batch_count:
            self.screen.refresh()

    # What screens ask the app.

    @property
    def typing(self) -> Typing:
        """Where sheets register what is typed into them."""
        return self.session.typing if self.session else Typing()

    @property
    def pinned(self) -> PatientRow | None:
        """The patient of the last card, carried into every section."""
        return self.cards.pinned

    @property
    def badges(self) -> Mapping[str, Badges]:
        """Counts beside the menu's sections."""
        return self.session.badges if self.session else {}

    def go(self, place: str, view: str | None = None, then: str = "") -> None:
        """Show a section, and a view of it; `then` is an action of its screen, run once its rows are read."""
        if self.session is None or place not in SECTIONS:
            return
        self.leave_place()
        self.once.begin()
        self.arriving = place
        self.switch_mode(place)
        self.call_after_refresh(self._arrive, place, view, then)

    def _arrive(self, place: str, view: str | None, then: str = "") -> None:
        self.arriving = ""
        screen = self.screen
        if not isinstance(screen, SectionScreen) or screen.place != place:
            return
        screen.back_to = ""
        if (state := self.states.pop(place, None)) is not None:
            screen.restore_place(state)
        if view is not None:
            screen.show_view(view)
        else:
            screen.arrive()
        self.note_place()
        if then:
            screen.act_when_read(then)

    def open_card(self, patient: Id) -> None:
        """Open a patient's card: «Сводка» of section 2 reads `app.cards.wanted` and calls `pin`."""
        self.leave_place()
        self.cards.open(patient)
        self.cards.asked = patient
        self.go("patients", "summary")

    def pin(self, row: PatientRow) -> None:
        """The card was read: show whose it is above every view."""
        self.cards.pin(row)
        if isinstance(self.screen, SectionScreen):
            self.screen.show_frame()

    def report(self, refused: Refused) -> None:
        """Tell a refusal that no field can show; a store that cannot be used any more is locked."""
        if self.session is None and refused.code == "store.closed":
            return
        if not self.refused(refused):
            self.notify(words_of(refused).whole, severity="warning")

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = False,
    ) -> None:
        """A sentence on the screen, never markup: in the line above the key line where there is one."""
        text = f"{title}: {message}" if title else message
        say = getattr(self.screen, "say", None)
        if callable(say):
            say(text, severity)
        else:
            super().notify(text, severity=severity, timeout=timeout, markup=False)

    def copy_to_clipboard(self, text: str) -> None:
        """Keep what was copied inside the program: a terminal's clipboard is no place for patients' text."""
        self._clipboard = text
