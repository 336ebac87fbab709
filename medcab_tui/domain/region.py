"""What a regional system gives: charts of our patients, asked for or told by themselves."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from msgspec import Struct

from medcab_tui.domain.ids import Id

ASKING: Final = "chart.asked"
"""The kind of the question for somebody's chart."""
RESOURCE: Final = "resource"
"""The kind of a change that is a FHIR resource of somebody's chart."""
ORIGIN: Final = "РМИС"
"""What stands beside everything that came so."""
FRESH: Final = timedelta(days=1)
"""A visit asks again by itself after this."""

NOBODY: Final = "region.nobody"
TWO: Final = "region.two"
UNNAMED: Final = "region.unnamed"
"""Why something waits: nobody here is that person, more than one may be, or nobody was named."""


class ChartAsked(Struct, frozen=True):
    """One question for a chart, and what the regional system said to it. asker: a worker's name."""

    id: Id
    asked: datetime
    asker: str
    answered: datetime | None = None
    service: str = ""
    told: str = ""
