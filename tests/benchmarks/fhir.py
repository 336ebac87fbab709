"""What the mapping of FHIR costs: reading a thousand entries into pieces, and writing them again."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import carebundle

from medcab_tui.services.fhir.json_text import encoded
from medcab_tui.services.fhir.mapping import read, write
from tests.benchmarks.report import Row, note
from tests.services.fhir.charts import opened, together

ENTRIES = 1_000
TIMES = 7


def rows() -> list[Row]:
    """Two rows of the report."""
    note("FHIR …")
    text = carebundle.to_json(carebundle.generate_bundle(profile="hypertension", seed=7))
    bundle = json.loads(text, parse_float=Decimal)
    entries, chart = bundle["entry"], together(opened(bundle))
    times = -(-ENTRIES // len(entries))
    parsing = _best(lambda: json.loads(text), times, len(entries))
    reading = _best(lambda: _read(entries), times, len(entries))
    writing = _best(lambda: encoded(write(chart)), times, len(entries))
    return [
        Row(
            "1,000 FHIR entries read",
            f"{reading:.1f} ms",
            f"json.loads of the same {parsing:.1f} ms",
            "20 ms",
        ),
        Row("1,000 FHIR entries written as text", f"{writing:.1f} ms", "–", "–"),
    ]


def _read(entries: list[dict[str, Any]]) -> None:
    for one in entries:  # an import holds no more of them than a batch
        read(one["resource"], one["fullUrl"])


def _best(work: Callable[[], object], times: int, entries: int) -> float:
    """Milliseconds for a thousand entries, of the quickest run."""
    best = float("inf")
    for _ in range(TIMES):
        begun = time.perf_counter()
        for _again in range(times):
            work()
        best = min(best, time.perf_counter() - begun)
    return best * 1e6 / (times * entries)
