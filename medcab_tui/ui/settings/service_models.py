"""The form of a connection, made from the settings model of its adapter. Loads pydantic."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, Final

from pydantic import AfterValidator, ValidationError, create_model
from pydantic_core import PydanticCustomError

from medcab_tui.domain.cleaning import one_line
from medcab_tui.domain.errors import Refused
from medcab_tui.domain.links import Secret, clean_link_name
from medcab_tui.locale import N_, _, language, pgettext
from medcab_tui.services import asked
from medcab_tui.services.asked import Asked
from medcab_tui.ui.forms.fields import Choice, Shown
from medcab_tui.ui.forms.form import Form
from medcab_tui.ui.forms.sheet import Start

if TYPE_CHECKING:
    from pydantic import BaseModel

NAME: Final = "connection"
"""The field of the connection's own name; those of the adapter begin with `OF`."""
OF: Final = "of_"
CLEAR: Final = "-"
"""Typed into a secret that need not be: it is dropped."""

_CODES: Final[Mapping[str, str]] = {
    "int_parsing": "form.whole",
    "int_from_float": "form.whole",
    "float_parsing": "form.number",
    "decimal_parsing": "form.number",
    "url_parsing": "form.url",
    "url_scheme": "form.url",
    "string_too_short": "form.too_short",
    "string_too_long": "form.too_long",
    "literal_error": "form.choose",
    "enum": "form.choose",
    "bool_parsing": "form.choose",
}
_LEAST: Final = {"greater_than_equal": "ge", "greater_than": "gt"}
_MOST: Final = {"less_than_equal": "le", "less_than": "lt"}


def spoken(texts: Mapping[str, str]) -> str:
    """A text of an adapter in the reader's language, or what there is of it."""
    found = texts.get(language()) or texts.get("en") or next(iter(texts.values()), "")
    return one_line(found)


def form_of(settings: type[BaseModel], kept: tuple[Secret, ...] | None) -> type[BaseModel]:
    """The model of the form. kept: secrets there are; None for a new connection, which needs a name too."""
    fields: dict[str, Any] = {}
    if kept is None:
        told = _("By this name the connection is known here and to medcab services.")
        shown = Shown(N_("Connection's name"), told=told)
        fields[NAME] = (Annotated[str, AfterValidator(_named), shown], ...)
    there = {one.field for one in kept or ()}
    for one in asked.asked(settings):
        shown = _shown(one, there=one.name in there)
        kind = Annotated[str, AfterValidator(_judge(settings, one)), shown]
        needed = one.required and one.name not in there
        fields[f"{OF}{one.name}"] = (kind, ...) if needed else (kind, "")
    made: type[BaseModel] = create_model("ConnectionForm", __base__=Form, **fields)
    return made


def starts(settings: type[BaseModel], values: Mapping[str, Any] | None) -> dict[str, Start]:
    """What stands in the fields at first: what is kept, or else what the adapter proposes."""
    found: dict[str, Start] = {}
    for one in asked.asked(settings):
        if one.kind == "secret":
            continue
        known = values is not None and one.name in values
        text = asked.text_of(one, values[one.name]) if known and values is not None else one.default
        choice = next((choice for choice in _choices(one) if choice[0] == text), None)
        picked = Choice(*choice) if choice is not None else None
        found[f"{OF}{one.name}"] = Start(picked.shown if picked else text, picked)
    return found


def texts_of(values: BaseModel) -> dict[str, str]:
    """What was typed, by the adapter's own field."""
    every = values.model_dump()
    return {name.removeprefix(OF): text for name, text in every.items() if name.startswith(OF)}


def _shown(one: Asked, *, there: bool) -> Shown:
    told = spoken(one.help)
    title = spoken(one.title) or one.name
    if one.kind == "secret" and there:
        stays = _("It is kept. Empty: it stays as it is.")
        if not one.required:
            stays = _("It is kept. Empty: it stays as it is; a hyphen alone: it is dropped.")
        told = f"{stays} {told}".strip()
    if one.kind == "list":
        told = f"{told} {_('Several with commas between.')}".strip()
    return Shown(title, choices=_choices(one), secret=one.kind == "secret", told=told)


def _choices(one: Asked) -> tuple[tuple[str, str], ...]:
    if one.kind == "switch":
        return (("true", pgettext("setting", "on")), ("false", pgettext("setting", "off")))
    return tuple((value, spoken(texts) or value) for value, texts in one.choices)


def _named(text: str) -> str:
    try:
        return clean_link_name(text)
    except Refused as refused:
        raise PydanticCustomError(refused.code, refused.code, dict(refused.values)) from refused


def _judge(settings: type[BaseModel], one: Asked) -> Any:
    """A text judged as the adapter's model judges it, told in our words where we have them."""
    field = settings.model_fields[one.name]

    def judge(text: str) -> str:
        if not text.strip() or (one.kind == "secret" and text == CLEAR and not one.required):
            return text
        try:
            asked.value_of(field, one, text)
        except ValidationError as fault:
            code, values = _code(fault, text if one.kind == "secret" else "")
            raise PydanticCustomError(code, code, values) from None
        return text

    return AfterValidator(judge).func


def _code(fault: ValidationError, secret: str) -> tuple[str, dict[str, str]]:
    first = fault.errors(include_url=False, include_input=False)[0]
    kind, context = first["type"], first.get("ctx") or {}
    if kind in _LEAST:
        return "form.at_least", {"least": str(context[_LEAST[kind]])}
    if kind in _MOST:
        return "form.at_most", {"most": str(context[_MOST[kind]])}
    if kind in _CODES:
        return _CODES[kind], {name: str(value) for name, value in context.items()}
    told = asked.message(fault, [secret]).removeprefix("Value error, ")
    return "form.own", {"told": told}
