"""FHIR resources out of a file, one after another: of a Bundle of any length, of NDJSON, or one alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO, Final

from msgspec import Struct

from medcab_tui.domain.errors import Invalid
from medcab_tui.papers.charts import opening
from medcab_tui.papers.charts.json_text import LONGEST, JsonText, Unread, parsed

_PIECE: Final = 512 * 1024
_ASIDE: Final = 4 * 1024 * 1024
"""Letters of what stands in a Bundle beside its entries."""
_NESTED: Final = 4
"""Bundles within Bundles."""
_LONGEST_KIND: Final = 64
"""Letters of what a resource says it is."""


class Found(Struct, frozen=True):
    """One resource. place: its number in the file, or its line. url: how its Bundle calls it."""

    place: int
    resource: Mapping[str, Any]
    url: str = ""


class Broken(Struct, frozen=True):
    """One place in a file from which nothing could be read. reason: of `domain.imports`."""

    place: int
    reason: str


def resources(path: Path, moved: Callable[[int], None] = lambda _bytes: None) -> Iterator[Found | Broken]:
    """All resources of a file in its order. Raises Invalid about `path` where it cannot be read on.

    moved: told how many bytes were read, as they are.
    """
    with opening.opened(path) as (file, _size):
        if path.suffix.lower() in opening.LINES:
            yield from _lines(file, moved)
        else:
            yield from _documents(JsonText(file, moved))


def _documents(text: JsonText) -> Iterator[Found | Broken]:
    while opens := text.peek():
        if opens == "{":
            yield from _object(text)
        elif opens == "[":
            text.take("[")
            yield from _members(text, _alone)
        else:
            raise text.wrong("import.not_json" if not text.place else "import.json")


def _object(text: JsonText) -> Iterator[Found | Broken]:
    """A Bundle, told entry by entry, or a resource alone."""
    text.take("{")
    aside: dict[str, Any] = {}
    unread, taken, streamed = "", 0, False
    more = not text.opens_empty("}")
    while more:
        name = text.key()
        kind = aside.get("resourceType", "Bundle")
        if name == "entry" and kind == "Bundle" and text.peek() == "[":
            streamed = True
            text.take("[")
            yield from _members(text, _of_bundle)
        else:
            if name in aside:
                unread = "import.twice"
            try:
                before = text.passed
                aside[name] = text.value()
                taken += text.passed - before
            except Unread as odd:
                unread = odd.code
            if taken > _ASIDE + (0 if streamed or kind == "Bundle" else LONGEST):
                raise text.wrong("import.aside")
        more = text.next_in("}")
    if streamed or aside.get("resourceType") == "Bundle":
        return
    text.place += 1
    yield from (Broken(text.place, unread),) if unread else _alone(aside, text.place, 0)


def _members(
    text: JsonText, tell: Callable[[Any, int, int], Iterator[Found | Broken]]
) -> Iterator[Found | Broken]:
    if text.opens_empty("]"):
        return
    more = True
    while more:
        text.place += 1
        try:
            member = text.value()
        except Unread as odd:
            yield Broken(text.place, odd.code)
        else:
            yield from tell(member, text.place, 0)
        more = text.next_in("]")


def _of_bundle(entry: Any, place: int, depth: int) -> Iterator[Found | Broken]:
    resource = entry.get("resource") if isinstance(entry, dict) else None
    if not isinstance(resource, dict):
        yield Broken(place, "import.no_resource")
        return
    url = entry.get("fullUrl")
    yield from _alone(resource, place, depth, url if isinstance(url, str) else "")


def _alone(resource: Any, place: int, depth: int, url: str = "") -> Iterator[Found | Broken]:
    kind = resource.get("resourceType") if isinstance(resource, dict) else None
    if not isinstance(kind, str) or not 0 < len(kind) <= _LONGEST_KIND:
        yield Broken(place, "import.no_resource")
    elif kind != "Bundle":
        yield Found(place, resource, url)
    elif depth >= _NESTED:
        yield Broken(place, "import.deep")
    else:
        inside = resource.get("entry")
        for entry in inside if isinstance(inside, list) else ():
            yield from _of_bundle(entry, place, depth + 1)


def _lines(file: BinaryIO, moved: Callable[[int], None]) -> Iterator[Found | Broken]:
    """A line a resource: one that cannot be read costs no other."""
    kept, place, long = bytearray(), 0, False
    while piece := file.read(_PIECE):
        moved(len(piece))
        *whole, rest = piece.split(b"\n")
        for part in whole:
            place += 1
            if long or len(kept) + len(part) > LONGEST:
                yield Broken(place, "import.long")
            else:
                yield from _line(bytes(kept) + part, place)
            kept, long = bytearray(), False
        if not long:
            kept += rest
            long = len(kept) > LONGEST
            if long:
                kept = bytearray()
    if kept or long:
        place += 1
        yield from (Broken(place, "import.long"),) if long else _line(bytes(kept), place)


def _line(line: bytes, place: int) -> Iterator[Found | Broken]:
    if place == 1:
        line = line.removeprefix(b"\xef\xbb\xbf")
    if not line.strip():
        return
    try:
        found = parsed(line.decode())
    except UnicodeDecodeError:
        yield Broken(place, "import.bytes")
    except Unread as odd:
        yield Broken(place, odd.code)
    else:
        yield from _alone(found, place, 0)


def check_kind(path: Path) -> str:
    """What a file is by its beginning: «json» or «table». Raises Invalid about `path`."""
    if path.suffix.lower() in opening.LINES:
        return "json"
    text = opening.beginning(path, 4096)
    stripped = text.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\x00")
    if stripped[:1] in (b"{", b"["):
        return "json"
    if path.suffix.lower() == ".json":
        raise Invalid("import.not_json", "path", name=path.name)
    return "table"
