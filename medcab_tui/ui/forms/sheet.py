"""What a form is about: heading, model, what stands in it at first, and what saving does."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from medcab_tui.domain.ids import Id
from medcab_tui.ui.forms.fields import Choice
from medcab_tui.ui.widgets.lines import Line

if TYPE_CHECKING:
    from pydantic import BaseModel

    from medcab_tui.ui.forms.screen import FormScreen

TYPED_AT = "~at"
"""Key of a draft's body that says when its last letter was typed (ISO, UTC)."""

ACTION = "~id"
"""Key of a draft's body that keeps the id of the action that saving will be."""

SEEN = "~seen"
"""Key of a draft's body that keeps the version it was typed over."""


class Start(Struct, frozen=True):
    """A field's text at first, and the entry of a dictionary it was picked from."""

    text: str
    picked: Choice | None = None


class Earlier(Struct, frozen=True):
    """Something written earlier that a form can be filled from. title: what it is; note: what it says."""

    title: str
    starts: Mapping[str, Start]
    note: str = ""


class Sheet(ABC):
    """One form: who and what it is about and what becomes of it. Knows the cabinet; the engine does not."""

    place: str
    """Where its draft lies: "patients.record"."""
    object: str
    """What the draft is about: the patient's id in hexadecimal, or "new"."""
    first: str = ""
    """The field where the keys go when the form opens; the first empty one if not said."""
    versioned: bool = False
    """It changes what others may change meanwhile: `theirs` and `settled` say what then."""
    attaches: bool = False
    """Files can be chosen for it (Ctrl+F); they are kept by the same `save`, out of `form.files`."""
    about_somebody: bool = False
    """The first line of `heading` is the patient's name and day of birth."""
    tells_blanks: bool = False
    """A template's «…» left in a text is told before it is saved; saving once more saves it so."""
    enter_saves: bool = False
    """Where it has one line only, Enter saves as Ctrl+S does: what can be taken back at once."""
    saving: str = ""
    """What the key line calls Ctrl+S where that is not «save»: a msgid."""
    theirs_by: str = ""
    """Whose text `theirs` gave, and when: «Петров О. Д., 2026-11-23 12:20»."""

    @abstractmethod
    def title(self) -> str:
        """What is being done: «Новая запись»."""

    @abstractmethod
    def heading(self, width: int) -> list[Line]:
        """Who it is about; stands on top of the sheet."""

    @abstractmethod
    def model(self) -> type[BaseModel]:
        """The pydantic model, imported when the form is opened and not before."""

    def start(self) -> Mapping[str, Start]:
        """What stands in the fields before anything is typed."""
        return {}

    def proposed(self) -> Mapping[str, Start]:
        """What is put into the fields over that as if it had been typed: an older edition to restore."""
        return {}

    def extra(self) -> dict[str, str]:
        """What a draft must remember beside the texts: the version that was seen. Keys begin with «~»."""
        return {}

    def resume(self, body: Mapping[str, str]) -> None:
        """A draft goes on: take back what `extra` gave."""
        return

    async def picks(self, field: str, text: str) -> tuple[Choice, ...]:
        """Entries of the field's dictionary for a text."""
        return ()

    async def earlier(self) -> Sequence[Earlier]:
        """What Ctrl+R can fill the fields from, the newest first; nothing: the key is not shown."""
        return ()

    def duplicate_of(self, first: Id) -> Any | None:
        """`save` was refused because the same request was made a little while ago: the result that closes
        the form so that the first is seen. None, unless a sheet says otherwise: no key leads there."""
        return None

    async def theirs(self) -> Mapping[str, Start] | None:
        """`save` raised `Stale`: the fields as they stand now, read again; None if they cannot be compared.

        The version seen stays as it was until `settled`: leaving the comparison settles nothing.
        """
        return None

    def settled(self) -> None:
        """What is typed was merged with what `theirs` gave: save over that version, as a new action."""
        return

    @abstractmethod
    async def save(self, values: BaseModel, form: FormScreen) -> Any | None:
        """Do it. The result closes the form; None leaves it open. Raises `Refused`."""

    def saved(self, result: Any) -> str:
        """What to say once it is done: «Запись сохранена»."""
        return ""


class ActionSheet(Sheet):
    """A form whose saving is one action, `_action` its id: a draft that goes on does the same, once."""

    _action: Id

    def extra(self) -> dict[str, str]:
        return {ACTION: self._action.hex()}

    def resume(self, body: Mapping[str, str]) -> None:
        if body.get(ACTION):
            self._action = Id(bytes.fromhex(body[ACTION]))


class AmendingSheet(ActionSheet):
    """An action over a version, `_seen`: a draft was typed over the one seen then, and saving compares."""

    _seen: int

    def extra(self) -> dict[str, str]:
        return {**super().extra(), SEEN: str(self._seen)}

    def resume(self, body: Mapping[str, str]) -> None:
        super().resume(body)
        if body.get(SEEN, "").isdigit():
            self._seen = int(body[SEEN])
