"""Ids that stay in order, and surroundings that repeat."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest

from medcab_tui.cabinet.surroundings import Surroundings, TapeClock

NOON = datetime(2026, 11, 23, 9, 15, tzinfo=UTC)


def test_ids_are_uuid7_and_in_order_under_a_standing_clock() -> None:
    ids = Surroundings.fixed(NOON, 7).ids
    made = [ids.new() for _ in range(2000)]
    assert made == sorted(set(made))
    for identity in made:
        assert len(identity) == 16
        assert identity[6] >> 4 == 7
        assert identity[8] >> 6 == 2
        assert int.from_bytes(identity[:6], "big") == int(NOON.timestamp() * 1000)


def test_ids_stay_in_order_when_the_clock_is_set_back_and_go_on_with_it() -> None:
    surroundings = Surroundings.fixed(NOON, 7)
    assert isinstance(surroundings.clock, TapeClock)
    first = surroundings.ids.new()
    surroundings.clock.advance(timedelta(hours=-1))
    second = surroundings.ids.new()
    surroundings.clock.advance(timedelta(hours=2))
    third = surroundings.ids.new()
    assert first < second < third


def test_ids_of_several_threads_are_never_the_same() -> None:
    ids = Surroundings.real("Europe/Moscow").ids
    made: list[bytes] = []

    def make() -> None:
        made.extend(ids.new() for _ in range(3000))

    threads = [threading.Thread(target=make) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(made)) == 12_000


def test_fixed_surroundings_repeat_for_a_seed_and_differ_between_seeds() -> None:
    def some(seed: int) -> tuple[bytes, bytes]:
        made = Surroundings.fixed(NOON, seed)
        return made.ids.new(), made.random.bytes(32)

    assert some(7) == some(7)
    assert some(7) != some(8)


def test_real_surroundings_are_unpredictable_and_know_a_zone() -> None:
    one, other = Surroundings.real(), Surroundings.real()
    assert one.random.bytes(16) != other.random.bytes(16)
    assert one.zone
    assert abs(one.clock.now() - datetime.now(UTC)) < timedelta(minutes=1)


@pytest.mark.parametrize(
    ("named", "zone"),
    [("Asia/Omsk", "Asia/Omsk"), (":Asia/Omsk", "Asia/Omsk"), ("MSK-3", "UTC"), ("../x", "UTC")],
)
def test_the_machine_names_its_zone_or_it_is_utc(
    monkeypatch: pytest.MonkeyPatch, named: str, zone: str
) -> None:
    monkeypatch.setenv("TZ", named)
    assert Surroundings.real().zone == zone
    assert Surroundings.real("Europe/Moscow").zone == "Europe/Moscow"
