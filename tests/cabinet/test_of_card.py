"""What stands in patients' documents and results is for those only who may read cards."""

from __future__ import annotations

import dataclasses
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from msgspec.structs import replace

from medcab_tui.cabinet.bulk import LoadBatch, LoadedResult
from medcab_tui.cabinet.cabinet import Cabinet
from medcab_tui.cabinet.documents_actions import AttachDocument, ExportDocument
from medcab_tui.cabinet.door import Door, Founding
from medcab_tui.cabinet.patients_actions import AddPatient
from medcab_tui.domain.accounts import Permission, Role
from medcab_tui.domain.documents import Examined, Format
from medcab_tui.domain.errors import Forbidden
from medcab_tui.domain.ids import Id
from medcab_tui.domain.patients import Coded, NewPatient, Observation
from medcab_tui.domain.rooms import Badges
from tests.papers import made

ADMINISTRATOR, CLINICIAN = frozenset({Role.ADMINISTRATOR}), frozenset({Role.CLINICIAN})
OPENED: dict[str, Callable[[Cabinet, Id, Path], Awaitable[object]]] = {
    "kept": lambda c, d, _: c.documents.kept(d),
    "snippet": lambda c, d, _: c.documents.snippet(d, "туберкулёз"),
    "picture": lambda c, d, _: c.documents.picture(d, 1, 40, 40),
    "export": lambda c, d, folder: c.documents.export(d, folder),
    "action": lambda c, d, _: c.do(ExportDocument(c.surroundings.ids.new(), d)),
}


async def attach(cabinet: Cabinet, title: str, patient: Id | None) -> Id:
    text = "Диагноз: туберкулёз"
    new, found = cabinet.surroundings.ids.new(), Examined(Format.PDF, 1, text=(text,))
    content = made.pdf(title)
    return (await cabinet.do(AttachDocument(new, title, "справка", patient, "x.pdf", content, found))).result


async def ground(cabinet: Cabinet, maria: NewPatient) -> tuple[Id, Id]:
    patient = (await cabinet.do(AddPatient(cabinet.surroundings.ids.new(), maria))).result
    return await attach(cabinet, "Выписка", patient), await attach(cabinet, "Приказ", None)


@pytest.mark.capability("C109")
@pytest.mark.parametrize("roles", [ADMINISTRATOR, CLINICIAN])
@pytest.mark.parametrize("way", OPENED)
async def test_a_patients_file_is_opened_by_those_who_read_cards(
    door: Door, founding: Founding, maria: NewPatient, tmp_path: Path, roles: frozenset[Role], way: str
) -> None:
    cabinet, _code = await door.found(dataclasses.replace(founding, roles=roles))
    of_card, of_house = await ground(cabinet, maria)
    (tmp_path / "приказы").mkdir()
    await OPENED[way](cabinet, of_house, tmp_path / "приказы")
    if Role.CLINICIAN in roles:
        await OPENED[way](cabinet, of_card, tmp_path)
    else:
        before = sorted(tmp_path.iterdir())
        with pytest.raises(Forbidden) as refused:
            await OPENED[way](cabinet, of_card, tmp_path)
        assert refused.value.code == "document.of_card"
        assert sorted(tmp_path.iterdir()) == before
        await cabinet._desk.settled()
        assert "refused" in [row.code for row in await cabinet.journal.mine()]
    await cabinet.sign_out()


async def test_words_of_a_patients_file_find_nothing_for_the_others(
    door: Door, founding: Founding, maria: NewPatient
) -> None:
    cabinet, _code = await door.found(founding)
    await ground(cabinet, maria)
    answers = {}
    for roles in (CLINICIAN, ADMINISTRATOR):
        cabinet._desk.worker = replace(cabinet.worker, roles=roles)
        for text in ("туберкулёз", "выписка", "кузнецова справка", "кузнецова туберкулёз", "приказ диагноз"):
            titles = {hit.row.title for hit in await cabinet.documents.search(text)}
            assert await cabinet.documents.found(text) == len(titles)
            answers[text, Role.CLINICIAN in roles] = titles
    assert answers["туберкулёз", True] == {"Выписка", "Приказ"}
    assert answers["туберкулёз", False] == {"Приказ"}
    assert answers["кузнецова туберкулёз", True] == {"Выписка"}
    assert answers["кузнецова туберкулёз", False] == set()
    for shown, text in (
        ("Выписка", "выписка"),
        ("Выписка", "кузнецова справка"),
        ("Приказ", "приказ диагноз"),
    ):
        assert answers[text, True] == answers[text, False] == {shown}
    await cabinet.sign_out()


async def test_results_wait_for_those_only_who_read_cards(cabinet: Cabinet, maria: NewPatient) -> None:
    patient = (await cabinet.do(AddPatient(cabinet.surroundings.ids.new(), maria))).result
    at = datetime(2026, 11, 20, 6, 12, tzinfo=UTC)
    result = Observation(
        cabinet.surroundings.ids.new(), Coded("4548-4", "HbA1c", "2.72"), Decimal("7.9"), "%", "%", None,
        Decimal("6.5"), at, "ЛИС", False,
    )  # fmt: skip
    loaded = LoadedResult(patient, result, cabinet.worker.id)
    await cabinet.do(LoadBatch(cabinet.surroundings.ids.new(), (loaded,)))
    assert [row.title for row in await cabinet.home.attention()] == ["HbA1c"]
    assert (await cabinet.home.badges())["home"].overdue == 1
    cabinet._desk.worker = replace(cabinet.worker, roles=ADMINISTRATOR)
    assert not cabinet.worker.may(Permission.READ_CARD)
    assert await cabinet.home.attention() == ()
    assert (await cabinet.home.badges())["home"] == Badges()
