"""Refusing, cancelling and withdrawing ask why: one line of text, with suggestions by digit."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, Final, cast

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input

from medcab_tui.domain.errors import Refused
from medcab_tui.locale import _
from medcab_tui.ui.shell.notice import ROLES
from medcab_tui.ui.verbs import FORM, bindings, key_line
from medcab_tui.ui.widgets.key_line import KeyHint, KeyLine
from medcab_tui.ui.widgets.lines import Line, wrap
from medcab_tui.ui.widgets.panel import Panel
from medcab_tui.ui.words import words_of

if TYPE_CHECKING:
    from medcab_tui.ui.app import MedcabApp

LONGEST: Final = 500
"""Characters of a reason."""

PATIENCE: Final = 1.0
"""Seconds to wait for the field to take what was typed into it."""

_DRAFTS: Final = "shell.reason"


class ReasonField(Input):
    """One line. While it is empty, a digit takes the suggestion of that number."""

    DEFAULT_CSS = """
    ReasonField.-textual-compact, ReasonField.-textual-compact:focus {
        border: none; height: 1; padding: 0 1; width: 1fr;
        background: $medcab-panel; color: $medcab-text;
    }
    ReasonField.-textual-compact:focus { background: $medcab-cursor-dim; background-tint: transparent; }
    """

    def __init__(self, suggestions: Sequence[str]) -> None:
        super().__init__(compact=True, select_on_focus=False, max_length=LONGEST)
        self.cursor_blink = False
        self._suggestions = tuple(suggestions)

    async def _on_key(self, event: events.Key) -> None:
        offered = {str(number): text for number, text in enumerate(self._suggestions, 1)}
        if not self.value and event.character in offered:
            event.stop()
            event.prevent_default()
            self.value = offered[event.character]
            self.cursor_position = len(self.value)
            return
        await super()._on_key(event)


class Reason(ModalScreen[str | None], inherit_bindings=False):
    """Asks for a reason; Ctrl+S gives it to whoever asked, Esc gives None and keeps what is typed as a draft.

    title: what is about to happen («Отменить приём»). about: whom and what it concerns, full name and birth
    date first; may have several lines. least: characters it takes. suggestions: nine at most, whole reasons.

        async def cancelled(reason: str | None) -> None:
            if reason is not None and await self.medcab.act(Cancel(…, reason), told=_("Cancelled")):
                rows.advance(found)

        self.app.push_screen(Reason(_("Cancel the visit"), about, suggestions=(…)), cancelled)
    """

    AUTO_FOCUS = ""
    place = FORM
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(FORM)]
    DEFAULT_CSS = """
    Reason { align: center middle; background: $medcab-background 60%; }
    Reason > Vertical { width: 76; max-width: 100%; height: auto; padding: 0 1;
        background: $medcab-background; }
    Reason Panel { margin-bottom: 1; }
    Reason #reason-said { margin-bottom: 0; }
    """

    def __init__(self, title: str, about: str, *, least: int = 3, suggestions: Sequence[str] = ()) -> None:
        super().__init__()
        self._heading, self._about, self._least = title, about, least
        self._suggestions = tuple(suggestions)[:9]
        self._field = ReasonField(self._suggestions)

    @property
    def medcab(self) -> MedcabApp:
        """The app, by its own type."""
        return cast("MedcabApp", self.app)

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Panel(id="reason-about")
            yield self._field
            yield Panel(id="reason-said", indent=1)
            yield Panel(id="reason-suggestions")
            yield KeyLine()

    async def on_mount(self) -> None:
        width = min(76, self.app.size.width) - 6
        about: list[Line] = [
            ((line, "text"),) for part in self._about.splitlines() for line in wrap(part, max(20, width))
        ]
        self.query_one("#reason-about", Panel).show(about, title=self._heading)
        offered: list[Line] = [
            ((f"{number}", "key"), ("  ", ""), (text, "text"))
            for number, text in enumerate(self._suggestions, 1)
        ]
        self.query_one("#reason-suggestions", Panel).show(
            offered, title=_("Or by digit") if offered else "", note=""
        )
        self.query_one(KeyLine).show(self.hints())
        self._tell(_("Why? {least} characters or more.").format(least=self._least), "dim")
        self._field.focus()
        await self._take_draft()

    def hints(self) -> list[KeyHint]:
        """What the key line shows."""
        return [
            KeyHint(
                verb.shown_keys,
                self._heading.lower() if verb.action == "save" else _(verb.title),
                action=verb.action,
            )
            for verb in key_line(FORM)
        ]

    @property
    def _object(self) -> str:
        return f"{self._heading}\n{self._about}"

    async def _take_draft(self) -> None:
        session = self.medcab.session
        if session is None:
            return
        session.typing.register(_DRAFTS, self._object, lambda: {"reason": self._field.value})
        draft = await session.cabinet.drafts.get(_DRAFTS, self._object)
        if draft and draft.get("reason") and not self._field.value:
            self._field.value = draft["reason"]
            self._field.cursor_position = len(self._field.value)
            self._tell(_("What was typed before is here again."), "warning")

    def say(self, text: str, severity: str = "information") -> None:
        """A sentence under the field."""
        glyph, role = ROLES.get(severity, ROLES["information"])
        self._tell(f"{glyph} {text}", role)

    def _tell(self, text: str, role: str) -> None:
        self.query_one("#reason-said", Panel).show([((text, role),)])

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        """Enter never means yes to a danger."""
        event.stop()
        self.say(_("Enter does not do it. Ctrl+S: {title}.").format(title=self._heading.lower()), "warning")

    async def action_save(self) -> None:
        """Give the reason to whoever asked, if it is long enough."""
        await self._caught_up()
        reason = " ".join(self._field.value.split())
        if len(reason) < self._least:
            self.say(words_of(Refused("reason.short", least=str(self._least))).whole, "error")
            return
        session = self.medcab.session
        if session is not None:
            # Whoever asked may still be refused: the words go when it is done.
            await session.cabinet.drafts.keep(_DRAFTS, self._object, {"reason": self._field.value})
            session.typing.forget(_DRAFTS, self._object)
            session.reason = (_DRAFTS, self._object)
        self.dismiss(reason)

    async def action_back(self) -> None:
        """Nothing happens; what is typed stays as a draft, and that is said."""
        await self._caught_up()
        session, words = self.medcab.session, ""
        if session is not None:
            session.typing.forget(_DRAFTS, self._object)
            if self._field.value.strip():
                await session.cabinet.drafts.keep(_DRAFTS, self._object, {"reason": self._field.value})
                words = _("The draft is kept.")
            else:
                await session.cabinet.drafts.drop(_DRAFTS, self._object)
        self.dismiss(None)
        if words:
            self.app.call_later(self.app.notify, words)

    async def _caught_up(self) -> None:
        """Letters pressed before this key may still be on their way to the field."""
        reached = asyncio.Event()
        if self._field.call_later(reached.set):
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(reached.wait(), PATIENCE)

    @on(KeyLine.Chosen)
    def _hint_chosen(self, event: KeyLine.Chosen) -> None:
        event.stop()
        self.call_later(self.run_action, event.hint.action)
