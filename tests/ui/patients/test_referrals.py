"""«Направления»: papers and orders to the laboratory side by side, each with how far it is."""

from __future__ import annotations

import json
from typing import Any

import pytest

from medcab_tui.cabinet.documents_actions import AttachDocument
from medcab_tui.cabinet.orders_actions import PlaceOrder, WithdrawOrder
from medcab_tui.domain.orders import NewOrder, OrderedTest

KUZNETSOVA = "Кузнецова М. П."
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"


@pytest.mark.capability("C037", "C043")
async def test_papers_and_orders_stand_side_by_side_and_follow_what_happens(
    opened: Any, ground: Any, colleague: Any
) -> None:
    ids, patient = colleague.surroundings.ids, ground.patients[KUZNETSOVA]
    await colleague.do(AttachDocument(ids.new(), "К окулисту", "направление", patient, "x.pdf", PDF))
    await colleague.do(AttachDocument(ids.new(), "Выписка", "выписка", patient, "y.pdf", PDF + b"%"))
    async with opened(size=(80, 24)) as hands:
        await hands.open_kuznetsova()
        await hands.press(*["ctrl+pagedown"] * 4)
        assert "─ Направления ─" in hands.screen
        assert "К окулисту" in hands.cursor
        assert "Выписка" not in hands.screen
        before = hands.cursor
        new = NewOrder(patient, (OrderedTest("2823-3", "Калий"),), urgent=True, reason="судороги [/]")
        order = await colleague.do(PlaceOrder(ids.new(), new))
        await hands.until(lambda: "Калий" in hands.screen)
        assert hands.cursor == before, "what arrives moves no cursor"
        await hands.press("home" if "Калий" in hands.screen.split("К окулисту")[0] else "end")
        assert "Калий" in hands.cursor
        assert "судороги [/]" in hands.screen
        await colleague.do(WithdrawOrder(ids.new(), order.result, 1, "взято вчера"))
        await hands.until(lambda: "✕" in hands.cursor)
        assert "взято вчера" in hands.screen
        await hands.press("down" if "К окулисту" in hands.screen.split("Калий")[1] else "up", "enter")
        assert "▌4" in hands.screen.replace(" ", "")
        assert "К окулисту" in hands.cursor


async def test_of_an_order_that_was_taken_the_key_says_whom_to_call_and_a_laboratory_is_chosen(
    opened: Any, ground: Any, colleague: Any
) -> None:
    ids, patient = colleague.surroundings.ids, ground.patients[KUZNETSOVA]

    def two_laboratories(c: Any) -> None:
        for name, title in (("alpha", "Лаборатория на Садовой"), ("omega", "Лаборатория [2]")):
            c.execute(
                "INSERT INTO service (name, id, adapter, title, enabled, shape, settings, carries,"
                " capabilities) VALUES (?, randomblob(16), 'model', ?, 1, 1, '{}', '[\"order\"]', '[]')",
                (name, json.dumps({"ru": title, "en": title})),
            )

    await colleague._desk.write(two_laboratories)
    new = NewOrder(patient, (OrderedTest("2823-3", "Калий"),))
    order = (await colleague.do(PlaceOrder(ids.new(), new, "omega"))).result
    await colleague._desk.write(
        lambda c: c.execute("UPDATE lab_order SET status = 'accepted', number = 'Л-7' WHERE id = ?", (order,))
    )
    async with opened(size=(80, 24)) as hands:
        await hands.open_kuznetsova()
        await hands.press(*["ctrl+pagedown"] * 4)
        assert "Калий" in hands.cursor
        await hands.press("у")
        await hands.until(lambda: "Лаборатория [2], номер Л-7" in hands.screen)
        assert "Позвоните туда" in hands.screen
        await hands.press("л")
        await hands.type("ттг")
        await hands.press("enter")
        await hands.until(lambda: "Лаборатория*      Лаборатория [2]" in hands.screen)
        await hands.press("down", "ctrl+u")
        await hands.type("садов")
        await hands.press("enter", "ctrl+s")
        await hands.until(lambda: "через 15 с уйдёт: Лаборатория на Садо" in hands.screen)
