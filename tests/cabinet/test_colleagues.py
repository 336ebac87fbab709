"""Colleagues are found as one types: name or post, words in any order, either layout, a slip forgiven."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from medcab_tui.cabinet.accounts_actions import AddWorker, RemoveWorker
from medcab_tui.cabinet.cabinet import Cabinet
from medcab_tui.domain.accounts import NewWorker, Role

OLEG = NewWorker(
    "petrov", "Петров", "Олег", "Дмитриевич", "врач-кардиолог", "Поликлиника", frozenset({Role.CLINICIAN})
)
OLGA = replace(OLEG, login="orlova", surname="Орлова", given="Ольга", patronymic="Юрьевна", post="медсестра")
GONE = replace(OLEG, login="petrovskij", surname="Петровский")


async def _add(cabinet: Cabinet, worker: NewWorker) -> object:
    return (await cabinet.do(AddWorker(cabinet.surroundings.ids.new(), worker))).result


@pytest.mark.parametrize(
    ("text", "logins"),
    [
        ("", ["orlova", "petrov"]),
        ("петр", ["petrov"]),
        ("олег петр", ["petrov"]),
        ("gtnhjd", ["petrov"]),
        ("кардио", ["petrov"]),
        ("медсестра", ["orlova"]),
        ("петрав", ["petrov"]),
        ("иванова", []),
        ("петровский", []),
    ],
)
async def test_who_is_found(cabinet: Cabinet, text: str, logins: list[str]) -> None:
    await _add(cabinet, OLEG)
    await _add(cabinet, OLGA)
    gone = await _add(cabinet, GONE)
    await cabinet.do(RemoveWorker(cabinet.surroundings.ids.new(), gone))  # type: ignore[arg-type]
    found = await cabinet.accounts.colleagues(text)
    assert [worker.login for worker in found] == logins
    assert len(await cabinet.accounts.colleagues("", limit=1)) == 1
