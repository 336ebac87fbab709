"""What a form shows for each field of a model. Reads the model; needs no pydantic itself to be loaded."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from medcab_tui.locale import _

if TYPE_CHECKING:
    from pydantic import BaseModel
    from pydantic.fields import FieldInfo


class Choice(Struct, frozen=True):
    """One thing to pick: the value the model gets, the words shown, and what stands before them (a code).

    note: what tells it from others, shown after it and not kept: a post, a synonym by which it was found.
    synonyms: more words by which it is found, never shown.
    """

    value: Any
    title: str
    key: str = ""
    safe: bool = True
    """False: it is only offered, and Enter takes it after an arrow chose it."""
    more: bool = False
    """Taken, it is a beginning: the list goes on from there, as into a folder."""
    also: tuple[tuple[str, str], ...] = ()
    """Names of other fields and the texts that go there with it, if they are empty."""
    note: str = ""
    synonyms: str = ""

    @property
    def shown(self) -> str:
        """What stands in the field once it is picked."""
        return f"{self.key} {self.title}" if self.key else self.title


class Shown(Struct, frozen=True):
    """How a field looks; stands in the field's `Annotated` metadata.

    label: English msgid, translated when shown.
    mask: how to type it, shown beside the field: «ГГГГ-ММ-ДД» (msgid).
    width: cells of the field, 0 for all there is.
    lines: more than 1 makes it a text of several lines.
    choices: (value, msgid) pairs to pick from, filtered by what is typed.
    picks: the values come from a dictionary that the screen asks as one types.
    unpicked: the code of what is said while nothing of it is picked.
    loose: what is picked only helps to type; any text is a value.
    begun: whether this text may still become right; it is not called wrong while it is being typed.
    offers: values that were probably meant by a text that is wrong.
    parts: the fields that take the words after the first, where a whole name was typed into one.
    needed: another field, and the values of it with which this one must be filled.
    secret: what is typed is not shown, and no draft keeps it.
    told: what the field is for, under it while the keys are in it; said already in the reader's language.
    echo: how a text is understood, told back under it at every letter; already in the reader's language.
    """

    label: str
    mask: str = ""
    width: int = 0
    lines: int = 1
    choices: tuple[tuple[Any, str], ...] = ()
    picks: bool = False
    unpicked: str = "form.pick"
    loose: bool = False
    begun: Callable[[str], bool] | None = None
    offers: Callable[[str], tuple[Choice, ...]] | None = None
    parts: tuple[str, ...] = ()
    needed: tuple[str, frozenset[Any]] = ("", frozenset())
    secret: bool = False
    told: str = ""
    echo: Callable[[str], Sequence[tuple[str, str]]] | None = None


class Way(Struct, frozen=True):
    """How values of a kind are typed wherever one is asked for; what a field's `Shown` says goes before."""

    mask: str = ""
    begun: Callable[[str], bool] | None = None
    offers: Callable[[str], tuple[Choice, ...]] | None = None


class Field(Struct, frozen=True):
    """A field of a form: its name in the model, whether it must be filled, and how it looks."""

    name: str
    required: bool
    shown: Shown

    @property
    def label(self) -> str:
        """The label in the language in use."""
        return _(self.shown.label)

    def choices(self) -> tuple[Choice, ...]:
        """What can be picked, in the language in use."""
        return tuple(Choice(value, _(title)) for value, title in self.shown.choices)


def fields_of(model: type[BaseModel]) -> tuple[Field, ...]:
    """The fields of a model in its order. A field without `Shown` is not on the form."""
    found = []
    for name, info in model.model_fields.items():
        shown = _shown(info)
        if shown is not None:
            found.append(Field(name, info.is_required(), shown))
    return tuple(found)


def _shown(info: FieldInfo) -> Shown | None:
    shown = next((piece for piece in info.metadata if isinstance(piece, Shown)), None)
    way = next((piece for piece in info.metadata if isinstance(piece, Way)), None)
    if shown is None or way is None:
        return shown
    return replace(
        shown,
        mask=shown.mask or way.mask,
        begun=shown.begun or way.begun,
        offers=shown.offers or way.offers,
    )
