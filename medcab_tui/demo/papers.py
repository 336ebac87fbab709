"""PDF files for documents of the demo, set as all documents are: a page to be read and exported."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from medcab_tui.papers.wording import dated, fit

if TYPE_CHECKING:
    from medcab_tui.papers.typesetting import Typesetter

_AT: Final = datetime(2026, 11, 20, tzinfo=UTC)
_PAGE: Final = """
#set page(paper: "a4", margin: 25mm)
#text(size: 14pt, weight: "bold", paper.lines.first())
#v(2mm)
#for it in paper.lines.slice(1) [#text(it) #parbreak()]
"""


def pdfs(pages: Sequence[Sequence[str]]) -> list[bytes]:
    """A file of one page for each, the first line as its heading. The same lines give the same bytes."""
    from medcab_tui.papers.typesetting import Typesetter

    typesetter = Typesetter()
    try:
        return [_pdf(typesetter, lines) for lines in pages]
    finally:
        typesetter.close()


def _pdf(typesetter: Typesetter, lines: Sequence[str]) -> bytes:
    values: dict[str, Any] = {
        "title": fit(lines[0]),
        "author": {"name": ""},
        "issued": dated(_AT.date()) | {"year": _AT.year, "month": _AT.month, "day": _AT.day},
        "lines": [fit(line) for line in lines],
    }
    return typesetter.set(_PAGE, values, _AT)
