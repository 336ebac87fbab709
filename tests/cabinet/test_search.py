"""Finding patients: what is found, what is only similar, what is not understood."""

from __future__ import annotations

from datetime import date

import pytest

from medcab_tui.cabinet.bulk import LoadBatch, LoadedPatient
from medcab_tui.cabinet.cabinet import Cabinet
from medcab_tui.cabinet.patients import row_key
from medcab_tui.cabinet.patients_actions import AddPatient
from medcab_tui.domain.patients import Found, NewPatient, Sex
from medcab_tui.store import patient_search
from medcab_tui.store.transaction import Connection

PEOPLE = [
    ("Кузнецова", "Мария", "Павловна", "1958-03-14", "11223344595", "7700000000000016", "+79123456789"),
    ("Кузнецова", "Марина", "Петровна", "1958-11-02", "", "", "+79031112233"),
    ("Кузнецов", "Марк", "Павлович", "1958-01-30", "", "", ""),
    ("Кузнецов", "Иван", "Ильич", "1985-01-30", "", "", ""),
    ("Кузинцова", "Мария", "Петровна", "1958-03-24", "", "", ""),
    ("Кузьмина", "Мария", "Ильинична", "1958-05-05", "", "", ""),
    ("Марченко", "Кузьма", "Фомич", "1991-07-07", "", "", "+79990001958"),
    ("Ёлкин", "Дмитрий", "Сергеевич", "1982-06-01", "", "", ""),
    ("Иванов-Петров", "Пётр", "Алексеевич", "1970-12-31", "", "", ""),
    ("О'Нил", "Анна", "", "1990-02-02", "", "", ""),
    ("Эль Сайед", "Омар", "", "2001-09-09", "", "", ""),
    ("Петров", "Иван", "Иванович", "1970-12-31", "", "", ""),
    ("Зайцев", "Аркадий", "Юрьевич", "1966-08-08", "", "", ""),
    ("Заицев", "Борис", "Юрьевич", "1967-08-08", "", "", ""),
    ("Алиев", "Рустам", "Мамед оглы", "1977-04-04", "", "", ""),
]


@pytest.fixture
async def clinic(cabinet: Cabinet) -> Cabinet:
    ids = cabinet.surroundings.ids
    everybody = []
    for surname, given, patronymic, birth, snils, policy, phone in PEOPLE:
        sex = Sex.FEMALE if given.endswith(("я", "а")) else Sex.MALE
        new = NewPatient(surname, given, patronymic, sex, date.fromisoformat(birth), snils, policy, phone)
        everybody.append(LoadedPatient(ids.new(), new))
    await cabinet.do(LoadBatch(ids.new(), tuple(everybody)))
    return cabinet


def names(found: Found) -> list[str]:
    return [f"{hit.row.surname} {hit.row.given}" for hit in found.hits]


