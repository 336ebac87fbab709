"""What a template's `template.toml` may say. A fault is named with the key and what to write instead."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from medcab_tui.domain.documents import KINDS
from medcab_tui.domain.errors import Invalid
from medcab_tui.domain.papers import FieldKind, PaperField, PaperTemplate, Series

MOST_FIELDS: Final = 60
LONGEST_TITLE: Final = 120
LONGEST_TEXT: Final = 4_000
MOST_PICKS: Final = 100
MOST_LINES: Final = 20

SOURCES: Final = frozenset(
    {
        "", "last", "today", "patient.address", "patient.phone", "patient.policy", "patient.snils",
        "patient.email", "organisation", "worker.name", "worker.post", "diagnosis", "problems", "allergies",
        "results", "prescriptions", "complaints", "anamnesis", "objective",
        "conclusion", "plan",
    }
)  # fmt: skip
"""Where a field's first value comes from; «last»: what stood there in the last document of its kind."""

_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_PATTERN = re.compile(r"(?:[^{}]|\{n(?::0[1-9])?\}|\{yy\}|\{yyyy\})+")
_KEYS: Final = frozenset(
    {"title", "version", "kind", "about", "number", "series", "signed_before_sending", "fields", "texts"}
)
_FIELD_KEYS: Final = frozenset({"title", "kind", "required", "lines", "picks", "autofill", "hint"})


def is_folder_name(name: str) -> bool:
    """Whether a folder of this name can be a template: small Latin letters, digits, underscores."""
    return _NAME.fullmatch(name) is not None


def template_of(name: str, said: Mapping[str, Any], page: str, *, own: bool) -> PaperTemplate:
    """The template that a folder holds; raises Invalid `paper.…` with the key that is wrong."""
    if not is_folder_name(name):
        raise Invalid("paper.folder_name")
    _known(said, _KEYS, "")
    kind = said.get("kind")
    if not isinstance(kind, str) or kind not in KINDS:
        raise _wrong("kind", ", ".join(KINDS))
    about = said.get("about", "patient")
    if about not in ("patient", "nobody"):
        raise _wrong("about", "patient, nobody")
    pattern = _text(said, "number", 30)
    if not _PATTERN.fullmatch(pattern) or "{n" not in pattern:
        raise _wrong("number", "В-{n:04}/{yy}")
    series = said.get("series", name)
    if not isinstance(series, str) or not is_folder_name(series):
        raise _wrong("series", name)
    if not page.strip():
        raise Invalid("paper.no_page")
    return PaperTemplate(
        name,
        _text(said, "version", 20),
        _text(said, "title", LONGEST_TITLE),
        kind,
        _fields(said.get("fields")),
        Series(series, pattern),
        page,
        about == "patient",
        _switch(said, "signed_before_sending", ""),
        _texts(said.get("texts", {})),
        own,
    )


def _fields(said: Any) -> tuple[PaperField, ...]:
    if not isinstance(said, dict) or not said or len(said) > MOST_FIELDS:
        raise _wrong("fields", "[fields.diagnosis]")
    return tuple(_field(name, each) for name, each in said.items())


def _field(name: str, said: Any) -> PaperField:
    where = f"fields.{name}"
    if not isinstance(said, dict) or not is_folder_name(name):
        raise _wrong(where, "[fields.diagnosis]")
    _known(said, _FIELD_KEYS, f"{where}.")
    try:
        kind = FieldKind(said.get("kind", "line"))
    except ValueError:
        raise _wrong(f"{where}.kind", ", ".join(FieldKind)) from None
    picks = said.get("picks", [])
    if not isinstance(picks, list) or len(picks) > MOST_PICKS:
        raise _wrong(f"{where}.picks", '["да", "нет"]')
    if not all(isinstance(one, str) and 0 < len(one) <= LONGEST_TITLE for one in picks):
        raise _wrong(f"{where}.picks", '["да", "нет"]')
    if bool(picks) != (kind is FieldKind.CHOICE):
        raise _wrong(f"{where}.picks", 'kind = "choice", picks = ["да", "нет"]')
    autofill = said.get("autofill", "")
    if not isinstance(autofill, str) or autofill not in SOURCES:
        raise _wrong(f"{where}.autofill", ", ".join(sorted(SOURCES - {""})))
    lines = said.get("lines", 4 if kind is FieldKind.TEXT else 1)
    if not isinstance(lines, int) or isinstance(lines, bool) or not 1 <= lines <= MOST_LINES:
        raise _wrong(f"{where}.lines", f"1–{MOST_LINES}")
    if lines > 1 and kind is not FieldKind.TEXT:
        raise _wrong(f"{where}.lines", 'kind = "text"')
    return PaperField(
        name,
        _text(said, "title", LONGEST_TITLE, f"{where}."),
        kind,
        _switch(said, "required", f"{where}."),
        max(lines, 2) if kind is FieldKind.TEXT else 1,
        tuple(picks),
        autofill,
        _text(said, "hint", LONGEST_TITLE, f"{where}.") if "hint" in said else "",
    )


def _texts(said: Any) -> dict[str, str]:
    if not isinstance(said, dict):
        raise _wrong("texts", "[texts]")
    for name, text in said.items():
        if not is_folder_name(name) or not isinstance(text, str) or len(text) > LONGEST_TEXT:
            raise _wrong(f"texts.{name}", f'"…", ≤ {LONGEST_TEXT}')
    return dict(said)


def _text(said: Mapping[str, Any], key: str, most: int, where: str = "") -> str:
    found = said.get(key)
    if not isinstance(found, str) or not found.strip() or len(found) > most or "\n" in found:
        raise _wrong(f"{where}{key}", f'"…", ≤ {most}')
    return found.strip()


def _switch(said: Mapping[str, Any], key: str, where: str) -> bool:
    found = said.get(key, False)
    if not isinstance(found, bool):
        raise _wrong(f"{where}{key}", "true, false")
    return found


def _known(said: Mapping[str, Any], keys: frozenset[str], where: str) -> None:
    for key in said:
        if key not in keys:
            raise Invalid("paper.unknown_key", None, key=f"{where}{key}", known=", ".join(sorted(keys)))


def _wrong(key: str, wanted: str) -> Invalid:
    return Invalid("paper.wrong_key", None, key=key, wanted=wanted)
