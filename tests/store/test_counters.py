"""Failed attempts: counted before the check, growing waits, a hard stop, clocks that jump."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medcab_tui.domain.errors import Refused, StoreFault
from medcab_tui.store import counters as module
from medcab_tui.store.counters import Counters, Failures, Steady, machine_time
from medcab_tui.store.slots import SlotFile
from tests.store.stores import KEY, NOW, slots_of


class Door:
    """Counters with a wall clock that people set and a machine that runs on."""

    def __init__(self, folder: Path, *, steady: bool = False) -> None:
        self.folder = folder
        self.now = NOW
        self.ran = 1000.0
        self.boot = "first"
        self.steady = steady

    def counters(self) -> Counters:
        """As a program started anew sees them."""
        steady = (lambda: Steady(self.boot, self.ran)) if self.steady else None
        return Counters(self.folder, SlotFile.load(self.folder), steady=steady)

    def attempt(self, login: str = "ivanova") -> int | str:
        """0 if the attempt may be checked, the seconds to wait, or "blocked"."""
        try:
            self.counters().begin(login, self.now)
        except Refused as refused:
            if refused.code == "sign_in.wait":
                return int(refused.values["seconds"])
            return refused.code.removeprefix("sign_in.")
        return 0

    def pass_seconds(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)
        self.ran += seconds


@pytest.fixture
def door(folder: Path) -> Door:
    slots_of(folder)
    return Door(folder)


@pytest.mark.parametrize("login", ["ivanova", "nobody"])
def test_waits_grow_from_half_a_minute_to_an_hour(door: Door, login: str) -> None:
    assert [door.attempt(login) for _time in range(5)] == [0] * 5
    waits = []
    for _time in range(10):
        wait = door.attempt(login)
        assert isinstance(wait, int)
        waits.append(wait)
        door.pass_seconds(wait - 1)
        assert door.attempt(login) == 1
        door.pass_seconds(1)
        assert door.attempt(login) == 0
    assert waits == [30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600]


def test_attempts_made_at_once_are_all_counted(door: Door) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _number: door.attempt(), range(24)))
    assert sorted(map(str, answers)) == ["0"] * 5 + ["30"] * 19


@pytest.mark.capability("C165")
@pytest.mark.parametrize("login", ["ivanova", "nobody"])
def test_after_a_hundred_failures_no_wait_helps(door: Door, login: str) -> None:
    for _time in range(100):
        assert door.attempt(login) == 0
        door.pass_seconds(3600)
    door.pass_seconds(10**8)
    assert door.attempt(login) == "blocked"
    door.counters().clear(login, door.now)
    assert door.attempt(login) == 0


def test_an_attempt_is_on_the_disk_before_it_is_checked(door: Door) -> None:
    door.attempt()
    rows = json.loads((door.folder / "counters.json").read_text())["rows"]
    assert [row["failures"] for row in rows.values()] == [1]
    assert "ivanova" not in (door.folder / "counters.json").read_text()


def test_success_tells_what_happened_since_the_previous_one(door: Door) -> None:
    door.attempt()
    assert door.counters().succeeded("ivanova", door.now) == Failures(0, None)
    first = door.now
    door.pass_seconds(60)
    for _time in range(3):
        door.attempt()
    assert door.counters().succeeded("ivanova", door.now) == Failures(2, first)
    assert [door.attempt() for _time in range(6)] == [0, 0, 0, 0, 0, 30], "counted from the beginning again"


def test_logins_are_counted_apart(door: Door) -> None:
    for _time in range(6):
        door.attempt("nobody")
    assert door.attempt("nobody") == 30
    assert door.attempt("ivanova") == 0


@pytest.mark.parametrize("steady", [False, True])
def test_a_clock_set_back_makes_nobody_wait_longer_than_one_wait(door: Door, steady: bool) -> None:
    door.steady = steady
    for _time in range(5):
        door.attempt()
    door.now -= timedelta(days=365)
    assert door.attempt() == 30
    door.pass_seconds(29)
    assert door.attempt() == 1
    door.pass_seconds(1)
    assert door.attempt() == 0


def test_a_clock_set_forward_shortens_no_wait_while_the_machine_runs(door: Door) -> None:
    door.steady = True
    for _time in range(5):
        door.attempt()
    door.now += timedelta(days=365)
    assert door.attempt() == 30
    door.pass_seconds(30)
    assert door.attempt() == 0


def test_after_a_restart_of_the_machine_the_wall_clock_counts(door: Door) -> None:
    door.steady = True
    for _time in range(5):
        door.attempt()
    door.boot, door.ran = "second", 3.0
    assert door.attempt() == 30
    door.now += timedelta(seconds=12)
    assert door.attempt() == 18


def test_the_machines_own_clock_runs() -> None:
    one, two = machine_time(), machine_time()
    assert one.boot == two.boot
    assert 0 <= two.seconds - one.seconds < 60


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(-(10**7), 10**7), max_size=12))
def test_no_jump_of_the_clock_makes_a_wait_longer_than_an_hour(
    tmp_path_factory: pytest.TempPathFactory, jumps: list[int]
) -> None:
    folder = tmp_path_factory.mktemp("jumps")
    slots_of(folder)
    door = Door(folder)
    for _time in range(9):
        door.attempt()
    for jump in jumps:
        door.now += timedelta(seconds=jump)
        answer = door.attempt()
        assert isinstance(answer, int)
        assert 0 <= answer <= 3600


def test_strangers_do_not_push_a_worker_out_of_the_table(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_ROWS", 20)
    for _time in range(5):
        door.attempt()
    for number in range(60):
        door.attempt(f"stranger {number}")
    rows = json.loads((door.folder / "counters.json").read_text())["rows"]
    assert len(rows) == 21
    assert door.attempt() == 30


def test_failed_attempts_wait_sealed_for_the_journal(door: Door) -> None:
    door.attempt("ivanova")
    door.pass_seconds(5)
    door.attempt("Кто-то")
    content = (door.folder / "counters.json").read_bytes()
    for name in ("ivanova", "Кто-то", "\\u041a"):
        assert name.encode() not in content
    boxes = [box for _name, box in json.loads(content)["notes"]]
    assert len({len(box) for box in boxes}) == 1, "the length of a box tells no login"

    slots = SlotFile.load(door.folder)
    slots.trust(KEY)
    opened = Counters(door.folder, slots)
    noted = opened.noted()
    assert [(a.login, a.at, a.outcome) for a in noted.attempts] == [
        ("ivanova", NOW, "failed"),
        ("Кто-то", NOW + timedelta(seconds=5), "failed"),
    ]
    door.attempt("late")
    opened.forget(noted)
    assert [attempt.login for attempt in opened.noted().attempts] == ["late"]


def test_the_attempt_that_succeeds_is_not_noted_as_failed(door: Door) -> None:
    for login in ("ivanova", "nobody", "ivanova"):
        door.attempt(login)
    slots = SlotFile.load(door.folder)
    slots.trust(KEY)
    opened = Counters(door.folder, slots)
    opened.succeeded("ivanova", door.now)
    assert [attempt.login for attempt in opened.noted().attempts] == ["ivanova", "nobody"]


def test_too_many_notes_are_counted(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_NOTES", 3)
    for number in range(5):
        door.attempt(f"stranger {number}")
    slots = SlotFile.load(door.folder)
    slots.trust(KEY)
    opened = Counters(door.folder, slots)
    noted = opened.noted()
    assert (len(noted.attempts), noted.lost) == (3, 2)
    opened.forget(noted)
    assert opened.noted() == module.Noted((), 0)


def test_a_file_that_is_gone_is_begun_anew_and_that_is_noted(door: Door) -> None:
    door.attempt()
    (door.folder / "counters.json").unlink()
    door.attempt()
    slots = SlotFile.load(door.folder)
    slots.trust(KEY)
    outcomes = [attempt.outcome for attempt in Counters(door.folder, slots).noted().attempts]
    assert outcomes == ["counters_missing", "failed"]


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"[]", b"nonsense", b'{"format": 1, "rows": 5}', b"\xff\xfe", b"[" * 99999]
)
def test_a_damaged_file_is_refused_and_never_reset(door: Door, content: bytes) -> None:
    path = door.folder / "counters.json"
    path.write_bytes(content)
    counters = door.counters()
    for call in (counters.begin, counters.succeeded, counters.clear):
        with pytest.raises(StoreFault) as caught:
            call("ivanova", NOW)
        assert caught.value.code == "store.counters_damaged"
        assert caught.value.values["path"].endswith("counters.json")
    assert path.read_bytes() == content


@settings(max_examples=25, deadline=None)
@given(st.text(st.characters(), max_size=300), st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)))  # noqa: DTZ001
def test_any_login_is_counted(tmp_path_factory: pytest.TempPathFactory, login: str, at: datetime) -> None:
    folder = tmp_path_factory.mktemp("any")
    slots = slots_of(folder)
    now = at.replace(tzinfo=NOW.tzinfo)
    Counters(folder, slots).begin(login, now)
    attempt = Counters(folder, slots).noted().attempts[0]
    assert login.startswith(attempt.login)
    assert attempt.at == now


@pytest.mark.parametrize("field", ["failures", "at", "ran", "succeeded"])
@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", '"x"', "[]"])
def test_a_number_no_clock_gives_is_damage_and_never_a_crash(door: Door, field: str, number: str) -> None:
    for _ in range(6):
        door.attempt()
    path = door.folder / "counters.json"
    plain = json.loads(path.read_text())
    for row in plain["rows"].values():
        row[field] = "HERE"
    path.write_text(json.dumps(plain).replace('"HERE"', number))
    for call in (door.counters().begin, door.counters().succeeded):
        with pytest.raises(StoreFault, match="counters_damaged"):
            call("ivanova", NOW)


@pytest.mark.parametrize("field", ["at", "ran", "succeeded"])
@pytest.mark.parametrize("number", [1e300, -1e300, -1])
def test_a_time_no_clock_gives_is_damage(door: Door, field: str, number: float) -> None:
    door.attempt()
    path = door.folder / "counters.json"
    plain = json.loads(path.read_text())
    for row in plain["rows"].values():
        row[field] = number
    path.write_text(json.dumps(plain))
    with pytest.raises(StoreFault, match="counters_damaged"):
        door.counters().succeeded("ivanova", NOW)


def test_a_negative_count_gives_no_free_attempts(door: Door) -> None:
    door.attempt()
    path = door.folder / "counters.json"
    plain = json.loads(path.read_text())
    for row in plain["rows"].values():
        row["failures"] = -1000
    path.write_text(json.dumps(plain))
    assert [door.attempt() for _ in range(6)] == [0, 0, 0, 0, 0, 30]


@pytest.mark.parametrize(
    "note",
    [
        {"login": "ivanova", "at": 1e300, "outcome": "failed"},
        {"login": "ivanova", "at": float("nan"), "outcome": "failed"},
        {"login": "ivanova", "at": 0, "outcome": "Кузнецова"},
        {"login": "ivanova", "at": 0, "outcome": 5},
        {"login": "ivanova", "at": 0},
        [],
    ],
)
def test_a_note_sealed_by_a_stranger_is_damage(door: Door, note: object) -> None:
    slots = SlotFile.load(door.folder)
    path = door.folder / "counters.json"
    plain = json.loads(path.read_text())
    plain["notes"] = [["", slots.seal_note(json.dumps(note).encode(), b"attempt").hex()]]
    path.write_text(json.dumps(plain))
    slots.trust(KEY)
    with pytest.raises(StoreFault, match="counters_damaged"):
        Counters(door.folder, slots).noted()


def test_a_note_has_one_size_whatever_was_typed(door: Door) -> None:
    for login in ("", "i", "ж" * 64, "\U0001f600" * 64, "\x00" * 200):
        door.attempt(login)
    notes = json.loads((door.folder / "counters.json").read_text())["notes"]
    assert len({len(box) for _name, box in notes}) == 1
