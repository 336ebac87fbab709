"""Rows of the report: what was measured, beside its reference of the same run and the budget."""

from __future__ import annotations

import sys
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One line. The budget is a wish, not a gate: the report never fails."""

    what: str
    ours: str
    reference: str
    budget: str


def told(rows: list[Row]) -> str:
    """The rows as a table of plain text."""
    table = [
        ("what", "medcab", "reference", "budget"),
        *((r.what, r.ours, r.reference, r.budget) for r in rows),
    ]
    widths = [max(len(row[place]) for row in table) for place in range(4)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in table]
    return "\n".join([lines[0], "  ".join("-" * width for width in widths), *lines[1:]])


def note(line: str) -> None:
    """What is being done just now, on standard error."""
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()
