"""Templates: whose they are, who sees and changes them, and what their abbreviations stand for."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from medcab_tui.cabinet.cabinet import Cabinet
from medcab_tui.cabinet.templates_actions import (
    AmendTemplate,
    KeepTemplate,
    RestoreTemplate,
    WithdrawTemplate,
)
from medcab_tui.domain.accounts import NewWorker, Role
from medcab_tui.domain.errors import Forbidden, Invalid, Refused, Repeated, Stale
from medcab_tui.domain.folding import fold
from medcab_tui.domain.icd10 import check_diagnosis
from medcab_tui.domain.ids import Id
from medcab_tui.domain.patients import Coded
from medcab_tui.domain.rules import TEXTS
from medcab_tui.domain.template_texts import SHIPPED
from medcab_tui.domain.templates import (
    WHOLE,
    Share,
    Template,
    Wording,
    autotexts,
    check_wording,
    fitting,
    parts_of,
)

WORDING = Wording("Осмотр", "Общее состояние удовлетворительное.", "осм", "objective")


async def keep(cabinet: Cabinet, said: Wording = WORDING) -> Id:
    return (await cabinet.do(KeepTemplate(cabinet.surroundings.ids.new(), said))).result


def become(cabinet: Cabinet, **changed: Any) -> None:
    """The worker at the desk is somebody else; the store asks for the roles of who is kept."""
    cabinet._desk.worker = replace(cabinet.worker, **changed)


async def own(cabinet: Cabinet) -> list[Wording]:
    return [one.wording for one in await cabinet.templates.all() if not one.shipped]


async def test_a_template_is_kept_changed_withdrawn_and_taken_back(cabinet: Cabinet) -> None:
    ids = cabinet.surroundings.ids
    kept = await keep(cabinet, replace(WORDING, title="  Осмотр ", abbreviation=" ОСМ "))
    assert await own(cabinet) == [WORDING]
    changed = replace(WORDING, body="Состояние средней тяжести.")
    assert (await cabinet.do(AmendTemplate(ids.new(), kept, 1, changed))).version == 2
    with pytest.raises(Stale):
        await cabinet.do(AmendTemplate(ids.new(), kept, 1, WORDING))
    with pytest.raises(Invalid):
        await cabinet.do(AmendTemplate(ids.new(), kept, 2, changed))
    await cabinet.do(WithdrawTemplate(ids.new(), kept, 2))
    assert await own(cabinet) == []
    with pytest.raises(Refused):
        await cabinet.do(WithdrawTemplate(ids.new(), kept, 3))
    await cabinet.do(RestoreTemplate(ids.new(), kept, 3))
    assert await own(cabinet) == [changed]


@pytest.mark.capability("C180")
async def test_the_same_template_twice_is_refused_until_the_first_is_withdrawn(cabinet: Cabinet) -> None:
    plain = replace(WORDING, abbreviation="")
    first = await keep(cabinet, plain)
    with pytest.raises(Repeated) as refused:
        await keep(cabinet, plain)
    assert refused.value.values["first"] == first.hex()
    await cabinet.do(WithdrawTemplate(cabinet.surroundings.ids.new(), first, 1))
    await keep(cabinet, plain)


async def test_sharing_takes_its_right_and_one_abbreviation_stands_for_one_text(cabinet: Cabinet) -> None:
    shared = replace(WORDING, share=Share.DEPARTMENT)
    become(cabinet, roles=frozenset({Role.CLINICIAN}))
    assert not cabinet.templates.may_share
    become(cabinet, roles=frozenset({Role.HEAD}))
    assert cabinet.templates.may_share
    await keep(cabinet)
    with pytest.raises(Invalid) as taken:
        await keep(cabinet, replace(WORDING, title="Другой"))
    assert taken.value.code == "template.taken"
    await keep(cabinet, shared)  # the founder administers
    become(cabinet, department="Хирургическое отделение")
    assert [one.share for one in await own(cabinet)] == [Share.OWN]
    become(cabinet, id=Id(bytes(16)), department="Терапевтическое отделение")
    assert [one.share for one in await own(cabinet)] == [Share.DEPARTMENT]


async def test_a_clinician_shares_nothing_and_changes_nobodys_own(door: Any, founding: Any) -> None:
    cabinet, _code = await door.found(founding)
    try:
        mine = await keep(cabinet)
        plain = NewWorker(
            "orlova", "Орлова", "Нина", "", "врач", "Терапевтическое отделение", frozenset({Role.CLINICIAN})
        )
        await cabinet.accounts.add_worker(plain, "Demo-2027!")
        await cabinet.sign_out()
        cabinet = await door.sign_in("orlova", "Demo-2027!")
        with pytest.raises(Forbidden) as refused:
            await keep(cabinet, replace(WORDING, share=Share.ORGANISATION))
        assert (refused.value.code, refused.value.field) == ("template.sharing", "share")
        with pytest.raises(Forbidden):
            await cabinet.do(WithdrawTemplate(cabinet.surroundings.ids.new(), mine, 1))
    finally:
        cabinet.close_now()


def test_what_ships_is_sound_and_no_abbreviation_stands_for_two_texts() -> None:
    whole = [one for one in SHIPPED if one.wording.field == WHOLE]
    short = [one.wording.abbreviation for one in SHIPPED if one not in whole]
    assert len(set(short)) == len(SHIPPED) - len(whole) >= 12
    assert len({one.id for one in SHIPPED}) == len(SHIPPED)
    assert len(whole) >= 5
    for one in whole:
        parts = parts_of(one.wording.body)
        assert set(parts) == {*TEXTS, "diagnosis"}, one.wording.title
        assert "аллерг" not in one.wording.body.lower(), (
            "what a template says must not be a claim of the person"
        )
        check_diagnosis(Coded(parts["diagnosis"], "есть в справочнике", ""))
    for one in SHIPPED:
        plain = replace(one.wording, share=Share.OWN)
        assert check_wording(plain) == plain
    assert autotexts(SHIPPED)["гб"].startswith("Гипертоническая болезнь")
    assert [one.wording.field for one in fitting(SHIPPED, "plan")[:3]] == ["plan"] * 3


def test_the_parts_of_a_whole_record_begin_with_their_heads() -> None:
    body = "для себя\nЖалобы: кашель\n  насморк\n\nобъективно : хрипов нет\nИтог: нет такой части\nДиагноз:\n"
    assert parts_of(body) == {
        "complaints": "кашель\n  насморк",
        "objective": "хрипов нет\nИтог: нет такой части",
    }
    assert parts_of("Жалобы кашель") == {}
    with pytest.raises(Invalid) as refused:
        check_wording(replace(WORDING, field=WHOLE, body="просто текст"))
    assert (refused.value.code, refused.value.field) == ("template.parts", "body")
    whole = Template(Id(bytes(16)), replace(WORDING, field=WHOLE, body=body, abbreviation="вс"))
    assert autotexts([whole]) == {}, "a whole record does not go into one field"


@given(st.text(max_size=200))
def test_any_text_is_taken_for_parts_without_losing_what_stands_in_them(text: str) -> None:
    for name, said in parts_of(text).items():
        assert name in (*TEXTS, "diagnosis")
        assert said
        assert all(line.strip() in text for line in said.splitlines())


@pytest.mark.parametrize("short", ["г", "г б", "г.б", "гипертоническая"])
def test_an_abbreviation_is_one_short_word(short: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_wording(replace(WORDING, abbreviation=short))
    assert refused.value.field == "abbreviation"


@given(st.text(max_size=20), st.text(max_size=80), st.text(max_size=80))
def test_any_wording_is_kept_tidy_or_refused_by_a_field(short: str, title: str, body: str) -> None:
    try:
        kept = check_wording(Wording(title, body, short))
    except Invalid as refused:
        assert refused.field in ("title", "body", "abbreviation")
    else:
        assert check_wording(kept) == kept
        assert kept.abbreviation == fold(kept.abbreviation)
