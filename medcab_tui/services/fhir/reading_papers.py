"""Documents and their files, read."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from typing import Final

from medcab_tui.domain.interchange import Bytes, Enclosed, Paper, Piece, Ref
from medcab_tui.services.fhir.elements import Json, Reading, key_of

MOST_ENCODED: Final = 64 * 1024 * 1024
"""Letters of one file; what a document may hold is decided where it is kept."""


def document(reading: Reading) -> Iterator[Piece]:
    """A DocumentReference with its files."""
    said = reading.resource
    files = []
    for one, place in reading.many(said.get("content"), "content"):
        found = attachment(
            reading, reading.one(one.get("attachment"), f"{place}.attachment"), f"{place}.attachment"
        )
        if found is not None:
            files.append(found)
    if not files:
        reading.left("content", "element.missing", whole=True)
        return
    kind = reading.words(said.get("type"), "type")
    context = reading.one(said.get("context"), "context")
    period = reading.one(context.get("period"), "context.period")
    issued = (
        reading.day(said.get("date"), "date")[0]
        or reading.day(period.get("start"), "context.period.start")[0]
    )
    title = reading.line(said.get("description"), "description") or files[0].name or kind
    number = reading.one(said.get("masterIdentifier"), "masterIdentifier").get("value")
    authors = (reading.ref(one, place) for one, place in reading.many(said.get("author"), "author"))
    visits = (
        reading.ref(one, place) for one, place in reading.many(context.get("encounter"), "context.encounter")
    )
    yield Paper(
        reading.remote,
        reading.ref(said.get("subject"), "subject"),
        title,
        kind,
        reading.line(number, "masterIdentifier.value", 64),
        issued,
        tuple(files),
        next((one for one in authors if one != Ref()), Ref()),
        next((one for one in visits if one != Ref()), Ref()),
        reading.code("status") == "entered-in-error",
    )


def binary(reading: Reading) -> Iterator[Piece]:
    """A Binary to which a document refers."""
    content = decoded(reading, reading.resource.get("data"), "data")
    if content is None:
        reading.left("data", "element.missing", whole=True)
        return
    yield Bytes(
        reading.remote, reading.line(reading.resource.get("contentType"), "contentType", 100), content
    )


def attachment(reading: Reading, said: Json, place: str) -> Enclosed | None:
    """An Attachment: its bytes, or where they are, or at least what it is called; None with nothing."""
    content = decoded(reading, said.get("data"), f"{place}.data")
    address = said.get("url")
    elsewhere = Ref(key_of(address)) if content is None and isinstance(address, str) and address else Ref()
    if content is None and elsewhere == Ref() and not said.get("title"):
        if "data" not in said:
            reading.left(place, "element.missing")
        return None
    return Enclosed(
        reading.line(said.get("title"), f"{place}.title"),
        reading.line(said.get("contentType"), f"{place}.contentType", 100),
        content or b"",
        elsewhere,
    )


def decoded(reading: Reading, value: object, element: str) -> bytes | None:
    """The bytes of a base64 text; None if there are none."""
    if value is None or value == "":
        return None
    try:
        if not isinstance(value, str) or len(value) > MOST_ENCODED:
            raise ValueError
        return base64.b64decode("".join(value.split()), validate=True)
    except (ValueError, binascii.Error):
        reading.left(element, "content.form")
        return None
