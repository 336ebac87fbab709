"""The demo cast: who always exists, what stands in their cards, and that it repeats."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from medcab_tui.cabinet.cabinet import Cabinet
from medcab_tui.cabinet.door import Door
from medcab_tui.cabinet.schedule_actions import AdvanceVisit
from medcab_tui.cabinet.surroundings import Surroundings
from medcab_tui.demo import cast
from medcab_tui.demo.staff import HANDED_OVER
from medcab_tui.demo.tape.commands import DEFAULT_CLOCK
from medcab_tui.domain.patients import Card, Mark
from medcab_tui.domain.rooms import AppointmentStatus
from tests.demo.stores import _stores, copied

__all__ = ["_stores", "copied"]
MONDAY = date(2026, 11, 23)


async def built(folder: Path, patients: int = 60, at: datetime = DEFAULT_CLOCK, seed: int = 7) -> Door:
    surroundings = Surroundings.fixed(at, seed)
    await cast.build(folder, patients, surroundings=surroundings, cost=cast.TAPE_COST, seed=seed)
    return Door(folder, surroundings, cost=cast.TAPE_COST)


async def card_of(cabinet: Cabinet, words: str) -> Card:
    (hit,) = (await cabinet.patients.search(words)).hits
    return await cabinet.patients.card(hit.row.id)


@pytest.mark.usefixtures("copied")
async def test_the_workers_sign_in_with_the_known_password(tmp_path: Path) -> None:
    door = await built(tmp_path / "store", 0)
    assert door.organisation() == "Поликлиника № 12"
    posts = {}
    for login in ("ivanova", "petrov", "sidorova", "admin", "license"):
        cabinet = await door.sign_in(login, "Demo-2026!")
        worker = cabinet.worker
        posts[login] = f"{worker.surname} {worker.given} {worker.patronymic}, {worker.post}"
        await cabinet.sign_out()
    assert posts == {
        "ivanova": "Иванова Анна Петровна, врач-терапевт",
        "petrov": "Петров Олег Дмитриевич, заведующий отделением",
        "sidorova": "Сидорова Елена Игоревна, медицинская сестра",
        "admin": "Громова Ольга Викторовна, администратор",
        "license": "Зуев Константин Львович, специалист по аккредитации",
    }


@pytest.mark.usefixtures("copied")
async def test_the_card_of_kuznetsova(tmp_path: Path) -> None:
    cabinet = await (await built(tmp_path / "store")).sign_in("ivanova", cast.PASSWORD)
    card = await card_of(cabinet, "кузнецова мария павловна")
    assert card.patient.snils == "11223344595"
    assert card.patient.policy == "7700000000000016"
    assert (card.patient.birth, card.patient.area) == (date(1958, 3, 14), "7")
    assert [(allergy.substance, allergy.since) for allergy in card.allergies] == [("пенициллины", "2019")]
    told = [(row.at.date().isoformat(), row.summary, row.edition, row.external) for row in card.encounters]
    assert told == [
        ("2026-11-20", "Эссенциальная гипертензия", 1, False),
        ("2026-11-02", "Сахарный диабет 2 типа", 1, False),
        ("2026-10-14", "ОРИ неуточнённая", 2, False),
        ("2026-09-28", "Другие формы стенокардии", 1, True),
        ("2026-08-11", "Сахарный диабет 2 типа", 1, False),
        ("2026-06-03", "ЭКГ в покое", 1, False),
    ]
    series = {one.code.display: one.values for one in card.results}
    assert set(series) == {"Глюкоза", "HbA1c", "Холестерин", "Креатинин", "СКФ"}
    assert [str(one.value) for one in series["Глюкоза"]] == ["5.1", "6.9", "7.8", "8.4"]
    assert [one.acknowledged for one in series["Глюкоза"]] == [True, True, True, False]
    assert [one.mark for one in series["HbA1c"]] == [Mark.WITHIN, Mark.WITHIN, Mark.HIGH, Mark.HIGH]
    assert [(script.text.split()[0], str(script.until)) for script in card.prescriptions] == [
        ("метформин", "2027-01-19"),
        ("лизиноприл", "2027-01-19"),
        ("аторвастатин", "2026-11-25"),
    ]
    assert card.next_visit == datetime(2026, 12, 7, 7, 15, tzinfo=UTC)
    assert {task.title for task in card.tasks} == {"Направление к эндокринологу", "Вызвать на контроль HbA1c"}
    await cabinet.sign_out()


@pytest.mark.usefixtures("copied")
async def test_the_corrected_record_keeps_its_first_text(tmp_path: Path) -> None:
    cabinet = await (await built(tmp_path / "store", 0)).sign_in("ivanova", cast.PASSWORD)
    card = await card_of(cabinet, "кузнецова мария павловна")
    newest, first = await cabinet.patients.versions(card.encounters[2].id)
    assert (newest.version, newest.reason, first.reason) == (2, "уточнён день начала болезни", "")
    assert "пятый день" in newest.body.complaints
    assert "третий день" in first.body.complaints
    assert newest.at == datetime(2026, 10, 15, 6, 10, tzinfo=UTC)
    await cabinet.sign_out()


async def test_namesakes(tmp_path: Path) -> None:
    cabinet = await (await built(tmp_path / "store", 200)).sign_in("ivanova", cast.PASSWORD)
    found = await cabinet.patients.search("кузн мар 1958")
    names = {f"{h.row.surname} {h.row.given} {h.row.birth}" for h in found.hits}
    assert names == {"Кузнецова Мария 1958-03-14", "Кузнецова Марина 1958-11-02", "Кузнецов Марк 1958-01-30"}
    assert [hit.row.surname for hit in found.similar] == ["Кузинцова"]
    assert found.total == 200 + len(cast.named.cast()) + 1  # and one card twice
    await cabinet.sign_out()


@pytest.mark.usefixtures("copied")
async def test_the_desk_of_the_day(tmp_path: Path) -> None:
    cabinet = await (await built(tmp_path / "store")).sign_in("ivanova", cast.PASSWORD)
    rows = await cabinet.home.attention()
    assert [row.title for row in rows[:2]] == ["Глюкоза", "HbA1c"]
    assert (await cabinet.home.badges())["home"].overdue == 2
    day = await cabinet.schedule.day(MONDAY)
    assert len(day) == 17
    assert [visit.status for visit in day].count(AppointmentStatus.ARRIVED) == 1
    assert len(await cabinet.documents.page()) == 9 + 4 + 1  # the last is under way
    recent = await cabinet.home.recent()
    assert [row.surname for row in recent] == ["Кузнецова", "Аббасов", "Ёлкин"]
    previous = cabinet.previous_sign_in
    assert (previous.at, previous.failures) == (datetime(2026, 11, 20, 5, 55, tzinfo=UTC), 0)
    await cabinet.sign_out()


@pytest.mark.parametrize("days", [-40, 1, 3, 6, 200])
async def test_on_another_day_everything_moves_with_it(tmp_path: Path, days: int) -> None:
    at = DEFAULT_CLOCK + timedelta(days=days)
    cabinet = await (await built(tmp_path / "store", at=at)).sign_in("ivanova", cast.PASSWORD)
    card = await card_of(cabinet, "кузнецова мария павловна")
    assert card.encounters[0].at.date() == date(2026, 11, 20) + timedelta(days=days)
    assert card.patient.birth == date(1958, 3, 14)
    assert len(await cabinet.schedule.day(MONDAY + timedelta(days=days))) == 17
    await cabinet.sign_out()


async def test_the_same_seed_gives_the_same_store(tmp_path: Path) -> None:
    async def told(name: str, seed: int) -> tuple[object, ...]:
        cabinet = await (await built(tmp_path / name, 40, seed=seed)).sign_in("ivanova", cast.PASSWORD)
        rows = await cabinet.patients.page(limit=200)
        cards = [await cabinet.patients.card(row.id) for row in rows if row.area != HANDED_OVER]
        week = await cabinet.schedule.week(MONDAY)
        await cabinet.sign_out()
        return rows, cards, week

    first = await told("a", 7)
    assert await told("b", 7) == first
    assert await told("c", 8) != first


async def test_progress_is_told(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    surroundings = Surroundings.fixed(DEFAULT_CLOCK, 7)
    await cast.build(
        tmp_path / "store", 700, surroundings=surroundings, cost=cast.TAPE_COST,
        progress=lambda done, of: seen.append((done, of)),
    )  # fmt: skip
    assert seen[0] == (0, 700)
    assert seen[-1] == (700, 700)
    assert [done for done, _of in seen] == sorted(done for done, _of in seen)
    assert len(seen) > 4


@pytest.mark.usefixtures("copied")
@pytest.mark.parametrize(
    ("at", "here", "late"),
    [
        (datetime(2026, 11, 22, 21, 47, tzinfo=UTC), None, 0),
        (datetime(2026, 11, 23, 6, 5, tzinfo=UTC), "09:00", 0),
        (DEFAULT_CLOCK, "12:15", 0),
        (datetime(2026, 11, 23, 17, 37, tzinfo=UTC), "20:30", 4),
        (datetime(2026, 11, 23, 20, 52, tzinfo=UTC), "23:45", 1),
    ],
)
async def test_visits_stand_as_the_clock_says(
    tmp_path: Path, at: datetime, here: str | None, late: int
) -> None:
    cabinet = await (await built(tmp_path / "store", at=at)).sign_in("ivanova", cast.PASSWORD)
    now = at.astimezone(ZoneInfo("Europe/Moscow")).replace(tzinfo=None)
    visits = await cabinet.schedule.day(now.date())
    assert len(visits) == 17 + late
    over = {AppointmentStatus.DONE, AppointmentStatus.NO_SHOW}
    for visit in visits:
        if visit.start > now:
            assert visit.status is AppointmentStatus.BOOKED
        elif visit.start + timedelta(minutes=visit.minutes) <= now:
            assert visit.status in over
    arrived = [visit for visit in visits if visit.status is AppointmentStatus.ARRIVED]
    assert [f"{visit.start:%H:%M}" for visit in arrived] == ([here] if here else [])
    if late:  # begun in the evening there is still somebody to receive, within the hours of that day
        (waiting,) = arrived
        await cabinet.do(AdvanceVisit(cabinet.surroundings.ids.new(), waiting.id, waiting.version))
        assert (await cabinet.patients.card(waiting.patient)).patient.id == waiting.patient
        week = await cabinet.schedule.hours(cabinet.worker.id)
        closes = next(one.closes for one in week.days if one.weekday == now.weekday())
        assert visits[-1].start.time() < closes
    await cabinet.sign_out()
