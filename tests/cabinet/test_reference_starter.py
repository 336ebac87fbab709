"""The short lists of the program are written as their README says, and pass the rules of any book."""

from __future__ import annotations

import pytest

from medcab_tui.cabinet.reference_starter import content_of, digest_of, packaged, starter_of
from medcab_tui.domain.reference import Book
from medcab_tui.domain.reference_columns import HOUSE
from medcab_tui.domain.reference_rows import Line, entries_of

LISTS = [book for book, _digest in packaged()]


@pytest.mark.parametrize("book", LISTS)
def test_a_list_is_well_formed_and_every_row_of_it_fits(book: Book) -> None:
    offered, entries = starter_of(book, content_of(book))
    assert offered.starter
    assert offered.digest == digest_of(content_of(book))
    lines = [
        Line(place, {"code": entry.code, "display": entry.display, "also": "|".join(entry.also)})
        for place, entry in enumerate(entries, 3)
    ]
    fit, unfit = entries_of(book, HOUSE, lines, offered.version)
    assert unfit == []
    assert len(fit) == len(entries) >= 60
    above = {entry.parent for entry in entries} - {""}
    assert above <= {entry.code for entry in entries}


@pytest.mark.parametrize(
    "content",
    [
        "code;display\n1;a\n",
        "version;1\ncode;name\n1;a\n",
        "version;1\ncode;display\n1;a;b\n",
        'version;1\ncode;display\n1;"a\n',
        "version;1\ncode;display;valid_from\n1;a;вчера\n",
    ],
)
def test_a_list_that_is_not_written_so_is_no_list(content: str) -> None:
    with pytest.raises(Exception, match=r"version|columns|fields|line|end|isoformat"):
        starter_of(Book.POSTS, content.encode())
