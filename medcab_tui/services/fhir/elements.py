"""Elements of resources, read so that nothing that came raises: what does not fit is left out and told."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from hashlib import sha256
from html import unescape
from typing import Any, Final, TypeAlias, cast
from zoneinfo import ZoneInfo

from medcab_tui.domain.interchange import Concept, Ref, Unkept

Json: TypeAlias = Mapping[str, Any]
Prefer: TypeAlias = Callable[[str], int]
"""How much a dictionary is wanted, by its address: 0 most of all."""

LINE: Final = 250
"""Letters of what stands on one line of a card."""
TEXT: Final = 20_000
MOST_DIGITS: Final = 40
_EARLIEST: Final = 1800
_LAST: Final = 9
_LONGEST_TIME: Final = 40
_LONGEST_REFERENCE: Final = 2048
"""Longer ones are not looked into, nor remembered."""

_DATE: Final = re.compile(
    r"(\d{4})(?:-(\d\d)(?:-(\d\d)(T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?)?)?", re.ASCII
)
_TYPED: Final = re.compile(r"([A-Z][A-Za-z]{1,63})/([A-Za-z0-9.\-]{1,64})(?:/_history/[^/]+)?/?$")
_TAG: Final = re.compile(r"<[^<>]*>")
_BREAK: Final = re.compile(r"<(?:br|/p|/li|/tr|/h\d|/div)\b[^<>]*>", re.IGNORECASE)
_NOBODY: Final = Ref()


class Reading:
    """One resource on its way in: gives its elements and remembers what was left out."""

    __slots__ = ("_contained", "kind", "remote", "resource", "unkept", "zone")

    def __init__(self, resource: Json, kind: str, remote: str, zone: str) -> None:
        self.resource, self.kind, self.remote, self.zone = resource, kind, remote, zone
        self.unkept: list[Unkept] = []
        self._contained: dict[str, Json] | None = None

    def left(self, element: str, reason: str, *, whole: bool = False) -> None:
        """Remembers that an element (or, `whole`, the resource for its sake) is not kept."""
        self.unkept.append(
            Unkept(self.remote, self.kind, f"{self.kind}.{element}" if element else self.kind, reason, whole)
        )

    # One element of any structure.

    def text(self, value: object, element: str, most: int = LINE) -> str:
        """A text, without what no store can hold; "" if there is none."""
        if value is None:
            return ""
        if type(value) is not str:
            self.left(element, "element.form")
            return ""
        said: str = value.strip()
        if not said.isascii():
            said = said.encode("utf-8", "replace").decode()
        if "\0" in said:
            said = said.replace("\0", "")
        if len(said) > most:
            self.left(element, "element.long")
            said = f"{said[: most - 1]}…"
        return said

    def line(self, value: object, element: str, most: int = LINE) -> str:
        """A text as one line."""
        said = self.text(value, element, most) if value is not None else ""
        return said if said.isprintable() and "  " not in said else " ".join(said.split())

    def code(self, name: str) -> str:
        """A code of the resource itself: «final»."""
        value = self.resource.get(name)
        return value if type(value) is str else ""

    def one(self, value: object, element: str) -> Json:
        """A structure; an empty one if there is none."""
        if isinstance(value, dict):
            return value
        if value is not None:
            self.left(element, "element.form")
        return {}

    def many(self, value: object, element: str) -> Iterator[tuple[Json, str]]:
        """Structures of a list, each with its place: «Patient.name[1]»."""
        if value is None:
            return
        if not isinstance(value, list):
            self.left(element, "element.form")
            return
        for place, one in enumerate(value):
            if isinstance(one, dict):
                yield one, f"{element}[{place}]"
            else:
                self.left(f"{element}[{place}]", "element.form")

    def number(self, value: object, element: str) -> Decimal | None:
        """A number with every digit that came."""
        if value is None:
            return None
        kind = type(value)
        try:
            if kind is Decimal:
                found = cast("Decimal", value)
            elif kind is int or kind is float or kind is str:
                found = Decimal(str(value)[: MOST_DIGITS + 1])
            else:
                raise ValueError
        except (InvalidOperation, ValueError):
            self.left(element, "number.form")
            return None
        if not found.is_finite() or len(found.as_tuple().digits) > MOST_DIGITS or abs(found.adjusted()) > 30:
            self.left(element, "number.form")
            return None
        return found

    def moment(self, value: object, element: str) -> tuple[datetime | None, str]:
        """The moment, aware, and what was said instead if that was a part of one: «2019-03»."""
        if value is None:
            return None, ""
        found = _moment(value, self.zone) if type(value) is str and len(value) <= _LONGEST_TIME else None
        if found is None:
            self.left(element, "date.form")
            return None, ""
        return found

    def day(self, value: object, element: str) -> tuple[date | None, str]:
        """The day, and what was said: a part of a date has no day."""
        if value is None:
            return None, ""
        found = _DATE.fullmatch(value) if isinstance(value, str) else None
        if found is not None and found[4] is None and int(found[1]) >= _EARLIEST:
            try:
                whole = date(int(found[1]), int(found[2] or 1), int(found[3] or 1))
            except ValueError:
                pass
            else:
                return (whole if found[3] else None), found[0]
        at, _ = self.moment(value, element)
        if at is None:
            return None, ""
        here = at.astimezone(_zone(self.zone)).date()
        return here, here.isoformat()

    def concept(self, value: object, element: str, prefer: Prefer | None = None) -> Concept | None:
        """A CodeableConcept: the coding that is preferred most (the smallest rank), else the one that was
        chosen, else the first.
        """
        held = self.one(value, element)
        if not held:
            return None
        best: Json | None = None
        rank = _LAST
        for coding, place in self.many(held.get("coding"), f"{element}.coding"):
            if not (coding.get("code") or coding.get("display")):
                self.left(place, "element.missing")
                continue
            own = _LAST - 1 if prefer is None else prefer(_said(coding.get("system")))
            if best is None or own < rank or (own == rank and coding.get("userSelected") is True):
                best, rank = coding, own
        words = self.line(held.get("text"), f"{element}.text")
        if best is None:
            return Concept(words) if words else None
        code = self.line(best.get("code"), f"{element}.coding.code", 64)
        display = words or self.line(best.get("display"), f"{element}.coding.display") or code
        system = self.line(best.get("system"), f"{element}.coding.system")
        version = self.line(best.get("version"), f"{element}.coding.version", 64)
        return Concept(display, code, system, version)

    def words(self, value: object, element: str) -> str:
        """What a CodeableConcept says to a reader."""
        found = self.concept(value, element)
        return found.display if found is not None else ""

    def ref(self, value: object, element: str) -> Ref:
        """A reference; one to something contained is told by its name."""
        if value is None:
            return _NOBODY
        held = self.one(value, element)
        said, name = held.get("reference"), ""
        if "display" in held:
            name = self.line(held["display"], f"{element}.display")
        if not isinstance(said, str) or not said:
            return Ref("", name) if name else _NOBODY
        if said.startswith("#"):
            return Ref("", name or self._name_of(self.contained(said)))
        return Ref(key_of(said), name) if name or len(said) > _LONGEST_REFERENCE else _ref(said)

    def contained(self, reference: object) -> Json:
        """What «#a» means within the resource."""
        if self._contained is None:
            self._contained = {
                str(one.get("id", "")): one
                for one, _ in self.many(self.resource.get("contained"), "contained")
            }
        return (
            self._contained.get(reference[1:], {})
            if isinstance(reference, str) and reference[:1] == "#"
            else {}
        )

    def notes(self, name: str = "note") -> str:
        """Annotations as lines."""
        if name not in self.resource:
            return ""
        said = (
            self.text(one.get("text"), f"{place}.text", TEXT)
            for one, place in self.many(self.resource[name], name)
        )
        return self.text("\n".join(filter(None, said)), name, TEXT)

    def _name_of(self, held: Json) -> str:
        named = held.get("name")
        if isinstance(named, str):
            return self.line(named, "contained.name")
        return spelled(self, named, "contained.name") if isinstance(named, list) else ""


