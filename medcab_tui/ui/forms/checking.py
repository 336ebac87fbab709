"""Whether what stands in a field is right, and in which words to say what is not.

One field is checked by its own pydantic annotation, so that a value is judged the moment it is typed, and the
whole model only on saving.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from medcab_tui.domain.folding import fold
from medcab_tui.ui.forms.fields import Choice, Field

if TYPE_CHECKING:
    from pydantic import BaseModel, TypeAdapter

_CODES = {
    "missing": "form.required",
    "string_too_short": "form.too_short",
    "string_too_long": "form.too_long",
    "string_type": "form.required",
    "date_from_datetime_parsing": "form.no_such_day",
    "date_from_datetime_inexact": "form.no_such_day",
    "date_parsing": "form.no_such_day",
    "date_type": "form.date",
    "datetime_parsing": "form.no_such_day",
    "datetime_from_date_parsing": "form.no_such_day",
    "datetime_type": "form.moment",
    "enum": "form.choose",
    "literal_error": "form.choose",
    "int_parsing": "form.number",
    "decimal_parsing": "form.number",
}
"""pydantic's error types and our codes for them; types of our own are codes already."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong with one field: a code and what its sentence needs."""

    code: str
    values: Mapping[str, str] = field(default_factory=dict)
    fixes: tuple[Choice, ...] = field(default=(), compare=False)
    """Values to take instead by a key, the likeliest first."""


class Entered(Struct, frozen=True):
    """What stands in a field: its text, and the entry picked from a dictionary, if it was."""

    text: str
    picked: Choice | None = None


def check(model: type[BaseModel], asked: Field, entered: Entered) -> Trouble | None:
    """What is wrong with a field as it stands, or None."""
    trouble = _wrong(model, asked, entered)
    if trouble is None or asked.shown.offers is None:
        return trouble
    offers = asked.shown.offers(entered.text)
    return dataclasses.replace(trouble, fixes=_fixes(model, asked, offers, entered.text, trouble.code))


def _wrong(model: type[BaseModel], asked: Field, entered: Entered) -> Trouble | None:
    if not entered.text.strip():
        return Trouble("form.required") if asked.required else None
    value, trouble = value_of(asked, entered)
    if trouble is not None:
        return trouble
    return _refusal(_adapter(model, asked.name), value)


def _fixes(
    model: type[BaseModel], asked: Field, offers: tuple[Choice, ...], text: str, code: str
) -> tuple[Choice, ...]:
    """What is likely meant by a wrong text and is right, or is at least wrong in another way."""
    found: list[Choice] = []
    for offer in offers:
        spread = _spread(asked, offer)
        left = _wrong(model, asked, Entered(str(spread.value)))
        if str(spread.value) != text and (left is None or left.code != code):
            found.append(replace(spread, key=f"{spread.key}?", note="" if found else "Enter"))
    return tuple(found)


def apart(asked: Field, text: str) -> tuple[Choice, ...]:
    """A whole name in the field of its first part: right as it stands, perhaps meant for several fields."""
    whole = _spread(asked, Choice(text, "", text))
    return (replace(whole, key=f"{whole.key}?", safe=False, note="↓ Enter"),) if whole.also else ()


def _spread(asked: Field, offer: Choice) -> Choice:
    """A whole name that was typed into one field, over the fields that take its parts."""
    words = str(offer.value).split(maxsplit=len(asked.shown.parts))
    if len(words) < 2 or not asked.shown.parts:
        return offer
    also = tuple(zip(asked.shown.parts, words[1:], strict=False))
    return replace(offer, value=words[0], key=" · ".join(words), also=also)


def value_of(asked: Field, entered: Entered) -> tuple[Any, Trouble | None]:
    """The value a text stands for: of a choice its value, of anything else the text itself."""
    text = entered.text.strip() if asked.shown.lines == 1 else entered.text
    if entered.picked is not None and entered.text == entered.picked.shown:
        return entered.picked.value, None
    if asked.shown.picks and not asked.shown.loose:
        return None, Trouble(asked.shown.unpicked)
    if asked.shown.choices:
        same = [choice for choice in asked.choices() if fold(choice.shown) == fold(text)]
        return (same[0].value, None) if same else (None, Trouble("form.choose"))
    return text, None


def read(
    model: type[BaseModel], fields: tuple[Field, ...], entered: Mapping[str, Entered]
) -> tuple[BaseModel | None, dict[str, Trouble]]:
    """The whole model, or what is wrong field by field, in the order of the form."""
    troubles = {one.name: wrong for one in fields if (wrong := check(model, one, entered[one.name]))}
    if troubles:
        return None, troubles
    filled = {
        one.name: value_of(one, entered[one.name])[0] for one in fields if entered[one.name].text.strip()
    }
    return _validated(model, filled)


def _validated(model: type[BaseModel], values: dict[str, Any]) -> tuple[BaseModel | None, dict[str, Trouble]]:
    from pydantic import ValidationError

    try:
        return model.model_validate(values), {}
    except ValidationError as error:
        return None, {
            str(one["loc"][0]) if one["loc"] else "": _trouble(one["type"], one.get("ctx"))
            for one in reversed(error.errors(include_url=False))
        }


def _refusal(adapter: TypeAdapter[Any], value: Any) -> Trouble | None:
    from pydantic import ValidationError

    try:
        adapter.validate_python(value)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        return _trouble(first["type"], first.get("ctx"))
    return None


def _trouble(kind: str, context: Mapping[str, Any] | None) -> Trouble:
    values = {name: str(value) for name, value in (context or {}).items()}
    code = _CODES.get(kind, kind if "." in kind else "form.wrong")
    return Trouble(code, values)


@lru_cache(128)
def _adapter(model: type[BaseModel], name: str) -> TypeAdapter[Any]:
    from typing import Annotated

    from pydantic import ConfigDict, TypeAdapter

    info = model.model_fields[name]
    asked: Any = Annotated[info.annotation, info]
    return TypeAdapter(asked, config=ConfigDict(arbitrary_types_allowed=True))
