"""A whole card on pages: what people typed stays text, and what is too much is refused in words."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pypdfium2
import pytest

from medcab_tui.domain.errors import Invalid
from medcab_tui.papers.exports.chart_pdf import ChartPdf
from medcab_tui.papers.typesetting import Typesetter

NOW = datetime(2026, 11, 23, 9, 15, tzinfo=UTC)
AUTHOR = {"name": "Ли Б.", "post": "", "department": ""}


def card(**said: Any) -> dict[str, Any]:
    """A card of which little is known."""
    unknown = "given patronymic snils policy passport phone phone2 email address area contact"
    person = dict.fromkeys(unknown.split(), "")
    parts = ("allergies", "problems", "records", "results", "measurements", "prescriptions", "documents")
    return {
        "organisation": "Клиника",
        "made": "2026-11-23T09:15:00Z",
        "patient": person | {"surname": "Ли", "sex": "f", "birth": "1958-03-14"},
    } | {part: [] for part in parts} | said  # fmt: skip


def record(text: str) -> dict[str, Any]:
    parts = dict.fromkeys(("complaints", "anamnesis", "objective", "plan"), "")
    return parts | {
        "at": "2026-03-02T09:00:00Z", "kind": "examination", "diagnosis": None, "conclusion": text,
        "author": AUTHOR, "origin": "",
    }  # fmt: skip


def test_what_was_typed_is_no_order_to_the_page() -> None:
    hostile = '#panic("x") $x^2$ *жирно* \\ // нет [a] @b <c>\x1b[31m\u202e'
    made = ChartPdf("Europe/Moscow").set(card(records=[record(hostile)]), NOW, "Иванова А. П.")
    text = " ".join(pypdfium2.PdfDocument(made)[0].get_textpage().get_text_range().split())
    for part in ("Ли", "14.03.1958", "02.03.2026 12:00 Осмотр", '#panic("x") $x^2$ *жирно*', "[a] @b <c>"):
        assert part in text, part
    assert "Аллергии" not in text  # a heading without anything beneath it says nothing


def test_a_card_that_is_too_long_for_pages_is_refused_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    def gives_up(*_asked: object) -> bytes:
        raise Invalid("paper.heavy")

    monkeypatch.setattr(Typesetter, "set", gives_up)
    with pytest.raises(Invalid) as refused:
        ChartPdf("Europe/Moscow").set(card(), NOW, "")
    assert (refused.value.code, refused.value.field) == ("export.heavy", "format")