def spelled(reading: Reading, names: object, element: str) -> str:
    """The first name of a list in one line: «Иванова Анна Петровна»."""
    for one, place in reading.many(names, element):
        given = one.get("given")
        parts = [one.get("family"), *(given if isinstance(given, list) else [])]
        said = " ".join(part.strip() for part in parts if isinstance(part, str) and part.strip())
        whole = reading.line(said or one.get("text"), place)
        if whole:
            return whole
    return ""


def key_of(reference: str) -> str:
    """One text for a resource however it is referred to: «Patient/17» for its whole address as well."""
    return _short(reference) if len(reference) > _LONGEST_REFERENCE else _key_of(reference)


def _short(reference: str) -> str:
    """A key that fits on a line; of two that begin alike it makes two."""
    if len(reference) <= LINE:
        return reference
    digest = sha256(reference.encode("utf-8", "surrogatepass")).hexdigest()[:32]
    return f"{reference[: LINE - 33]}#{digest}"


@lru_cache(maxsize=4096)
def _key_of(reference: str) -> str:
    if reference[:4] == "urn:" or "?" in reference:
        return _short(reference)
    found = _TYPED.search(reference)
    return f"{found[1]}/{found[2]}" if found else _short(reference)


def codings(value: object) -> Iterator[tuple[str, str]]:
    """System and code of every coding of a CodeableConcept or of a list of them."""
    for held in value if isinstance(value, list) else (value,):
        listed = held.get("coding") if isinstance(held, dict) else None
        for coding in listed if isinstance(listed, list) else ():
            if isinstance(coding, dict):
                yield _said(coding.get("system")), _said(coding.get("code"))


def _said(value: object) -> str:
    return value if type(value) is str else ""


def first_code(value: object) -> str:
    """The first code of a CodeableConcept."""
    return next((code for _, code in codings(value) if code), "")


def plain_of(div: str) -> str:
    """The words of a narrative: no tags, a line where there was one."""
    lines = unescape(_TAG.sub(" ", _BREAK.sub("\n", div))).splitlines()
    return "\n".join(filter(None, (" ".join(line.split()) for line in lines)))


@lru_cache(maxsize=4096)
def _moment(value: str, zone: str) -> tuple[datetime, str] | None:
    """What `Reading.moment` gives; many results are of one moment."""
    found = _DATE.fullmatch(value)
    if found is None:
        return None
    year, month, day, clock, told = found.groups()
    try:
        if clock is None:
            at = datetime(int(year), int(month or 1), int(day or 1), tzinfo=_zone(zone))
        else:
            at = datetime.fromisoformat(value)
            if told is None:
                at = at.replace(tzinfo=_zone(zone))
        return (at.astimezone(UTC), "" if clock else value) if at.year >= _EARLIEST else None
    except (ValueError, OverflowError):
        return None


@lru_cache(maxsize=4096)
def _ref(reference: str) -> Ref:
    return Ref(key_of(reference))


@lru_cache(maxsize=8)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)
