"""Rows of the report: what was measured, beside its reference of the same run and the budget."""

from __future__ import annotations

import sys
from dataclasses import dataclass

_HEAD = """# Figures

Printed by `make bench`: each figure beside a reference measured in the same run, so that a slow machine
slows both. Keys are pressed in a real pseudo-terminal of 120×40; a time runs from the key to the last byte
of its answer. Pairs of times are the median and the 95th percentile.

{machine}

| what | medcab | reference | budget |
|---|---|---|---|"""
_FOOT = """
*bare* is the smallest Textual app that shows a word; *stock* is an app of five screens of Textual's own
widgets with a table of a thousand rows. Where a preview follows a key after a rest, its time and bytes
stand in brackets. «SQL» is the query on the reader's thread, «whole» what a screen waits for.
"""


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


def page(rows: list[Row], machine: str) -> str:
    """The same rows as a page of the documentation, in Markdown."""
    cells = [
        f"| {row.what} | {row.ours} | {row.reference} | {row.budget} |".replace("–", "—") for row in rows
    ]
    return "\n".join([_HEAD.format(machine=machine), *cells, _FOOT])


def note(line: str) -> None:
    """What is being done just now, on standard error."""
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()