@pytest.mark.capability("C034")
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("кузн мар 1958", ["Кузнецов Марк", "Кузнецова Марина", "Кузнецова Мария"]),
        ("мар 1958 КУЗН", ["Кузнецов Марк", "Кузнецова Марина", "Кузнецова Мария"]),
        ("мар кузн", ["Кузнецов Марк", "Кузнецова Марина", "Кузнецова Мария"]),
        ("мар кузьм", ["Кузьмина Мария", "Марченко Кузьма"]),
        ("павловна кузн", ["Кузнецова Мария"]),
        ("кузн 195", ["Кузнецов Марк", "Кузнецова Марина", "Кузнецова Мария"]),
        ("кузн 85", ["Кузнецов Иван"]),
        ("кузн 30.01", ["Кузнецов Иван", "Кузнецов Марк"]),
        ("112-233-445 95", ["Кузнецова Мария"]),
        ("112 233 445 95", ["Кузнецова Мария"]),
        ("1122", ["Кузнецова Мария"]),
        ("7700 0000 0000 0016", ["Кузнецова Мария"]),
        ("7700000000000016", ["Кузнецова Мария"]),
        ("+7 912 345-67-89", ["Кузнецова Мария"]),
        ("89123456789", ["Кузнецова Мария"]),
        ("67-89", ["Кузнецова Мария"]),
        ("2233", ["Кузнецова Марина"]),
        ("кузн 2233", ["Кузнецова Марина"]),
        ("марина 2233", ["Кузнецова Марина"]),
        ("14.03.1958", ["Кузнецова Мария"]),
        ("1958-03-14", ["Кузнецова Мария"]),
        ("14031958", ["Кузнецова Мария"]),
        ("1958-03", ["Кузинцова Мария", "Кузнецова Мария"]),
        ("1985", ["Кузнецов Иван"]),
        ("1958 кузн", ["Кузнецов Марк", "Кузнецова Марина", "Кузнецова Мария"]),
        ("мария 1958", ["Кузинцова Мария", "Кузнецова Мария", "Кузьмина Мария"]),
        ("1958 Павл мар", ["Кузнецов Марк", "Кузнецова Мария"]),
        ("иван 1970", ["Иванов-Петров Пётр", "Петров Иван"]),
        ("мария 14.03.1958", ["Кузнецова Мария"]),
        ("мария 14031958", ["Кузнецова Мария"]),
        ("мар 1991", ["Марченко Кузьма"]),
        (
            "мар 1958",
            ["Кузинцова Мария", "Кузнецов Марк", "Кузнецова Марина", "Кузнецова Мария", "Кузьмина Мария"],
        ),
        ("марченко кузьма фом", ["Марченко Кузьма"]),
        ("алиев мамед оглы", ["Алиев Рустам"]),
        ("омар 1958", []),
        ("иванов-петров 1970", ["Иванов-Петров Пётр"]),
        ("11223344595", ["Кузнецова Мария"]),
        ("7700-0000-0000-0016", ["Кузнецова Мария"]),
        ("мария 6789", ["Кузнецова Мария"]),
        ("елкин", ["Ёлкин Дмитрий"]),
        ("ЁЛК", ["Ёлкин Дмитрий"]),
        ("зайц", ["Зайцев Аркадий"]),
        ("заиц", ["Заицев Борис"]),
        ("за\u0438\u0306ц", ["Зайцев Аркадий"]),
        ("петров", ["Иванов-Петров Пётр", "Петров Иван"]),
        ("иванов-п", ["Иванов-Петров Пётр"]),
        ("петров иванов", ["Иванов-Петров Пётр", "Петров Иван"]),
        ("петр петр", ["Иванов-Петров Пётр"]),
        ("онил", ["О'Нил Анна"]),
        ("о’нил", ["О'Нил Анна"]),
        ("эль сай", ["Эль Сайед Омар"]),
        ("сайед", ["Эль Сайед Омар"]),
        ('кузн" OR "1', []),
        ("кузнецова*", ["Кузнецова Марина", "Кузнецова Мария"]),
    ],
)
async def test_beginnings_of_words_in_any_order(clinic: Cabinet, text: str, expected: list[str]) -> None:
    found = await clinic.patients.search(text)
    assert names(found) == expected
    assert found.understood
    assert not found.more
    assert found.total == len(PEOPLE)


