"""Lists of patients as tables: which column is what, and what a row says of a person."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from hashlib import sha256
from typing import Final

from msgspec import Struct

from medcab_tui.domain import identifiers, names
from medcab_tui.domain.errors import Invalid
from medcab_tui.domain.folding import fold, name_key
from medcab_tui.domain.interchange import Person, Read, Unkept
from medcab_tui.domain.patients import Sex


class Field(StrEnum):
    """What a column can be."""

    ID = "id"
    NAME = "name"
    """Surname, given name and patronymic in one."""
    SURNAME = "surname"
    GIVEN = "given"
    PATRONYMIC = "patronymic"
    BIRTH = "birth"
    SEX = "sex"
    SNILS = "snils"
    POLICY = "policy"
    PASSPORT = "passport"
    PHONE = "phone"
    PHONE2 = "phone2"
    EMAIL = "email"
    ADDRESS = "address"
    CONTACT = "contact"


HEADINGS: Final[Mapping[Field, tuple[str, ...]]] = {
    Field.ID: (
        "id", "ид", "код", "код пациента", "номер карты", "№ карты", "номер амбулаторной карты",
        "идентификатор", "patient id", "patientid", "mrn", "record number", "card number",
    ),
    Field.NAME: (
        "фио", "ф.и.о.", "ф. и. о.", "пациент", "фио пациента", "фамилия имя отчество", "name", "full name",
        "fullname", "patient", "patient name",
    ),
    Field.SURNAME: (
        "фамилия", "фам", "surname", "last name", "lastname", "family", "family name", "last",
    ),
    Field.GIVEN: ("имя", "given", "given name", "first name", "firstname", "first", "forename"),
    Field.PATRONYMIC: ("отчество", "отч", "patronymic", "middle name", "middlename", "middle"),
    Field.BIRTH: (
        "дата рождения", "д.р.", "др", "дата рожд", "рождение", "родился", "birth", "birth date", "birthdate",
        "date of birth", "dob", "born",
    ),
    Field.SEX: ("пол", "sex", "gender"),
    Field.SNILS: ("снилс", "страховой номер", "snils"),
    Field.POLICY: (
        "полис", "омс", "полис омс", "енп", "номер полиса", "№ полиса", "единый номер полиса", "policy",
        "oms", "policy number", "insurance",
    ),
    Field.PASSPORT: ("паспорт", "серия и номер паспорта", "passport"),
    Field.PHONE: (
        "телефон", "тел", "мобильный", "мобильный телефон", "сотовый", "номер телефона", "phone", "mobile",
        "cell", "telephone", "phone number",
    ),
    Field.PHONE2: (
        "телефон 2", "второй телефон", "домашний телефон", "доп. телефон", "phone 2", "home phone", "phone2",
    ),
    Field.EMAIL: ("почта", "эл. почта", "электронная почта", "e-mail", "email", "mail"),
    Field.ADDRESS: ("адрес", "адрес проживания", "адрес регистрации", "место жительства", "address", "addr"),
    Field.CONTACT: (
        "контакт", "контактное лицо", "представитель", "contact", "contact person", "next of kin",
    ),
}  # fmt: skip
"""How columns are called, in Russian and English; compared without case and signs."""

_SIGNS: Final = re.compile(r"[\W_]+")
_BY_HEADING: Final = {
    _SIGNS.sub(" ", fold(name)).strip(): field for field, called in HEADINGS.items() for name in called
}
_SEXES: Final = {
    **dict.fromkeys(("м", "муж", "мужской", "мужчина", "m", "male", "man", "1"), Sex.MALE),
    **dict.fromkeys(("ж", "жен", "женский", "женщина", "f", "female", "woman", "2"), Sex.FEMALE),
}
_DAY: Final = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})(?:[ T][\d:.]*)?")
_ISO: Final = re.compile(r"(\d{4})[-./](\d{1,2})[-./](\d{1,2})(?:[ T][\d:.+Z]*)?")
_COMPACT: Final = re.compile(r"(\d{4})(\d{2})(\d{2})")


class Columns(Struct, frozen=True):
    """Which column is what: places in a row, from 0."""

    places: Mapping[Field, int]
    headings: tuple[str, ...]

    @property
    def left(self) -> tuple[str, ...]:
        """Headings of columns that are not taken in."""
        taken = set(self.places.values())
        return tuple(name for place, name in enumerate(self.headings) if place not in taken and name)


def guessed(headings: Sequence[str]) -> dict[Field, int]:
    """Columns known by their headings; of two that mean the same the first."""
    found: dict[Field, int] = {}
    for place, heading in enumerate(headings):
        field = _BY_HEADING.get(plain(heading))
        if field is not None and (field is not Field.PHONE or field not in found):
            found.setdefault(field, place)
        elif field is Field.PHONE:
            found.setdefault(Field.PHONE2, place)
    return found


def plain(heading: str) -> str:
    """A heading without case and signs."""
    return _SIGNS.sub(" ", fold(heading)).strip()


def columns_of(headings: Sequence[str], said: Mapping[str, str]) -> Columns:
    """The columns as they were guessed and as somebody said. Raises Invalid about `columns`.

    said: by the name of a field the heading, the number of the column from 1, or "" for none.
    """
    found = guessed(headings)
    by_name = {plain(heading): place for place, heading in reversed(list(enumerate(headings)))}
    for name, column in said.items():
        field = field_named(name)
        if not column.strip():
            found.pop(field, None)
        elif column.strip().isdecimal() and 1 <= int(column) <= len(headings):
            found[field] = int(column) - 1
        elif plain(column) in by_name:
            found[field] = by_name[plain(column)]
        else:
            raise Invalid("import.no_column", "columns", column=column, there=", ".join(headings)[:500])
    if Field.NAME not in found and not {Field.SURNAME, Field.GIVEN} <= set(found):
        raise Invalid("import.no_names", "columns", there=", ".join(headings)[:500])
    if Field.BIRTH not in found:
        raise Invalid("import.no_birth", "columns", there=", ".join(headings)[:500])
    return Columns(found, tuple(headings))


def field_named(name: str) -> Field:
    """A field by its own name, or by what its column may be called. Raises Invalid about `columns`."""
    wanted = name.strip().casefold()
    found = next((one for one in Field if one.value == wanted), None) or _BY_HEADING.get(plain(name))
    if found is None:
        raise Invalid("import.no_field", "columns", name=name, fields=", ".join(Field))
    return found


def said_columns(text: str) -> dict[str, str]:
    """«surname=Фамилия, birth=3» as a mapping. Raises Invalid about `columns`."""
    said: dict[str, str] = {}
    for part in filter(None, map(str.strip, text.split(","))):
        name, between, column = part.partition("=")
        if not between or not name.strip():
            raise Invalid("import.columns_form", "columns", part=part)
        said[name.strip()] = column.strip()
    return said


def row_of(cells: Sequence[str], columns: Columns) -> Read:
    """What a row says of a person; what of it is no number or no day is told and left out."""
    said = {field: names.tidy(cells[place]) for field, place in columns.places.items() if place < len(cells)}
    unkept: list[Unkept] = []
    surname, given, patronymic = _name(said)
    birth, sex = _birth(said.get(Field.BIRTH, "")), _SEXES.get(fold(said.get(Field.SEX, "")).rstrip("."))
    if sex is None:
        sex = _sex_by(patronymic)
    remote = _called(said, name_key(surname, given, patronymic), birth)

    def leave(field: Field, reason: str) -> str:
        heading = columns.headings[columns.places[field]]
        unkept.append(Unkept(remote, "row", heading, reason))
        return ""

    def checked(field: Field, reason: str) -> str:
        text = said.get(field, "")
        try:
            return _CHECKS[field](text) if text else ""
        except Invalid:
            return leave(field, reason)

    if said.get(Field.BIRTH) and birth is None:
        leave(Field.BIRTH, "date.form")
    if said.get(Field.SEX) and sex is None:
        leave(Field.SEX, "element.value")
    person = Person(
        remote, surname, given, patronymic, sex, birth, "" if birth else said.get(Field.BIRTH, "")[:40],
        snils=checked(Field.SNILS, "snils"), policy=checked(Field.POLICY, "policy"),
        passport=checked(Field.PASSPORT, "passport"), phone=checked(Field.PHONE, "phone"),
        phone2=checked(Field.PHONE2, "phone"), email=checked(Field.EMAIL, "email"),
        address=said.get(Field.ADDRESS, "")[:250], contact=said.get(Field.CONTACT, "")[:250],
    )  # fmt: skip
    return Read(remote, "row", (remote,), (person,), tuple(unkept))


def _email(text: str) -> str:
    if "@" not in text or " " in text or len(text) > 250:
        raise Invalid("email.form", "email")
    return text


_CHECKS: Final = {
    Field.SNILS: identifiers.check_snils,
    Field.POLICY: lambda text: identifiers.check_policy_of("", text),
    Field.PASSPORT: identifiers.check_passport,
    Field.PHONE: identifiers.check_phone,
    Field.PHONE2: identifiers.check_phone,
    Field.EMAIL: _email,
}


def _name(said: Mapping[Field, str]) -> tuple[str, str, str]:
    words = said.get(Field.NAME, "").replace(",", " ").split(maxsplit=2)
    words += [""] * (3 - len(words))
    parts = (said.get(Field.SURNAME, ""), said.get(Field.GIVEN, ""), said.get(Field.PATRONYMIC, ""))
    surname, given, patronymic = (part or word for part, word in zip(parts, words, strict=True))
    return surname, given, patronymic


def _birth(text: str) -> date | None:
    """A day as lists write one: the day first, or the year."""
    for pattern, order in ((_DAY, (3, 2, 1)), (_ISO, (1, 2, 3)), (_COMPACT, (1, 2, 3))):
        if found := pattern.fullmatch(text):
            try:
                return date(*(int(found[place]) for place in order))
            except ValueError:
                return None
    return None


def _sex_by(patronymic: str) -> Sex | None:
    """A Russian patronymic says it."""
    low = fold(patronymic)
    if low.endswith(("вич", "ьич", "ич", "оглы")):
        return Sex.MALE
    return Sex.FEMALE if low.endswith(("вна", "чна", "кызы")) else None


def _called(said: Mapping[Field, str], key: str, birth: date | None) -> str:
    """By what the row is known again: its own number, else a number of the person, else name and birth."""
    if number := said.get(Field.ID):
        return f"Patient/{number[:64]}"
    own = identifiers.digits(said.get(Field.SNILS, "")) or f"{key}|{birth or said.get(Field.BIRTH, '')}"
    return f"row/{sha256(own.encode()).hexdigest()[:32]}"
