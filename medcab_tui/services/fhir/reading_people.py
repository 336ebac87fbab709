"""Patients, clinicians and organisations, read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from msgspec.structs import replace

from medcab_tui.domain import identifiers, names
from medcab_tui.domain.chart import POLICY_KINDS
from medcab_tui.domain.errors import Invalid
from medcab_tui.domain.interchange import Clinician, Institution, Person, Piece, Post
from medcab_tui.domain.mending import ALIKE
from medcab_tui.domain.patients import Coded, Sex
from medcab_tui.services.fhir import systems
from medcab_tui.services.fhir.elements import Json, Reading, codings, spelled

_SEXES: Final = {"male": Sex.MALE, "female": Sex.FEMALE}
_PAST: Final = ("old", "maiden")
_STRAY: Final = re.compile(r"[^\w '’ʼ‐-]|[\d_]")
_CYRILLIC: Final = re.compile(r"[Ѐ-ԯ]")
_DASHES: Final = str.maketrans("‑–—−", "----")
_SPACED: Final = re.compile(r"[\s_]+")


def patient(reading: Reading) -> Iterator[Piece]:
    """A Patient. Without a name nobody: then nothing is given."""
    said = reading.resource
    name = _name(reading, said.get("name"))
    if name is None:
        reading.left("name", "name.missing", whole=True)
        return
    sex = _SEXES.get(reading.code("gender"))
    if sex is None:
        reading.left("gender", "element.value" if "gender" in said else "element.missing")
    birth, born = reading.day(said.get("birthDate"), "birthDate")
    if birth is None and not any(one.element == "Patient.birthDate" for one in reading.unkept):
        reading.left("birthDate", "date.form" if born else "element.missing")
    died = ""
    if said.get("deceasedBoolean") is True:
        died = "yes"
    elif "deceasedDateTime" in said:
        died = reading.day(said["deceasedDateTime"], "deceasedDateTime")[1] or "yes"
    person = Person(reading.remote, *name, sex=sex, birth=birth, born="" if birth else born, died=died)
    yield _reached(reading, _numbered(reading, person))


def practitioner(reading: Reading) -> Iterator[Piece]:
    """A Practitioner."""
    said = reading.resource
    name = _name(reading, said.get("name"), quiet=True) if _in_parts(said.get("name")) else None
    shown = names.initials(*name) if name else spelled(reading, said.get("name"), "name")
    if not shown:
        reading.left("name", "name.missing", whole=True)
        return
    posts = (
        reading.words(one.get("code"), f"{place}.code")
        for one, place in reading.many(said.get("qualification"), "qualification")
    )
    yield Clinician(reading.remote, shown, next(filter(None, posts), ""))


def practitioner_role(reading: Reading) -> Iterator[Piece]:
    """A PractitionerRole: its post is what is done there, else the specialty."""
    said = reading.resource
    posts = (
        reading.words(one, place)
        for name in ("code", "specialty")
        for one, place in reading.many(said.get(name), name)
    )
    yield Post(
        reading.remote,
        reading.ref(said.get("practitioner"), "practitioner"),
        reading.ref(said.get("organization"), "organization"),
        next(filter(None, posts), ""),
    )


def organization(reading: Reading) -> Iterator[Piece]:
    """An Organization, or a Location that somebody refers to instead of one."""
    name = reading.line(reading.resource.get("name"), "name")
    if name:
        yield Institution(reading.remote, name)
    else:
        reading.left("name", "name.missing", whole=True)


def _name(reading: Reading, said: object, *, quiet: bool = False) -> tuple[str, str, str] | None:
    """Surname, given name and patronymic: the name in use; others are told of."""
    kept: tuple[str, str, str] | None = None
    ranked = sorted(reading.many(said, "name"), key=lambda one: _rank(one[0]))
    for one, place in ranked:
        if kept is not None:
            if not quiet:
                reading.left(place, "element.more")
            continue
        kept = _parts(reading, one, place, quiet=quiet)
    return kept


def _in_parts(listed: object) -> bool:
    """Whether a name is more than one line of text."""
    return isinstance(listed, list) and any(isinstance(one, dict) and "family" in one for one in listed)


def _rank(said: Json) -> int:
    use, period = said.get("use"), said.get("period")
    ended = isinstance(period, dict) and "end" in period
    if use in _PAST or ended:
        return 3
    return {"official": 0, "usual": 1}.get(use if isinstance(use, str) else "", 2)


def _parts(reading: Reading, said: Json, place: str, *, quiet: bool) -> tuple[str, str, str] | None:
    given = said.get("given")
    listed = [reading.line(one, f"{place}.given") for one in given] if isinstance(given, list) else []
    words = [reading.line(said.get("family"), f"{place}.family"), *filter(None, listed)]
    if not words[0] or len(words) == 1:
        words = _split(reading.line(said.get("text"), f"{place}.text")) or words
    if not words[0] or len(words) < 2:
        return None
    raw = (words[0], words[1], " ".join(words[2:]))
    tidied = tuple(_tidied(part) for part in raw)
    surname, first, patronymic = (part if part is not None else "" for part in tidied)
    if not surname or not first:
        return None
    if not quiet and any(part and part != names.tidy(was) for part, was in zip(tidied, raw, strict=True)):
        reading.left(place, "name.tidied")
    elif not quiet and tidied[2] is None:
        reading.left(f"{place}.given", "name.missing")
    return surname, first, patronymic


def _split(text: str) -> list[str]:
    """Surname first, from a name in one line: «Иванов Иван Иванович», «Smith, John», «John Smith»."""
    if "," in text:
        surname, _, rest = text.partition(",")
        return [surname.strip(), *rest.split()]
    parts = text.split()
    if len(parts) < 2:
        return []
    if _CYRILLIC.search(text):
        return [parts[0], parts[1], " ".join(parts[2:])] if len(parts) > 2 else parts
    return [parts[-1], parts[0], " ".join(parts[1:-1])] if len(parts) > 2 else [parts[1], parts[0]]


def _tidied(text: str) -> str | None:
    """The name as a card holds it, without stray signs and letters of the other script that look alike; None
    if nothing remains that could be one.
    """
    whole = text.translate(_DASHES)
    if len(whole) > names.LONGEST_NAME:
        whole = whole[: names.LONGEST_NAME].rpartition(" ")[0]
    bare = _STRAY.sub(" ", whole)
    for tried in (whole, bare, "".join(ALIKE.get(letter, letter) for letter in bare)):
        try:
            return names.checked_name(tried.strip(" -'’ʼ‐"), "name", required=False)
        except Invalid:
            continue
    return None


def _numbered(reading: Reading, person: Person) -> Person:
    found: dict[str, Any] = {}
    for one, place in reading.many(reading.resource.get("identifier"), "identifier"):
        number = reading.line(one.get("value"), f"{place}.value", 64)
        kind = _kind_of(one)
        if kind is None:
            reading.left(place, "element.more")
        if kind is None or not number:
            continue
        if kind in found:
            reading.left(place, "element.more")
            continue
        try:
            if kind == "policy":
                found |= _policy(number, one)
            elif kind == "snils":
                found[kind] = identifiers.check_snils(number)
            else:
                found[kind] = identifiers.check_passport(_SPACED.sub("", number))
        except Invalid:
            reading.left(place, kind)
    return replace(person, **found) if found else person


def _kind_of(identifier: Json) -> str | None:
    """Which number of a person it is; None for those of other systems, which a card has no place for."""
    system = identifier.get("system")
    if isinstance(system, str):
        low = system.casefold()
        if system == systems.SNILS_OID or low.endswith("/snils"):
            return "snils"
        if low.endswith(("/oms", "/enp")) or system == systems.POLICY_KIND:
            return "policy"
        if low.endswith("/identity-document"):
            kinds = [code for kind, code in codings(identifier.get("type")) if "99.2.48" in kind]
            return "passport" if not kinds or "1" in kinds else None
        if low.endswith(("/passport-rf", "/passportrf")) or system == systems.IDENTITY_KIND:
            return "passport"
    return None


def _policy(number: str, said: Json) -> dict[str, Any]:
    codes = {code for kind, code in codings(said.get("type")) if kind == systems.POLICY_KIND or "oms" in kind}
    kind: Coded | None = next((one for one in POLICY_KINDS if one.code in codes), None)
    try:
        checked = identifiers.check_policy_of(kind.code if kind else "", number)
    except Invalid:
        kind, checked = None, identifiers.check_policy_of("", number)
    return {"policy": checked, "policy_kind": kind}


def _reached(reading: Reading, person: Person) -> Person:
    """The person with phones, e-mail, address and whom to call; of each as many as a card holds."""
    said = reading.resource
    found: dict[str, Any] = {}
    reachable = sorted(reading.many(said.get("telecom"), "telecom"), key=_least_used)
    for one, place in reachable:
        value, system = reading.line(one.get("value"), f"{place}.value"), one.get("system")
        if value and system in ("phone", "sms"):
            _phoned(reading, found, value, place)
        elif value and system == "email":
            value = value.removeprefix("mailto:")
            if "@" not in value or " " in value:
                reading.left(place, "email")
            elif found.setdefault("email", value) != value:
                reading.left(place, "element.more")
        elif value:
            reading.left(place, "element.more")
    for one, place in sorted(reading.many(said.get("address"), "address"), key=_least_used):
        address = names.tidy(reading.line(_address(one), place))
        if address and found.setdefault("address", address) != address:
            reading.left(place, "element.more")
    contacts = (_contact(reading, one, place) for one, place in reading.many(said.get("contact"), "contact"))
    found["contact"] = names.tidy(reading.line("; ".join(filter(None, contacts)), "contact"))
    return replace(person, **found)


def _least_used(one: tuple[Json, str]) -> tuple[bool, bool]:
    return one[0].get("use") in ("old", "billing"), one[0].get("use") != "mobile"


def _phoned(reading: Reading, found: dict[str, Any], value: str, place: str) -> None:
    try:
        phone = russian_phone(value)
    except Invalid:
        reading.left(place, "phone")
        return
    if phone in found.values():
        return
    free = next((name for name in ("phone", "phone2") if name not in found), None)
    if free is None:
        reading.left(place, "element.more")
    else:
        found[free] = phone


def russian_phone(text: str) -> str:
    """A number that says itself that it is a Russian one: ten digits alone may be any country's."""
    bare = identifiers.digits(text.removeprefix("tel:"))
    if len(bare.removeprefix("+")) != 11:
        raise Invalid("phone.country")
    return identifiers.check_phone(bare)


def _address(said: Json) -> str:
    text = said.get("text")
    if isinstance(text, str) and text.strip():
        return text
    lines = said.get("line")
    parts = [
        said.get("postalCode"),
        said.get("country"),
        said.get("state"),
        said.get("city"),
        *(lines if isinstance(lines, list) else ()),
    ]
    return ", ".join(part.strip() for part in parts if isinstance(part, str) and part.strip())


def _contact(reading: Reading, said: Json, place: str) -> str:
    """A person to be told: name, who that is, phone."""
    name = said.get("name")
    listed = said.get("relationship")
    kin = (
        reading.words(one, f"{place}.relationship") for one in (listed if isinstance(listed, list) else ())
    )
    phones = (
        reading.line(one.get("value"), where)
        for one, where in reading.many(said.get("telecom"), f"{place}.telecom")
    )
    parts = [
        spelled(reading, [name] if name is not None else [], f"{place}.name"),
        next(filter(None, kin), ""),
        *phones,
    ]
    return ", ".join(filter(None, parts))