@pytest.mark.parametrize("few", [1, 1_000])
async def test_every_number_counts_however_common_it_is(
    clinic: Cabinet, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr(patient_search, "_DIGITS_FEW", few)
    for text, expected in {
        "кузн 6789": ["Кузнецова Мария"],
        "кузн 6789 7700": ["Кузнецова Мария"],
        "кузн 2233 7700": [],
        "кузн 1122 6789 павл": ["Кузнецова Мария"],
        "кузн 89123456789": ["Кузнецова Мария"],
    }.items():
        assert names(await clinic.patients.search(text)) == expected, text


async def test_a_year_alone_finds_births_and_then_tails_of_phones(clinic: Cabinet) -> None:
    assert names(await clinic.patients.search("1958")) == [
        "Кузинцова Мария",
        "Кузнецов Марк",
        "Кузнецова Марина",
        "Кузнецова Мария",
        "Кузьмина Мария",
        "Марченко Кузьма",
    ]
    assert names(await clinic.patients.search("марч 1958")) == ["Марченко Кузьма"], "the tail of a phone"


async def test_a_few_digits_are_the_tail_of_a_phone_before_the_beginning_of_a_number(
    clinic: Cabinet,
) -> None:
    for surname, given, year, phone in (
        ("Яковлев", "Лев", 1951, "+79990001122"),
        ("Щукин", "Пётр", 1963, "+79990011122"),
    ):
        person = NewPatient(surname, given, "", Sex.MALE, date(year, 1, 1), phone=phone)
        await clinic.do(AddPatient(clinic.surroundings.ids.new(), person))
    assert names(await clinic.patients.search("1122", limit=1)) == ["Щукин Пётр"]
    assert names(await clinic.patients.search("112233445", limit=1)) == ["Кузнецова Мария"]


@pytest.mark.parametrize("text", ["мария", "аркадий юрьевич", "12", "", "  ", "мария 19"])
async def test_a_line_without_surname_birth_or_digits_is_not_searched(clinic: Cabinet, text: str) -> None:
    found = await clinic.patients.search(text)
    assert (found.understood, found.hits, found.similar) == (False, (), ())


async def test_an_unknown_word_is_searched_as_a_surname(clinic: Cabinet) -> None:
    found = await clinic.patients.search("Ярополков")
    assert (found.understood, found.hits, found.similar) == (True, (), ())


@pytest.mark.parametrize("slip", ["кузницова", "кузнецва", "куззнецова", "кузнеоцва", "узнецова"])
async def test_a_slip_of_the_keys_finds_only_similar(clinic: Cabinet, slip: str) -> None:
    found = await clinic.patients.search(f"{slip} мария")
    assert found.hits == ()
    assert "Кузнецова" in {hit.row.surname for hit in found.similar}
    assert all(hit.similar for hit in found.similar)


async def test_similar_ones_come_beside_hits_and_are_no_hits(clinic: Cabinet) -> None:
    found = await clinic.patients.search("кузн мар 1958")
    assert [hit.row.surname for hit in found.similar] == ["Кузинцова"]
    assert not any(hit.similar for hit in found.hits)


async def test_short_words_and_digits_have_no_similar_ones(clinic: Cabinet) -> None:
    for text in ("елк", "лки", "1122334", "кузн 6789"):
        assert (await clinic.patients.search(text)).similar == ()


async def test_namesakes_are_flagged_and_others_are_not(clinic: Cabinet) -> None:
    found = await clinic.patients.search("кузн 1958")
    flagged = {f"{hit.row.surname} {hit.row.given}" for hit in found.hits if hit.namesake}
    assert flagged == {"Кузнецова Мария", "Кузнецова Марина"}


async def test_matched_says_what_was_typed_folded(clinic: Cabinet) -> None:
    found = await clinic.patients.search("Кузн МАР 1958")
    assert found.hits[0].matched == ("кузн", "мар", "1958")


async def test_more_than_asked_for_is_said(clinic: Cabinet) -> None:
    found = await clinic.patients.search("кузн", limit=2)
    assert len(found.hits) == 2
    assert found.more


async def test_a_pasted_novel_is_answered(clinic: Cabinet) -> None:
    found = await clinic.patients.search("кузнецова мария " * 5_000)
    assert names(found) == []
    assert found.understood


async def test_the_list_is_walked_by_keys_both_ways(clinic: Cabinet) -> None:
    whole = await clinic.patients.page(limit=100)
    assert len(whole) == await clinic.patients.total() == len(PEOPLE)
    assert [row_key(row) for row in whole] == sorted(row_key(row) for row in whole)
    walked = await clinic.patients.page(limit=4)
    while window := await clinic.patients.page(after=row_key(walked[-1]), limit=4):
        walked += window
    assert walked == whole
    assert await clinic.patients.page(last=True, limit=3) == whole[-3:]
    assert await clinic.patients.page(before=row_key(whole[5]), limit=3) == whole[2:5]
    assert await clinic.patients.page(before=row_key(whole[1]), limit=3) == whole[:1]


async def test_search_tables_are_made_anew_from_the_cards(clinic: Cabinet) -> None:
    tables = (
        "patient_by_name", "patient_by_year", "patient_by_day", "patient_by_phone", "patient_digits",
        "surname", "surname_slip", "given_name",
    )  # fmt: skip
    read = {table: f"SELECT * FROM {table}" for table in tables}

    def contents(connection: Connection) -> dict[str, list[object]]:
        return {table: connection.execute(sql).fetchall() for table, sql in read.items()}

    vault = clinic._desk.vault
    before = await vault.read(contents)
    assert all(before.values())

    def spoil(connection: Connection) -> None:
        for table in tables:
            connection.execute(f"DELETE FROM {table}")
        connection.execute("UPDATE patient SET fold = 'x'")
        connection.execute("UPDATE figure SET number = 1")

    await vault.write(spoil)
    assert (await clinic.patients.search("кузн 1958")).hits == ()
    heard: list[frozenset[str]] = []
    clinic.subscribe(heard.append)
    assert await clinic.keeping.reindex() == len(PEOPLE)
    assert await vault.read(contents) == before
    assert heard == [frozenset({"patients", "documents"})]
    assert await clinic.patients.total() == len(PEOPLE)
    assert (await clinic.journal.mine(1))[0].code == "store.reindexed"
