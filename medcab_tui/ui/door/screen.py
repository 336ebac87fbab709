"""The door: nothing behind it is read before somebody signed in."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, ClassVar, cast

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Center

from medcab_tui.domain.errors import Refused, StoreFault
from medcab_tui.locale import _
from medcab_tui.ui.door.founding import Founding
from medcab_tui.ui.door.recovery import Recovery
from medcab_tui.ui.door.sign_in import SignIn
from medcab_tui.ui.door.stage import Stage
from medcab_tui.ui.shell.session import Place
from medcab_tui.ui.shell.small import Sized, TooSmall
from medcab_tui.ui.verbs import DOOR, Verb, bindings, key_line
from medcab_tui.ui.widgets.key_line import KeyHint, KeyLine

if TYPE_CHECKING:
    from medcab_tui.ui.app import MedcabApp


class DoorScreen(Sized, inherit_bindings=False):
    """Shows one stage: signing in, unlocking, the first run, the recovery code."""

    CSS_PATH = Path(__file__).with_name("door.tcss")
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab,down", "app.focus_next", show=False, id="door.next", tooltip="To the next field"),
        Binding(
            "shift+tab,up",
            "app.focus_previous",
            show=False,
            id="door.previous",
            tooltip="To the field before",
        ),
        *bindings(DOOR),
    ]

    place = DOOR

    _built = False
    _login = ""
    _why: Refused | None = None

    @property
    def medcab(self) -> MedcabApp:
        """The app, by its own type."""
        return cast("MedcabApp", self.app)

    @property
    def stage(self) -> Stage:
        """What is asked now."""
        return self.query_one(Stage)

    def compose(self) -> ComposeResult:
        with Center(id="door"):
            yield self._first_stage()
        yield KeyLine()
        yield TooSmall()

    def _first_stage(self) -> Stage:
        try:
            return SignIn(self._login, self._why) if self.medcab.door.exists() else Founding()
        except StoreFault as fault:
            return SignIn(why=fault)

    def on_mount(self) -> None:
        self._built = True
        self._settle_stage()
        self.call_after_refresh(_load_home)

    def on_resize(self, event: events.Resize) -> None:
        super().on_resize(event)
        self._settle_stage()

    def _settle_stage(self) -> None:
        """Signing in stands where the first frame painted it, everything else in the middle."""
        signing_in = isinstance(self.stage, SignIn)
        self.query_one("#door").set_class(signing_in, "-signing-in")
        self.stage.styles.margin = (max(0, self.size.height // 2 - 4), 0, 0, 0) if signing_in else 0
        self.refresh_key_line()

    def refresh_key_line(self) -> None:
        """The keys of this stage."""
        self.query_one(KeyLine).show(
            [
                KeyHint(verb.shown_keys, self._called(verb), verb.id == "help", verb.action)
                for verb in key_line(DOOR)
                if verb.action.startswith("app.") or self._works(verb.action)
            ]
        )

    def _called(self, verb: Verb) -> str:
        return self.stage.going_on() if verb.action == "submit" else _(verb.title)

    async def show_stage(self, stage: Stage) -> None:
        """Ask something else."""
        holder = self.query_one("#door", Center)
        await holder.remove_children()
        await holder.mount(stage)
        self._settle_stage()

    def show_locked(self, place: Place | None, why: Refused | None) -> None:
        """The cabinet was closed; after a lock only the password is asked, after sign-out both."""
        self._login, self._why = place.login if place else "", why
        if self._built:  # else it begins with this: an open cabinet was given, nobody saw a door yet
            self.run_worker(self.show_stage(SignIn(self._login, why)), group="stage", exclusive=True)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return self._works(action) if action in ("forgot", "other", "back") else True

    def _works(self, action: str) -> bool:
        stage = self.query(Stage).first() if self.query(Stage) else None
        if action == "forgot":
            return isinstance(stage, SignIn)
        if action == "back":
            return stage is not None and stage.goes_back
        if action == "other":
            return isinstance(stage, SignIn) and self.medcab.remembered is not None
        return True

    async def action_submit(self) -> None:
        await self.stage.submit()

    async def action_forgot(self) -> None:
        login = self.stage.value("login") if isinstance(self.stage, SignIn) else ""
        await self.show_stage(Recovery(login.strip()))

    async def action_other(self) -> None:
        self.medcab.remembered = None
        await self.show_stage(SignIn())

    async def action_back(self) -> None:
        await self.begin_again()

    async def code_asked(self, refused: Refused) -> bool:
        """Ask for the code of the second factor, if that is what is missing; whether it is."""
        if refused.code != "second_factor.needed":
            return False
        from medcab_tui.cabinet.half_open import CodeNeeded
        from medcab_tui.ui.door.second_factor import CodeAsked

        if isinstance(refused, CodeNeeded):
            await self.show_stage(CodeAsked(refused.half))
        return True

    async def begin_again(self, why: Refused | None = None) -> None:
        """Back to the password."""
        await self.stage.abandon()
        place = self.medcab.remembered
        await self.show_stage(SignIn(place.login if place else "", why))

    async def before_quit(self) -> None:
        """Close what was opened and not yet admitted."""
        await self.stage.abandon()


def _load_home() -> None:
    """The program of the first screen, never its rows: it is there before the password is typed."""
    Thread(target=import_module, args=("medcab_tui.ui.home.screen",), name="loading", daemon=True).start()
