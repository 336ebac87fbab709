"""Vital signs of the cast's patients, as nurses and doctors wrote them down. Told for Monday 2026-11-23."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Final

from medcab_tui.cabinet.pieces import LoadedVitals
from medcab_tui.demo.loading import Loader
from medcab_tui.domain.accounts import Author
from medcab_tui.domain.ids import Id
from medcab_tui.domain.sources import IdSource
from medcab_tui.domain.vital_line import read_line
from medcab_tui.domain.vitals import Measured

MEASURED: Final = (
    ("Кузнецова М. П.", "sidorova", "2026-05-14 08:30", "158/96 82 36,6 вес 84 рост 162"),
    ("Кузнецова М. П.", "sidorova", "2026-08-11 08:05", "150/92 80 36,7 вес 83,4"),
    ("Кузнецова М. П.", "ivanova", "2026-10-14 10:10", "148/90 76 37,9 97 чдд 18"),
    ("Кузнецова М. П.", "sidorova", "2026-10-21 09:40", "142/88 74 36,6 98"),
    ("Кузнецова М. П.", "ivanova", "2026-11-20 10:05", "136/84 72 36,6 98 вес 82,1"),
    ("Аббасов Р. Т.", "belyaeva", "2026-11-19 11:20", "124/78 68 36,5 вес 76 рост 181"),
)
"""Whose, by whom, when, and the line."""


def measured(
    named: Mapping[str, Id], authors: Mapping[str, Author], loader: Loader, ids: IdSource
) -> Iterator[LoadedVitals]:
    """All of them, on the days for which the store is built."""
    for patient, login, at, line in MEASURED:
        when = loader.instant(datetime.fromisoformat(at))
        said = Measured(when, read_line(line, when, "UTC").values)
        recorded = when + timedelta(minutes=4)
        yield LoadedVitals(ids.new(), named[patient], said, recorded, authors[login])
