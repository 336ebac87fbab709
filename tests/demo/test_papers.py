"""The PDF files of the demo: what stands in them can be read, and they are the same every time."""

from __future__ import annotations

import pypdfium2

from medcab_tui.demo import desk
from medcab_tui.demo.papers import pdf
from medcab_tui.domain.documents import Format, check_content

LINES = (
    "Направление № 2026-00431",
    "Ёлкин Дмитрий Сергеевич, «срочно», HbA1c 7,9 % (цель < 7,0 %) — съёмка \\ щи",
    "абвгдеёжзийклмнопрстуфхцчшщъыьэюя АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ 0123456789",
)


def read(content: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(content)
    assert len(document) == 1
    text: str = document[0].get_textpage().get_text_bounded()
    return text.splitlines()


def test_what_was_written_is_read() -> None:
    assert read(pdf(LINES)) == list(LINES)
    assert pdf(LINES) == pdf(LINES)
    assert check_content(pdf(LINES)) is Format.PDF


def test_every_file_of_the_desk_is_a_page() -> None:
    files = [paper for paper in desk.DOCUMENTS if paper.lines]
    assert len(files) >= 3
    for paper in files:
        assert read(pdf(paper.lines)) == list(paper.lines)
        assert max(map(len, paper.lines)) < 80
