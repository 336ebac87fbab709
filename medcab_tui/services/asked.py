"""What an adapter's settings ask for: the fields of its pydantic model, for forms and the command line.

Loads pydantic: import it only where settings are looked into.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Iterable, Mapping
from enum import Enum
from typing import Any, Final, Literal

from msgspec import Struct
from pydantic import BaseModel, SecretBytes, SecretStr, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from medcab_tui.domain.exchange import Json

TITLES: Final = "titles"
HELP: Final = "help"
CHOICES: Final = "choices"
"""Keys of a field's `json_schema_extra`: by language; of choices by value, then by language."""


def titled(en: str, ru: str, help_en: str = "", help_ru: str = "", **more: Any) -> dict[str, Any]:
    """A field's `json_schema_extra` in both languages."""
    said: dict[str, Any] = {TITLES: {"en": en, "ru": ru}, **more}
    return {**said, HELP: {"en": help_en, "ru": help_ru}} if help_en else said


class Asked(Struct, frozen=True):
    """One field. kind: «text», «number», «switch», «secret», «choice» or «list»."""

    name: str
    kind: str
    required: bool
    title: Mapping[str, str]
    help: Mapping[str, str]
    default: str = ""
    choices: tuple[tuple[str, Mapping[str, str]], ...] = ()


def asked(model: type[BaseModel]) -> tuple[Asked, ...]:
    """The fields of the settings, in their order."""
    return tuple(_asked(name, field) for name, field in model.model_fields.items())


def secret_fields(model: type[BaseModel]) -> frozenset[str]:
    """Those that are kept apart and never shown."""
    return frozenset(name for name, field in model.model_fields.items() if _is_secret(field.annotation))


def understood(model: type[BaseModel], texts: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    """Values from what was typed, field by field, and what is wrong, by field, in the words of the model.

    An empty text means the field's default. What only holds between fields is `built`'s to say.
    """
    values: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for one in asked(model):
        text = texts.get(one.name, "")
        field = model.model_fields[one.name]
        if not text.strip():
            if one.required:
                wrong[one.name] = ""
            continue
        try:
            values[one.name] = value_of(field, one, text)
        except ValidationError as fault:
            wrong[one.name] = message(fault, [text] if one.kind == "secret" else ())
    return values, wrong


def value_of(field: FieldInfo, one: Asked, text: str) -> Any:
    """The value of a text; raises ValidationError."""
    raw: Any = text if one.kind == "secret" else text.strip()
    if one.kind == "list":
        raw = [part.strip() for part in text.replace("\n", ",").replace(";", ",").split(",") if part.strip()]
    elif one.kind == "choice":
        raw = next((value for value in _values(field.annotation) if _written(value) == raw), raw)
    judge: TypeAdapter[Any] = TypeAdapter(typing.cast("Any", typing.Annotated)[field.annotation, field])
    return judge.validate_python(raw)


def built(model: type[BaseModel], values: Mapping[str, Any], secrets: Mapping[str, str]) -> BaseModel:
    """The settings whole; raises ValidationError."""
    return model.model_validate({**values, **secrets})


def written(settings: BaseModel) -> dict[str, Json]:
    """Settings as they are kept: JSON, without secrets."""
    kept: dict[str, Json] = settings.model_dump(mode="json", exclude=set(secret_fields(type(settings))))
    return kept


def secrets_of(settings: BaseModel) -> dict[str, str]:
    """The secrets of settings that are filled in."""
    found: dict[str, str] = {}
    for name in secret_fields(type(settings)):
        value = getattr(settings, name)
        if value is not None:
            revealed = value.get_secret_value()
            text = revealed.decode() if isinstance(revealed, bytes) else str(revealed)
            if text:
                found[name] = text
    return found


def text_of(one: Asked, value: Json) -> str:
    """A kept value as it is typed."""
    if value is None:
        return ""
    if one.kind == "list" and isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return _written(value)


def message(fault: ValidationError, secrets: Iterable[str] = ()) -> str:
    """What the model says of the first error; a secret that a validator repeats is taken out."""
    first = fault.errors(include_url=False, include_input=False, include_context=False)[0]
    told = str(first["msg"])
    for secret in filter(None, secrets):
        told = told.replace(secret, "•••")
    return told


def field_of(fault: ValidationError) -> str:
    """The field the first error is about, "" if about all of them."""
    first = fault.errors(include_url=False, include_input=False, include_context=False)[0]
    return str(first["loc"][0]) if first["loc"] else ""


def unfit(model: type[BaseModel]) -> str:
    """Where a model cannot be asked for on a form: settings that lie in other settings. "" if it can."""
    for name, field in model.model_fields.items():
        if any(_is_model(part) for part in _parts(field.annotation)):
            return f"settings.{name}"
    return ""


def _asked(name: str, field: FieldInfo) -> Asked:
    extra = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
    titles = _texts(extra.get(TITLES)) or {"en": field.title or name.replace("_", " ").capitalize()}
    told = _texts(extra.get(HELP)) or ({"en": field.description} if field.description else {})
    kind = _kind(field.annotation)
    named = extra.get(CHOICES)
    choices = tuple(
        (_written(value), _texts(named.get(_written(value))) if isinstance(named, dict) else {})
        for value in _values(field.annotation)
    )
    default = ""
    if kind != "secret" and field.default not in (PydanticUndefined, None):
        default = text_of(
            Asked(name, kind, False, {}, {}), TypeAdapter(Any).dump_python(field.default, mode="json")
        )
    elif kind != "secret" and field.default_factory is list:
        default = ""
    return Asked(name, kind, field.is_required(), titles, told, default, choices)


def _kind(annotation: Any) -> str:
    if _is_secret(annotation):
        return "secret"
    parts = _parts(annotation)
    if bool in parts:
        return "switch"
    if _values(annotation):
        return "choice"
    if any(typing.get_origin(part) in (list, tuple, set, frozenset) for part in parts):
        return "list"
    if int in parts or float in parts:
        return "number"
    return "text"


def _parts(annotation: Any) -> tuple[Any, ...]:
    """What a field may be: through unions and annotations."""
    origin = typing.get_origin(annotation)
    if origin is typing.Annotated:
        return _parts(typing.get_args(annotation)[0])
    if origin in (typing.Union, types.UnionType):
        return tuple(part for one in typing.get_args(annotation) for part in _parts(one))
    return (annotation,)


def _values(annotation: Any) -> tuple[Any, ...]:
    found: list[Any] = []
    for part in _parts(annotation):
        if typing.get_origin(part) is Literal:
            found += [value for value in typing.get_args(part) if value is not None]
        elif isinstance(part, type) and issubclass(part, Enum):
            found += list(part)
    return tuple(found)


def _is_secret(annotation: Any) -> bool:
    return any(
        isinstance(part, type) and issubclass(part, SecretStr | SecretBytes) for part in _parts(annotation)
    )


def _is_model(part: Any) -> bool:
    if isinstance(part, type) and issubclass(part, BaseModel):
        return True
    return any(_is_model(inner) for inner in typing.get_args(part))


def _texts(given: Any) -> dict[str, str]:
    if not isinstance(given, Mapping):
        return {}
    return {str(language): text for language, text in given.items() if isinstance(text, str)}


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value.value) if isinstance(value, Enum) else str(value)
