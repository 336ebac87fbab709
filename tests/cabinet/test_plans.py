"""How the store is read: every statement by an index, and a search touches few rows of many."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from importlib.resources import files

import apsw
import pytest
from msgspec.structs import replace

from medcab_tui.domain.access import Assignment
from medcab_tui.domain.documents import Asked
from medcab_tui.domain.ids import Id
from medcab_tui.domain.journals import Journal
from medcab_tui.domain.narrowing import Narrowed
from medcab_tui.domain.patients import Coded, NewPatient, Observation, Sex
from medcab_tui.domain.rooms import Badges, TaskState
from medcab_tui.domain.searching import understand
from medcab_tui.domain.times import instant
from medcab_tui.store import (
    access,
    accounts,
    card_journal,
    cards,
    chart,
    delivery,
    document_files,
    document_index,
    documents,
    drafts,
    encounters,
    exchange,
    exchange_writes,
    falling_due,
    former,
    home,
    imports,
    inbox,
    insurance,
    journal,
    journal_proof,
    journal_rows,
    leases,
    links,
    merged,
    merges,
    notebook,
    notices,
    orders,
    outbox,
    papers,
    patient_index,
    patient_narrowing,
    patient_search,
    patients,
    preferences,
    recent_cards,
    region,
    remembering,
    reminders,
    repeats,
    requests,
    results,
    schedule,
    schedule_hours,
    schedule_writes,
    second_factor,
    sending,
    signatures,
    signed_bytes,
    visits,
    vitals,
    waiting,
    whole_chart,
)
from medcab_tui.store.patients import PatientWrites
from medcab_tui.store.results import columns, enter
from medcab_tui.store.transaction import remembered

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 9, 15, tzinfo=UTC)
SOME = Id(bytes(16))
MANY = 100_000
COMMON = ("Иванов", "Кузнецов", "Марков", "Петров", "Смирнов")
SYLLABLES = "ба ве го ду жи за ку ла ме но пе ро си та фе хо ча шу мар ник кузь ива".split()
MEN = ("Александр", "Марк", "Иван", "Олег", "Матвей", "Ярополк")
RESULT = Observation(
    SOME, Coded("4548-4", "HbA1c", "2.72"), Decimal("7.9"), "%", "%", None, Decimal("6.5"),
    NOW - timedelta(days=3), "ЛИС", acknowledged=False,
)  # fmt: skip
WOMEN = Narrowed(Sex.FEMALE, date(1940, 1, 1), date(1990, 1, 1), "7", alert=True)
LINES = (
    "кузн мар 1958",
    "мар кузн",
    "кузн 19",
    "кузн 6789",
    "кузн 7700",
    "6789",
    "1958",
    "14.03.1958",
    "кузницов",
    "иванов-п 1958",
    "мар 14.03",
    "1958-03",
    "кузн 14.03",
    "кузницов 14.03",
    "6789 7700",
    "кузн мар 14.03.1958",
)
FATHERS = ("Павлович", "Ильич", "Петрович", "Матвеевич")


def empty() -> apsw.Connection:
    connection = apsw.Connection(":memory:")
    folder = files("medcab_tui.store").joinpath("migrations")
    for step in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if step.name.endswith(".sql"):
            connection.execute(step.read_text(encoding="utf-8"))
    return connection


def person(chance: random.Random) -> NewPatient:
    made = "".join(chance.choices(SYLLABLES, k=chance.randint(2, 3))).title() + "ов"
    surname = chance.choice(COMMON) if chance.random() < 0.2 else made
    return NewPatient(
        surname,
        "Ярополк" if chance.random() < 0.0005 else chance.choice(MEN[:-1]),
        chance.choice(FATHERS),
        Sex.MALE,
        date(1930, 1, 1) + timedelta(days=chance.randrange(34_000)),
        f"{chance.randrange(10**11):011d}",
        f"7700{chance.randrange(10**12):012d}",
        f"+79{chance.randrange(10**9):09d}",
    )


@pytest.fixture(scope="module")
def town() -> Iterator[apsw.Connection]:
    connection, chance = empty(), random.Random(7)
    writes = PatientWrites(connection, NOW)
    for first in range(0, MANY, 5_000):
        with connection:
            writes.add_all(
                [
                    (Id(number.to_bytes(16, "big")), person(chance), ())
                    for number in range(first, first + 5_000)
                ]
            )
    yield connection
    connection.close()


def ask(connection: apsw.Connection, text: str) -> patient_search.Answer:
    return patient_search.find(connection, understand(text, TODAY), 50)


def steps(connection: apsw.Connection, text: str) -> int:
    """Steps of the virtual machine that a search takes: some ten for a row looked at."""
    taken = 0

    def count() -> bool:
        nonlocal taken
        taken += 20
        return False

    connection.set_progress_handler(count, 20)
    try:
        ask(connection, text)
    finally:
        connection.set_progress_handler(None)
    return taken


@pytest.mark.parametrize(
    ("text", "most"),
    [
        ("и", 2_000),
        ("кузн", 2_000),
        ("кузн мар", 4_000),
        ("мар кузн", 30_000),
        ("кузн мар 1958", 15_000),
        ("кузнецов ярополк", 3_000),
        ("1958", 3_000),
        ("14.03.1958", 3_000),
        ("1958-03", 4_000),
        ("кузн 14.03", 1_500),
        ("кузницев 14.03", 15_000),
        ("112-233-445 95", 2_000),
        ("7700", 5_000),
        ("770012", 3_000),
        ("6789", 4_000),
        ("ивагов", 15_000),
        ("ъъъъ", 2_000),
    ],
)
def test_a_search_looks_at_few_of_a_hundred_thousand(town: apsw.Connection, text: str, most: int) -> None:
    taken = steps(town, text)
    assert taken <= most, f"{text}: {taken} steps"


def test_a_day_and_the_end_of_a_phone_find_whoever_has_them(town: apsw.Connection) -> None:
    everybody = town.execute("SELECT id, fold, birth, phone, snils, policy FROM patient").fetchall()
    for number in (3, 70, 900, 4_000):
        _, fold, birth, phone, *_ = everybody[number]
        begins, day, tail = fold[:5], birth[4:], phone[-5:]
        named = {one for one, name, born, *_ in everybody if name.startswith(begins) and born.endswith(day)}
        called = {
            one
            for one, _, _, *numbers in everybody
            if any(each.endswith(tail) for each in numbers[:2])
            or any(each.startswith(tail) for each in numbers[1:])
        }
        assert {row.id for row in ask(town, f"{begins} {birth[8:]}.{birth[5:7]}").rows} == named
        assert {row.id for row in ask(town, tail).rows} == called


def test_the_first_hits_are_the_first_of_the_list(town: apsw.Connection) -> None:
    found = ask(town, "кузн").rows
    assert len(found) == 51
    folded = [row.surname.lower() for row in found]
    assert folded == sorted(folded)


def test_rare_ones_among_many_are_found(town: apsw.Connection) -> None:
    rows = ask(town, "ярополк кузн").rows
    wanted = town.execute(
        "SELECT count(*) FROM patient WHERE fold GLOB 'кузнецов ярополк*' OR fold GLOB 'кузн* ярополк*'"
    ).get
    assert len(rows) == wanted
    assert all(row.given == "Ярополк" for row in rows)


def test_a_search_finds_exactly_what_reading_everything_finds(town: apsw.Connection) -> None:
    for text, where in {
        "кузн марк 1958": "fold GLOB 'кузн*' AND fold GLOB '* марк *' AND birth GLOB '1958*'",
        "иван яроп": "fold GLOB 'иван*' AND fold GLOB '* яроп*'",
        "петров матвеев 03": "fold GLOB 'петров*' AND fold GLOB '* матвеев*'"
        " AND substr(birth, 1, 4) IN ('1903', '2003')",
    }.items():
        wanted = {row[0] for row in town.execute(f"SELECT id FROM patient WHERE {where}")}
        found = patient_search.find(town, understand(text, TODAY), 10_000)
        assert {row.id for row in found.rows} == wanted, text


def test_a_narrowed_list_is_looked_through_a_stretch_at_a_time(town: apsw.Connection) -> None:
    ends = []
    at: tuple[str, bytes] | None = None
    begun = total = 0
    while begun == 0 or at is not None:
        stretch = patient_narrowing.forth(town, WOMEN, at, 50)
        counted = patient_narrowing.count(town, Narrowed(born_until=date(1950, 1, 1)), at)
        assert stretch.rows == ()
        assert counted.goes_on == stretch.goes_on
        at, begun, total = stretch.goes_on, begun + 1, total + counted.count
        ends.append(at)
    assert begun == MANY // patient_narrowing.STRETCH + 1
    assert total == town.execute("SELECT count(*) FROM patient WHERE birth <= '1950-01-01'").get
    near = patient_narrowing.forth(town, Narrowed(born_until=date(1950, 1, 1)), None, 50)
    assert len(near.rows) == 50


def test_counting_is_keeping(town: apsw.Connection) -> None:
    assert patients.total(town) == MANY


def test_an_index_made_anew_finds_the_same() -> None:
    connection, chance = empty(), random.Random(3)
    people = [(Id(number.to_bytes(16, "big")), person(chance), ()) for number in range(3_000)]
    PatientWrites(connection, NOW).add_all(people)
    tables = (
        "patient_by_name", "patient_by_year", "patient_by_day", "patient_by_phone", "patient_digits",
        "surname", "surname_slip", "given_name",
    )  # fmt: skip
    before = {table: connection.execute(f"SELECT * FROM {table}").fetchall() for table in tables}
    connection.execute("DELETE FROM surname; UPDATE patient_by_name SET fold = fold || 'ъ'")
    connection.execute("UPDATE figure SET number = 0")
    assert PatientWrites(connection, NOW).reindex() == 3_000
    assert {table: connection.execute(f"SELECT * FROM {table}").fetchall() for table in tables} == before
    assert patients.total(connection) == 3_000


Values = tuple[object, ...] | dict[str, object]


def every_statement(town: apsw.Connection) -> dict[str, Values]:
    """What the reads of the cabinet ask, with some values."""
    seen: dict[str, Values] = {}

    def keep(_cursor: apsw.Cursor, sql: str, values: object) -> bool:
        seen[sql] = values if isinstance(values, tuple | dict) else ()
        return True

    town.exec_trace = keep
    try:
        patients.total(town)
        for where in ({"after": ("к", b"")}, {"before": ("к", b"")}, {"last": True}, {}):
            patients.page(town, **({"after": None, "before": None, "last": False, "limit": 50} | where))
        for look in (patient_narrowing.forth, patient_narrowing.back):
            look(town, WOMEN, ("к", b""), 50)
        patient_narrowing.count(town, WOMEN, None)
        patient_narrowing.areas(town)
        for text in LINES:
            ask(town, text)
        cards.card(town, Id((5).to_bytes(16, "big")), NOW)
        chart.versions_of_person(town, Id((5).to_bytes(16, "big")))
        for sql in (*chart._STANDING.values(), chart._OWNERS, patient_index._NAMED):
            list(town.execute(sql, (SOME,) * sql.count("?") if "?1" not in sql else ("иванов",)))
        list(town.execute(document_index._PLACES, (SOME,)))
        patients.row(town, Id((5).to_bytes(16, "big")))
        patients.likely_duplicates(town, person(random.Random(1)))
        recent_cards.recent(town, SOME, 5)
        encounters.page(town, SOME, None, 50)
        list(town.execute(encounters._OLDER, (SOME, 1, SOME, 50)))
        list(town.execute(encounters._ONE, (SOME,)))
        list(town.execute(encounters.revisions._ALL, (SOME,)))
        home.attention(town, SOME, NOW, 200)
        home.badges(town, SOME, NOW)
        home.of_patient(town, SOME)
        for state in TaskState:
            for after in (None, (NOW, SOME)):
                inbox.page(town, SOME, state, NOW, after=after, limit=50)
        list(town.execute(inbox._ONE, (SOME, SOME, SOME)))
        list(town.execute(inbox._OF_THREAD, (SOME, SOME, SOME, 200)))
        notices.take_back(town, SOME, 1, NOW)
        notices.doctors_of(town, SOME, NOW)
        for sql in (notices.RECEIVED, notices.WORKS_HERE, notices.OF_DOCUMENT, notices.SENT):
            list(town.execute(sql, (SOME,)))
        list(town.execute(notices.WRITERS, (SOME, 2)))
        list(town.execute(notices.TOLD_OF, (SOME, 1)))
        list(town.execute(notices.REVIVED, (SOME, SOME, "visit.arrived", 1)))
        list(town.execute(notices.OUTDATED, (1, SOME, SOME, "visit.arrived")))
        home.trend(town, SOME, RESULT, 4)
        schedule.between(town, SOME, NOW.replace(tzinfo=None), NOW.replace(tzinfo=None))
        list(town.execute(schedule._OWN, (SOME, "2026", "2027", 50)))
        wall = NOW.replace(tzinfo=None)
        schedule.of_patients(town, [SOME], wall, wall)
        schedule.named(town, "кузн мар", wall, wall)
        schedule.taken(town, SOME, NOW, NOW, rooms=["12"], patient=SOME)
        schedule.next_visit(town, SOME, NOW)
        for sql in (schedule._ONE, schedule._BIRTH, schedule._BOOKED, schedule._LASTS):
            list(town.execute(sql, (SOME,)))
        for sql in schedule_writes._CLASHES.values():
            list(town.execute(sql, (SOME, 2, 1, 1, SOME)))
        list(town.execute(schedule_writes._LAST_AUTHOR, (SOME, 1)))
        for sql, values in (
            (schedule_writes._FROM, (SOME, 1)),
            (schedule_writes._DOCTOR, (SOME,)),
            (orders.LABORATORY, (SOME,)),
            (orders.USED_LAST, (SOME,)),
            (waiting._BY, (SOME, 1, SOME)),
            (visits._MEASURED, (SOME, 1)),
            (visits._LASTS_TODAY, (SOME, 1)),
        ):
            list(town.execute(sql, values))
        schedule_hours.doctors(town)
        schedule_hours.load(town, [SOME], [TODAY])
        list(town.execute(schedule_hours._WEEK, (SOME,)))
        documents.page(town, Asked())
        journal_rows.of_worker(town, SOME, 200)
        for place in ({}, {"after": 5}, {"before": 5}, {"last": True}):
            for of in (None, *Journal):
                journal_rows.page_of_worker(town, SOME, **place, of=of)
        journal_rows.total_of_worker(town, SOME)
        journal_rows.total_of_worker(town, SOME, Journal.CHANGES)
        for place in ({}, {"after": 5}, {"before": 5}, {"last": True}):
            card_journal.page(town, SOME, **place)
        card_journal.total(town, SOME)
        list(town.execute(card_journal.NEWEST, (SOME.hex(), 200)))
        for sql, values in (
            (card_journal.OPENED_FOR, (SOME,)),
            (card_journal.CHANGED_FOR, (SOME, 1)),
            (card_journal.WITHDRAWN_FOR, (SOME,)),
        ):
            list(town.execute(sql, values))
        look = access.Look(SOME, NOW, "Europe/Moscow")
        access.way(town, look, SOME)
        access.ties(town, look, SOME, (SOME, SOME))
        access.outside(town, look, SOME)
        access.departments(town, TODAY)
        access.heads_of(town, [SOME], TODAY)
        access.own_departments(town, SOME, TODAY)
        access.assigned(town, SOME)
        for of in (access.whose, access.of_visit, access.of_appointment, access.of_measurement):
            of(town, SOME)
        access.of_sending(town, 1)
        writes = access.AccessWrites(town, look)
        for whom in (("7", None), ("", SOME)):
            writes.refuse_twice(Assignment(SOME, SOME, *whom, TODAY, None))
            writes.treating(Assignment(SOME, SOME, *whom, TODAY, None))
        list(town.execute(access._END, ("2026-12-01", SOME)))
        list(town.execute(access._NAME, (SOME,)))
        recent_cards.looked(town, SOME, SOME, NOW, timedelta(hours=1))
        list(journal.since(town, 5))
        journal.last(town)
        journal.head(town)
        journal.has(town, 5, "ab")
        journal_proof.excused(town, ())
        remembering.fits(town, b"digest")
        accounts.by_login(town, "ivanova")
        accounts.by_id(town, SOME)
        accounts.everybody(town)
        accounts.colleagues(town, SOME, "кардиолог", 8)
        accounts.keys_to_withdraw(town)
        accounts.has_second_factor(town, SOME)
        second_factor.SecondFactorWrites(town, NOW).keep(SOME, bytes(20), 1, [bytes(32)])
        second_factor.of_worker(town, SOME)
        second_factor.SecondFactorWrites(town, NOW).use_step(SOME, 2)
        second_factor.SecondFactorWrites(town, NOW).use_code(SOME, bytes(32))
        second_factor.SecondFactorWrites(town, NOW).forget(SOME)
        drafts.get(town, SOME, "a", "b")
        orders.of_patient(town, SOME)
        list(town.execute(orders.ONE, (SOME,)))
        list(town.execute(orders._MARK, ("done", "", "", SOME)))
        list(town.execute(results._FIND, (SOME, SOME)))
        list(town.execute(results._SUPERSEDED, (SOME, 9)))
        list(town.execute(results._SUPERSEDE, (SOME, "x", SOME)))
        list(town.execute(results._HAND, (SOME, SOME, "x", 1, SOME)))
        requests.to_decide(town, SOME, administers=True)
        requests.asked_by(town, SOME)
        list(town.execute(requests._ONE, (SOME,)))
        list(town.execute(requests._WAITING, ("hand_over", SOME)))
        list(town.execute(requests._TELLING, (SOME,)))
        requests.decided_by(town, SOME)
        drafts.all_of(town, SOME)
        repeats.lately(town, bytes(32), NOW, timedelta(minutes=10))
        repeats.keep(town, bytes(32), NOW, SOME, SOME, timedelta(minutes=10))
        preferences.filters(town, SOME)
        preferences.filters(town, SOME, "home")
        list(town.execute(preferences.NAMES, (SOME, "home")))
        notebook.get(town, "one", "space", "key")
        notebook.after(town, "one", "space", "key")
        list(town.execute(notebook.FORGET, ("one",)))
        list(town.execute(papers._NEWEST, ("referral",)))
        list(town.execute(papers._ALL, (SOME,)))
        list(town.execute(papers._EDITION, (SOME,)))
        papers.next_place(town, "referral", 2026)
        list(town.execute(document_files._OF_EDITION, (SOME, 1)))
        list(town.execute(document_index._PLACE_OF, (SOME,)))
        exchange.plans(town, NOW)
        for sql in (exchange.DUE, exchange.NEXT):
            list(town.execute(sql, {"link": "region", "address": "region", "now": 1, "most": 5}))
        exchange.waiting(town, ["region"], NOW)
        exchange.awaiting(town, "region")
        exchange.in_doubt(town, "region", SOME, "patient", 10)
        exchange.in_doubt(town, "region", None, "patient", 10)
        exchange.standing(town, "region")
        exchange.state(town, NOW, NOW)
        exchange.cursor(town, "region", "")
        exchange.linked(town, "region", SOME)
        exchange.linked_remote(town, "region", "r1")
        exchange.sending_of(town, bytes(16))
        exchange.one(town, 1)
        exchange.queue(town)
        exchange.of_object(town, SOME)
        list(town.execute(exchange.EVENTS, (1,)))
        exchange_writes.conflicts(town)
        imports.source_of(town, "FHIR")
        imports.known(town, 1, "Patient/1")
        for digits in ("s11223344595", "p7700000000000016"):
            imports.alike(town, digits)
        imports.namesakes(town, "кузнецов марк", "1970-01-01")
        list(town.execute(imports._MOVED, (2, SOME)))
        for sql in (*imports._STANDS.values(), imports._FILE, document_files._VERBATIM):
            list(town.execute(sql, (SOME,)))
        insurance.checks(town, SOME)
        insurance.last_answer(town, SOME)
        insurance.whose(town, SOME)
        region.asked(town, SOME)
        for sql, values in (
            (region.TASK_OF, ("region", "Patient/1")),
            (region.WAITING, ("region", "Patient/1", 9)),
            (region.RESULT, ("x", SOME, SOME, 1)),
            (region._FROM["record"], ("x", SOME, SOME)),
            (region._ANSWER, (1, "x", "x", SOME)),
            (sending.SENT, (SOME, "results", "region")),
            (insurance.ONE, (SOME,)),
            (insurance.OF_VISIT, (SOME,)),
            (insurance.UNPRICED, (SOME, 0)),
            (insurance._ASKED, (1, SOME, 0)),
            (insurance._PRICE, (1, 1, SOME, "x")),
        ):
            list(town.execute(sql, values))
        for sql, values in (
            (exchange_writes.CONFLICT, (SOME,)),
            (exchange_writes.CONFLICT_OF, (SOME, "region")),
            (exchange_writes._OPEN, (SOME, "region")),
            (exchange_writes._LATEST_OF, (SOME, "region")),
            (exchange_writes._FILE_HASH, (SOME,)),
            (exchange_writes._SENT, (SOME, "region")),
            (exchange_writes._LAST_ALIKE, (SOME, "mail", "{}")),
            (exchange_writes._PAYLOAD, (1,)),
            (exchange_writes.SAME_PERSON, (1958, "иванов", "1958-03-14", "f", "region")),
            (exchange_writes._FIRST_ADMINISTRATOR, ()),
        ):
            list(town.execute(sql, values))
        remembered(town, SOME)
    finally:
        town.exec_trace = None
    return seen


def test_every_read_goes_by_an_index_and_sorts_nothing(town: apsw.Connection) -> None:
    statements = every_statement(town)
    assert len(statements) > 40
    wrong = []
    for sql, values in statements.items():
        for *_, plan in town.execute(f"EXPLAIN QUERY PLAN {sql}", values):
            by_index = "USING INDEX" in plan or "USING COVERING INDEX" in plan
            whole = plan.startswith("SCAN") and not by_index and "CONSTANT ROW" not in plan
            if "TEMP B-TREE" in plan or (whole and "(subquery" not in plan):
                wrong.append((plan, sql))
    assert wrong == []


def test_reminders_and_the_ways_of_telling_go_by_indexes(town: apsw.Connection) -> None:
    asked = [
        *(falling_due.WORKERS, falling_due.TASKS, falling_due.RESULTS, falling_due.VISITS),
        *(falling_due.UNCLOSED, falling_due._LASTS),
        *(falling_due.POSTPONED, falling_due.POSTPONED_RESULTS, falling_due.TOLD, falling_due.OPEN),
        *(reminders.LINES, leases.HELD),
        *(delivery.READ, delivery.WAITING, delivery.ARRIVED, delivery.RETURNED, delivery.RESULTS),
    ]
    for sql in asked:
        values: Values = (SOME,) * sql.count("?")
        if ":worker" in sql:
            values = {"worker": SOME, "after": 0, "now": 0}
        plans = [plan for *_, plan in town.execute(f"EXPLAIN QUERY PLAN {sql}", values)]
        assert all("INDEX" in plan or "PRIMARY KEY" in plan for plan in plans), (sql, plans)
        assert not any("TEMP B-TREE" in plan for plan in plans), (sql, plans)
        assert not any(plan.startswith("SCAN") for plan in plans if sql != falling_due.WORKERS), (sql, plans)


def test_connections_go_by_indexes(town: apsw.Connection) -> None:
    asked = (links.ALL, links.ONE, links.SECRETS, links.ABLE, links.WAITING, links.RECALL, *links.FORGET)
    for sql in (*asked, links.REVISIONS):
        values = ("x",) * sql.count("?")
        plans = [plan for *_, plan in town.execute(f"EXPLAIN QUERY PLAN {sql}", values)]
        assert all("INDEX" in plan or "PRIMARY KEY" in plan for plan in plans), (sql, plans)
        assert not any("TEMP B-TREE" in plan for plan in plans), (sql, plans)
        assert not any(plan.startswith("SCAN") for plan in plans if sql != links.ABLE), (sql, plans)


def test_visits_go_by_indexes(town: apsw.Connection) -> None:
    asked = {name: text for name, text in vars(visits).items() if name.startswith("_") and name.isupper()}
    reads = {name: text for name, text in asked.items() if str(text).startswith("SELECT")}
    assert len(reads) >= 12
    for name, sql in (*reads.items(), ("_ADDENDA", encounters._ADDENDA)):
        plans = [plan for *_, plan in town.execute(f"EXPLAIN QUERY PLAN {sql}", ("x",) * sql.count("?"))]
        plans = [plan for plan in plans if not plan.startswith("CORRELATED")]
        assert all("INDEX" in plan or "PRIMARY KEY" in plan for plan in plans), (name, plans)
        assert not any(plan.startswith("SCAN") or "TEMP B-TREE" in plan for plan in plans), (name, plans)


def test_merged_cards_are_looked_for_by_indexes(town: apsw.Connection) -> None:
    asked = (
        *(merged.UP, merged.DOWN, merged.ANY, merged.COUNT, merges.INTO, *merges.HELD.values()),
        *(merges.OPEN_VISIT, merges.SENDING, merges.PAPERS_SENDING, merges.CONFLICT, merges.BOOKED),
        *(merges.LINKED, former.FOUND, former.OWNERS, former.DROP),
    )
    for sql in asked:
        values = ("x",) * (2 if "?1" in sql else sql.count("?"))
        plans = [plan for *_, plan in town.execute(f"EXPLAIN QUERY PLAN {sql}", values)]
        assert all("INDEX" in plan or "PRIMARY KEY" in plan for plan in plans), (sql, plans)
        whole = sql in (merged.ANY, merged.COUNT)  # of the index of the few that were merged
        assert whole or not any(plan.startswith("SCAN") for plan in plans), (sql, plans)
        assert not any("TEMP B-TREE" in plan for plan in plans), (sql, plans)


WHOLE = (whole_chart._PRESCRIBED, whole_chart._RESULTS)


def test_vital_signs_and_whole_cards_go_by_indexes(town: apsw.Connection) -> None:
    for sql in (
        vitals._OF_PATIENT,
        vitals._ONE,
        vitals._VALUES,
        vitals._STANDING,
        vitals._ALL,
        *WHOLE,
    ):
        plans = [plan for *_, plan in town.execute(f"EXPLAIN QUERY PLAN {sql}", ("x",) * sql.count("?"))]
        assert all("INDEX" in plan or "PRIMARY KEY" in plan for plan in plans), (sql, plans)
        assert not any(plan.startswith("SCAN") or "TEMP B-TREE" in plan for plan in plans), (sql, plans)


def test_signatures_go_by_indexes(town: apsw.Connection) -> None:
    marks = signatures._MARKS.format(places="?,?")
    for sql in (
        marks, signatures._OF, signatures._ONE, signatures._MINE, signatures._STANDS, signatures._CONTENT,
        signatures._FILE,
        signed_bytes._RECORD, signed_bytes._EDITION, signed_bytes._DOCUMENT,
    ):  # fmt: skip
        plans = [plan for *_, plan in town.execute(f"EXPLAIN QUERY PLAN {sql}", ("x",) * sql.count("?"))]
        assert all("INDEX" in plan or "PRIMARY KEY" in plan for plan in plans if "B-TREE" not in plan), plans
        assert not any(plan.startswith("SCAN") for plan in plans), (sql, plans)
        sorts = any("TEMP B-TREE" in plan for plan in plans)
        assert not sorts or sql == marks, (sql, plans)  # a window of rows, from several objects


@pytest.mark.capability("C015")
def test_the_badges_are_counted_in_one_statement_from_indexes_alone(town: apsw.Connection) -> None:
    asked: list[str] = []
    town.exec_trace = lambda _cursor, sql, _values: asked.append(sql) or True
    try:
        home.badges(town, SOME, NOW)
    finally:
        town.exec_trace = None
    assert asked == [home.BADGES]
    plans = [plan for *_, plan in town.execute(f"EXPLAIN QUERY PLAN {home.BADGES}", home.moments(SOME, NOW))]
    read = [plan for plan in plans if "SEARCH" in plan or "SCAN" in plan]
    assert len(read) == 3
    assert all("SEARCH" in plan and "USING COVERING INDEX" in plan for plan in read), read


def test_results_that_wait_for_nobody_take_no_room_in_the_indexes_of_home() -> None:
    connection = empty()
    worker, patient = Id(b"w" * 16), Id(b"p" * 16)
    connection.execute("PRAGMA foreign_keys = OFF")
    seen = [replace(RESULT, id=Id(number.to_bytes(16, "big"))) for number in range(2_000)]
    enter(connection, (columns(patient, one, None, instant(NOW)) for one in seen[:1_000]))
    enter(
        connection,
        (
            columns(patient, replace(one, acknowledged=True), worker, instant(NOW))
            for one in seen[1_000:1_990]
        ),
    )
    enter(connection, (columns(patient, one, worker, instant(NOW)) for one in seen[1_990:]))
    assert home.badges(connection, worker, NOW)["home"] == Badges(overdue=10)
    pages = dict(connection.execute("SELECT name, sum(ncell) FROM dbstat GROUP BY name"))
    assert pages["observation"] > 1_990
    assert (pages["observation_waiting"], pages["observation_answered"]) == (10, 0)


def test_lists_that_walk_an_index_stop_at_their_limit(town: apsw.Connection) -> None:
    for sql, values in every_statement(town).items():
        plans = [plan for *_, plan in town.execute(f"EXPLAIN QUERY PLAN {sql}", values)]
        if any(plan.startswith("SCAN") for plan in plans):
            assert "LIMIT" in sql or "FROM worker" in sql or sql == outbox.TAKING, sql
