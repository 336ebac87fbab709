"""A worker's filters: kept under a name, one's own, nine for a list, read again after a restart."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medcab_tui.cabinet.cabinet import Cabinet
from medcab_tui.cabinet.door import Door
from medcab_tui.cabinet.preferences_actions import DropFilter, SaveFilter
from medcab_tui.domain.accounts import NewWorker, Role
from medcab_tui.domain.errors import Invalid
from medcab_tui.domain.preferences import MOST_FILTERS, SavedFilter, Wanted
from medcab_tui.store import preferences

MINE = Wanted((("state", "waiting"), ("whose", "mine")), "глюкоза", "age")


def save(cabinet: Cabinet, name: str, wanted: Wanted = MINE, place: str = "home") -> SaveFilter:
    return SaveFilter(cabinet.surroundings.ids.new(), place, name, wanted)


async def test_filters_are_kept_replaced_dropped_and_there_after_a_restart(
    door: Door, cabinet: Cabinet
) -> None:
    assert (await cabinet.do(save(cabinet, "  мои   ждут "))).result == "мои ждут"
    await cabinet.do(save(cabinet, "все\x1b[2J", Wanted(order="name"), "documents"))
    other = Wanted(text="ёлкин")
    await cabinet.do(save(cabinet, "мои ждут", other))
    await cabinet.lock()
    again = await door.sign_in("ivanova", "Demo-2026!")
    assert await again.preferences.filters("home") == (SavedFilter("home", "мои ждут", other),)
    assert [saved.place for saved in await again.preferences.filters()] == ["documents", "home"]
    await again.do(DropFilter(again.surroundings.ids.new(), "home", "мои ждут"))
    assert await again.preferences.filters("home") == ()
    with pytest.raises(Invalid, match=r"filter\.missing"):
        await again.do(DropFilter(again.surroundings.ids.new(), "home", "мои ждут"))
    told = [row for row in await again.journal.mine() if row.code.startswith("filter.")]
    assert {row.code for row in told} == {"filter.saved", "filter.dropped"}
    assert not any("мои" in value for row in told for value in row.params.values())
    await again.sign_out()


async def test_nobody_sees_the_filters_of_another(door: Door, cabinet: Cabinet) -> None:
    await cabinet.do(save(cabinet, "мои"))
    new = NewWorker("petrova", "Петрова", "Ольга", "", "регистратор", "", frozenset({Role.CLINICIAN}))
    await cabinet.accounts.add_worker(new, "Demo-2027!")
    await cabinet.sign_out()
    other = await door.sign_in("petrova", "Demo-2027!")
    assert await other.preferences.filters() == ()
    with pytest.raises(Invalid, match=r"filter\.missing"):
        await other.do(DropFilter(other.surroundings.ids.new(), "home", "мои"))
    await other.sign_out()


@pytest.mark.parametrize(
    ("name", "wanted", "code"),
    [
        (" ", MINE, "filter.name"),
        ("м" * 41, MINE, "text.long"),
        ("мои", Wanted(), "filter.empty"),
        ("мои", Wanted(text="я" * 201), "text.long"),
    ],
)
async def test_what_cannot_be_kept_is_refused(cabinet: Cabinet, name: str, wanted: Wanted, code: str) -> None:
    with pytest.raises(Invalid, match=code):
        await cabinet.do(save(cabinet, name, wanted))


async def test_a_tenth_filter_is_refused_but_any_of_nine_can_be_replaced(cabinet: Cabinet) -> None:
    for number in range(MOST_FILTERS):
        await cabinet.do(save(cabinet, f"№ {number}"))
    with pytest.raises(Invalid, match=r"filter\.many"):
        await cabinet.do(save(cabinet, "ещё"))
    await cabinet.do(save(cabinet, "№ 3", Wanted(text="а")))
    await cabinet.do(save(cabinet, "ещё", place="documents"))
    assert len(await cabinet.preferences.filters("home")) == MOST_FILTERS


pairs = st.dictionaries(st.text(min_size=1, max_size=9), st.text(min_size=1, max_size=9), max_size=4)


@given(pairs, st.text(max_size=20), st.text(max_size=9))
def test_what_is_written_is_read_back(chosen: dict[str, str], text: str, order: str) -> None:
    wanted = Wanted(tuple(sorted(chosen.items())), text, order)
    assert preferences._read(preferences.SHAPE, preferences._written(wanted)) == wanted


@given(pairs, st.sampled_from("абвг"), st.sampled_from(["", "да", "нет"]))
def test_choosing_changes_one_choice_and_no_other(chosen: dict[str, str], name: str, option: str) -> None:
    before = Wanted(tuple(sorted(chosen.items())), "т", "п")
    after = before.having(name, option)
    assert after.option(name) == option
    assert all(after.option(other) == before.option(other) for other in chosen if other != name)
    assert (after.text, after.order) == ("т", "п")
    assert after.having(name, before.option(name)) == before


def test_an_older_shape_is_read_up(monkeypatch: pytest.MonkeyPatch) -> None:
    def ordered(kept: dict[str, Any]) -> dict[str, Any]:
        return {**kept, "order": "age"}

    monkeypatch.setattr(preferences, "SHAPE", 2)
    monkeypatch.setitem(preferences.UPCASTS, 1, ordered)
    old = json.dumps({"chosen": {"a": "b"}, "text": ""})
    assert preferences._read(1, old) == Wanted((("a", "b"),), "", "age")
