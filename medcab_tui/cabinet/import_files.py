"""Files that come with charts of other systems: what is in them, before a batch is written."""

from __future__ import annotations

from contextlib import suppress

from msgspec.structs import replace

from medcab_tui.cabinet.import_reading import Lot
from medcab_tui.cabinet.imports_actions import Arrived
from medcab_tui.domain.documents import MOST_BYTES, Examined, format_of
from medcab_tui.domain.errors import Refused
from medcab_tui.domain.interchange import Bytes, Paper, Piece, Report


async def examined(lot: Lot) -> Lot:
    """The batch with what was found in its files, each looked at by a process with limits."""
    if not any(_files(piece) for one in lot.arrived for piece in one.read.pieces):
        return lot
    return replace(lot, arrived=tuple([await _with_files(one) for one in lot.arrived]))


async def _with_files(arrived: Arrived) -> Arrived:
    from medcab_tui.papers import reader

    found: list[tuple[int, Examined]] = []
    for piece in arrived.read.pieces:
        for number, content in _files(piece):
            if len(content) > MOST_BYTES or format_of(content) is None:
                continue
            with suppress(Refused):
                found.append((number, await reader.examine(content)))
    return replace(arrived, files=tuple(found)) if found else arrived


def _files(piece: Piece) -> list[tuple[int, bytes]]:
    if isinstance(piece, Bytes):
        return [(1, piece.content)]
    if isinstance(piece, Report | Paper):
        return [(number, file.content) for number, file in enumerate(piece.files, 1) if file.content]
    return []
