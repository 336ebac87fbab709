"""Verbs of the whole app: palette, help, lock, leaving, theme and language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, cast

from textual import events

from medcab_tui import locale
from medcab_tui.domain.ids import Id
from medcab_tui.locale import _
from medcab_tui.ui.look import Palette
from medcab_tui.ui.shell.cards import Cards
from medcab_tui.ui.shell.doing import Doing
from medcab_tui.ui.shell.modes import DOOR, FACTORIES
from medcab_tui.ui.shell.section import SectionScreen
from medcab_tui.ui.verbs import FORM, clashes

if TYPE_CHECKING:
    from medcab_tui.domain.rooms import AttentionRow
    from medcab_tui.ui.app import MedcabApp

BEHIND_DOOR = frozenset({"quit", "help", "focus_next", "focus_previous"})
OVER_DIALOG = frozenset({"quit", "lock", "focus_next", "focus_previous"})
NOT_OVER_SHEET = frozenset({"palette", "previous_card", "next_theme", "next_language", "sign_out"})


class Commands(Doing):
    """The part of the app that its own verbs call."""

    palettes: dict[str, Palette]
    own_keys: Mapping[str, str] = MappingProxyType({})
    """The user's own keymap, if it is in force."""

    @property
    def cards(self) -> Cards:
        """Which cards are and were open."""
        return self.session.cards if self.session else Cards()

    def go(self, place: str, view: str | None = None, then: str = "") -> None:
        """Show a section, and a view of it."""
        raise NotImplementedError

    def open_card(self, patient: Id) -> None:
        """Open a patient's card."""
        raise NotImplementedError

    def use_keymap(self, keymap: dict[str, str]) -> tuple[str, ...]:
        """Take the user's keys; with a clash none of them is taken. Returns what is wrong."""
        wrong = clashes(keymap)
        if not wrong:
            self.set_keymap(keymap)
            self.own_keys = dict(keymap)
        return wrong

    async def on_event(self, event: events.Event) -> None:
        """While jump labels are shown letters are theirs, before any binding."""
        if isinstance(event, events.Key | events.MouseDown | events.Paste) and not event.is_forwarded:
            screen = self.screen if self._screen_stack else None
            if isinstance(screen, SectionScreen) and screen.jump_takes(event):
                return
        await super().on_event(event)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The app's keys reach it behind the door and under dialogs too; most have no business there."""
        if self.session is None:
            return action in BEHIND_DOOR
        if not self._screen_stack or isinstance(self.screen, SectionScreen):
            return True
        if getattr(self.screen, "place", None) == FORM:
            return action not in NOT_OVER_SHEET
        return action in OVER_DIALOG

    def action_go(self, place: str) -> None:
        self.go(place)

    async def action_requests(self) -> None:
        from medcab_tui.ui.requests.asking import open_requests

        await open_requests(cast("MedcabApp", self))

    async def open_request(self, request: Id) -> None:
        """The request itself, among all that waits for a decision."""
        from medcab_tui.ui.requests.asking import open_requests

        await open_requests(cast("MedcabApp", self), request)

    async def action_send_queue(self) -> None:
        from medcab_tui.ui.links.queue import QueueScreen

        await self.push_screen(QueueScreen())

    async def open_conflict(self, conflict: Id) -> None:
        """Both versions of what was changed here and at a service."""
        from medcab_tui.ui.links.conflict import open_conflict

        await open_conflict(cast("MedcabApp", self), conflict)

    async def action_import_charts(self) -> None:
        from medcab_tui.ui.imports.opening import open_import

        await open_import(cast("MedcabApp", self))

    async def action_correct_colleague(self) -> None:
        from medcab_tui.ui.requests.asking import correct_colleague

        await correct_colleague(cast("MedcabApp", self))

    async def action_patient_request(self) -> None:
        from medcab_tui.ui.home.applications import write_application

        await write_application(cast("MedcabApp", self))

    async def hand_over(self, row: AttentionRow) -> None:
        """Ask a colleague to take what this line of Home asks for."""
        from medcab_tui.ui.requests.asking import hand_over

        await hand_over(cast("MedcabApp", self), row)

    def action_previous_card(self) -> None:
        previous = self.cards.previous
        if previous is None:
            self.notify(_("No other card has been open yet."))
        else:
            self.open_card(previous)

    def action_go_back(self) -> None:
        self.travel(-1)

    def action_go_forth(self) -> None:
        self.travel(1)

    async def action_next_attention(self, step: int) -> None:
        """From any section to the source of what needs attention next, or before; else to its line."""
        from medcab_tui.ui.home.opening import open_source

        session = self.session
        if session is None:
            return
        row = await session.cabinet.home.next_attention(session.attended, backwards=step < 0)
        if self.session is not session:
            return
        session.attended = row
        if row is None:
            self.notify(_("Nothing needs your attention."))
        elif not open_source(self, row, session.cabinet.surroundings.zone):
            self.states["home"] = {"view": "summary", "row": row.id.hex()}
            self.go("home", "summary")

    def copy(self, text: str, *, patient: bool) -> bool:
        """Put a text into the terminal's clipboard; whether it got there. `patient`: it is about one."""
        from medcab_tui.ui.terminal.clipboard import TooLong, plain

        text = plain(text)
        if not text:
            return False
        if patient and not self.settings.copy_patient_text:
            told = _("Not copied: texts about patients stay in here. Settings: copy_patient_text = true")
            self.notify(told, severity="warning")
            return False
        send: Callable[[str], None] | None = getattr(self._driver, "copy", None)
        try:
            if send is not None:
                send(text)
        except TooLong:
            self.notify(_("Not copied: it is too long for the clipboard. Copy one row."), severity="warning")
            return False
        self._clipboard = text
        self.notify(_("Copied: given to the terminal's clipboard."))
        return True

    async def action_toggle_mouse(self) -> None:
        """Listen to the mouse, or leave it to the terminal's own selection."""
        if await self.change("mouse", not self.settings.mouse):
            on = _("The mouse is listened to.")
            off = _("The mouse is the terminal's: select with it as anywhere.")
            self.notify(on if self.settings.mouse else off)

    async def change(self, name: str, value: Any) -> bool:
        """Change a setting, now and for good; whether it was kept."""
        raise NotImplementedError

    def action_palette(self) -> None:
        self.open_palette()

    def open_palette(self, text: str = "") -> None:
        """The commands over the shown section, with this text in their field."""
        from medcab_tui.ui.shell.palette import Palette as PaletteScreen

        if isinstance(self.screen, SectionScreen):
            self.push_screen(PaletteScreen(self.screen, text))

    def action_help(self) -> None:
        from medcab_tui.ui.shell.help import Help

        if not isinstance(self.screen, Help):
            place = str(getattr(self.screen, "place", DOOR))
            self.push_screen(Help(place, str(getattr(self.screen, "view", "")) or None))

    def action_lock(self) -> None:
        self.lock()

    def action_sign_out(self) -> None:
        self.run_worker(self.leave(sign_out=True), group="passage", exclusive=True)

    async def action_quit(self) -> None:
        """Keep what is typed, close the store, leave."""
        from medcab_tui.ui.door.screen import DoorScreen

        for screen in self._screen_stacks.get(DOOR, ()):
            if isinstance(screen, DoorScreen):
                await screen.before_quit()
        session, self.session = self.session, None
        if session is not None:
            await session.close(sign_out=True)
        self.exit(0)

    def action_next_theme(self) -> None:
        """The next of the themes that were found, for this sitting; «Настройки» keep one for good."""
        names = list(self.palettes)
        self.theme = names[(names.index(self.theme) + 1) % len(names)]
        self.notify(
            _("Theme: {name}. To keep it, choose it in Settings.").format(
                name=self.palettes[self.theme].title(locale.language())
            )
        )

    async def action_next_language(self) -> None:
        """The other language; every section is built again, at the same place."""
        languages = locale.LANGUAGES
        locale.use(languages[(languages.index(locale.language()) + 1) % len(languages)])
        await self.rebuild()

    def repaint(self) -> None:
        """Draw every line again: styles of the theme are looked up while drawing."""
        for stack in self._screen_stacks.values():
            for screen in stack:
                for widget in screen.walk_children():
                    widget.refresh()

    async def rebuild(self) -> None:
        """Build all sections again; while they go there is nothing to build, and a lock waits for the end."""
        if self._turning.locked():
            return
        async with self._turning:
            if self.session is None:
                return
            place = self._place(self.session)
            self.switch_mode(DOOR)
            for mode in [name for name in FACTORIES if name != DOOR]:
                await self.remove_mode(mode)
                self.add_mode(mode, FACTORIES[mode])
            await self.switch_mode(place.mode)
            self._restore(place)
