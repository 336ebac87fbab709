"""What files of charts hold: looked through for what comes, then read batch by batch. On a thread."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from msgspec import Struct, field

from medcab_tui.cabinet.imports_actions import Arrived
from medcab_tui.domain.errors import Invalid
from medcab_tui.domain.import_columns import Columns, columns_of, row_of
from medcab_tui.domain.imports import BATCH, MOST_LISTED, NotKept
from medcab_tui.domain.interchange import Bytes, Paper, Report, Unknown
from medcab_tui.papers.charts import opening, tables
from medcab_tui.papers.charts.resources import Broken, Found, check_kind, resources
from medcab_tui.services.fhir import mapping
from medcab_tui.services.fhir.json_text import encoded

ROW: Final = "row"
"""What a row of a table is called among kinds of resources."""
SOURCE: Final = "FHIR"
TABLE: Final = "CSV"
_HEAVY: Final = 8 * 1024 * 1024
"""Bytes of files and of what is kept word by word in one batch."""
_STAGES: Final[dict[str, int]] = {
    **dict.fromkeys(
        ("Patient", "Practitioner", "PractitionerRole", "Organization", "Location"), 0
    ),
    **dict.fromkeys(("Medication", "Binary", ROW), 0),
    "Condition": 1,
}  # fmt: skip
_LAST: Final = 2
"""Whoever is referred to comes before whoever refers: people, then illnesses, then the rest."""
_MOST_KINDS: Final = 500
_OTHER: Final = "Resource"
"""What resources are counted as where a file has more kinds than FHIR."""
_MAPPED: Final = b"1"
"""Grows when more is understood than before: then what came already is looked at anew."""


class Planned(Struct):
    """One file: what it is and what comes in it. wrong: why it cannot be read, then nothing of it is."""

    path: Path
    size: int = 0
    table: tables.Kind | None = None
    columns: Columns | None = None
    source: str = ""
    counts: Counter[str] = field(default_factory=Counter)
    broken: list[NotKept] = field(default_factory=list)
    unread: int = 0
    """Entries from which nothing could be read, those beyond the list too."""
    wrong: Invalid | None = None
    state: tuple[int, int, int] = (0, 0, 0)

    @property
    def name(self) -> str:
        return self.path.name


class Lot(Struct, frozen=True):
    """What one action takes in."""

    source: str
    stage: int
    arrived: tuple[Arrived, ...]

    @property
    def digest(self) -> bytes:
        return sha256(b"".join(one.digest for one in self.arrived)).digest()


def sizes(paths: Sequence[Path]) -> list[Planned]:
    """The files that are to be read. Raises Invalid about `path`."""
    found = []
    for path in opening.gathered(paths):
        try:
            with opening.opened(path) as (_file, size):
                found.append(Planned(path, size, state=opening.same(path)))
        except Invalid as wrong:
            found.append(Planned(path, wrong=wrong))
    return found


def look(planned: Planned, said: Mapping[str, str], source: str, moved: Callable[[int], None]) -> None:
    """Finds out what a file is and what comes in it."""
    if planned.wrong is not None:
        return
    try:
        if check_kind(planned.path) == "table":
            planned.table = tables.kind_of(planned.path, moved)
            planned.columns = columns_of(planned.table.headings, said)
            planned.counts[ROW] = planned.table.rows
            planned.source = source or TABLE
            return
        base = ""
        for found in resources(planned.path, moved):
            if isinstance(found, Broken):
                planned.unread += 1
                if len(planned.broken) < MOST_LISTED:
                    planned.broken.append(NotKept(planned.name, found.place, "", "", "", found.reason))
                continue
            kind = str(found.resource["resourceType"])
            known = kind in planned.counts or kind in _STAGES or len(planned.counts) < _MOST_KINDS
            planned.counts[kind if known else _OTHER] += 1
            if not base and found.url.startswith(("http://", "https://")):
                base = _base(found.url)
        planned.source = source or base or SOURCE
        if not planned.counts and not planned.unread:
            raise Invalid("import.nothing", "path")
    except Invalid as wrong:
        wrong.values.setdefault("name", planned.name)
        planned.wrong = wrong


def _base(url: str) -> str:
    """Which system an address belongs to, as people call it: its host."""
    try:
        return (urlsplit(url).hostname or "")[:200]
    except ValueError:
        return ""


def lots(files: Sequence[Planned], zone: str) -> Iterator[Lot]:
    """All that comes, in batches of whoever is referred to before whoever refers. Raises Invalid."""
    for stage in range(_LAST + 1):
        lot: list[Arrived] = []
        source, weight = "", 0
        for planned in files:
            if planned.wrong is not None or not any(_stage(kind) == stage for kind in planned.counts):
                continue
            if lot and source != planned.source:
                yield Lot(source, stage, tuple(lot))
                lot, weight = [], 0
            source = planned.source
            for arrived in _arrived(planned, stage, zone):
                lot.append(arrived)
                weight += _weight(arrived)
                if len(lot) == BATCH or weight > _HEAVY:
                    yield Lot(source, stage, tuple(lot))
                    lot, weight = [], 0
        if lot:
            yield Lot(source, stage, tuple(lot))


def _stage(kind: str) -> int:
    return _STAGES.get(kind, _LAST)


def _arrived(planned: Planned, stage: int, zone: str) -> Iterator[Arrived]:
    if opening.same(planned.path) != planned.state:
        raise Invalid("import.changed", "path", name=planned.name)
    if planned.table is not None and planned.columns is not None:
        yield from _rows(planned, planned.table, planned.columns)
        return
    for found in resources(planned.path):
        if isinstance(found, Found) and _stage(str(found.resource["resourceType"])) == stage:
            yield _one(planned.name, found, zone)


def _one(name: str, found: Found, zone: str) -> Arrived:
    read = mapping.read(found.resource, found.url, zone)
    kept_whole = any(isinstance(piece, Unknown) for piece in read.pieces)
    verbatim = encoded(dict(found.resource)) if kept_whole else ""
    return Arrived(name, found.place, digest_of(found.resource), read, verbatim)


def digest_of(resource: Mapping[str, Any]) -> bytes:
    """Of all that a resource says; when and by whom it was handed over is not part of that."""
    said = {name: value for name, value in resource.items() if name != "meta"}
    text = json.dumps(said, sort_keys=True, ensure_ascii=False, default=str, separators=(",", ":"))
    return sha256(_MAPPED + text.encode("utf-8", "surrogatepass")).digest()[:16]


def _rows(planned: Planned, kind: tables.Kind, columns: Columns) -> Iterator[Arrived]:
    for row in tables.rows_of(planned.path, kind):
        digest = sha256(_MAPPED + "\x1f".join(row.cells).encode()).digest()[:16]
        if row.reason:
            planned.unread += 1
            if len(planned.broken) < MOST_LISTED:
                planned.broken.append(NotKept(planned.name, row.place, ROW, "", "", row.reason))
            continue
        yield Arrived(planned.name, row.place, digest, row_of(row.cells, columns))


def _weight(arrived: Arrived) -> int:
    weight = len(arrived.verbatim)
    for piece in arrived.read.pieces:
        if isinstance(piece, Bytes):
            weight += len(piece.content)
        elif isinstance(piece, Report | Paper):
            weight += sum(len(file.content) for file in piece.files)
    return weight
