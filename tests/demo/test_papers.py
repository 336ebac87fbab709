"""The PDF files of the demo: what stands in them can be read, and they are the same every time."""

from __future__ import annotations

import pypdfium2

from medcab_tui.demo import desk
from medcab_tui.demo.papers import pdfs
from medcab_tui.domain.documents import Format, check_content

LINES = (
    "Направление № 2026-00431",
    "Ёлкин Дмитрий Сергеевич, «срочно», HbA1c 7,9 % (цель < 7,0 %) — съёмка \\ щи",
    "абвгдеёжзийклмнопр стуфхцчшщъыьэюя 0123456789",
    "АБВГДЕЁЖЗИЙКЛМНОПР СТУФХЦЧШЩЪЫЬЭЮЯ",
)


def read(content: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(content)
    assert len(document) == 1
    text: str = document[0].get_textpage().get_text_bounded()
    return text.splitlines()


def test_what_was_written_is_read() -> None:
    (made,) = pdfs([LINES])
    assert read(made) == list(LINES)
    assert pdfs([LINES]) == [made]
    assert check_content(made) is Format.PDF
    assert b"/FontFile3" in made, "the letters look the same everywhere: their fonts are in the file"


def test_every_file_of_the_desk_is_a_page() -> None:
    files = [paper for paper in desk.DOCUMENTS if paper.lines]
    assert len(files) >= 3
    for paper, made in zip(files, pdfs([paper.lines for paper in files]), strict=True):
        assert read(made) == list(paper.lines)
        assert max(map(len, paper.lines)) < 80
