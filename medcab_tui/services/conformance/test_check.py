"""Being made, being asked, being closed."""

from __future__ import annotations

from medcab_tui.domain.exchange import MOST_RAW, Checked, ServiceFault
from medcab_tui.services.conformance.harness import Bench


def test_it_says_how_it_is(bench: Bench) -> None:
    async def work(bench: Bench) -> None:
        async with bench.opened() as adapter:
            gave = await bench.answered(adapter.check(), "check")
            if isinstance(gave, ServiceFault):
                return
            assert isinstance(gave, Checked), f"check gives Checked, not {type(gave).__name__}"
            assert isinstance(gave.told, str)
            assert isinstance(gave.raw, str)
            assert len(gave.raw) <= MOST_RAW
            bench.told += [gave.told, gave.raw, repr(gave)]

    bench.run(work)


def test_it_can_be_closed_twice_and_before_it_was_used(bench: Bench) -> None:
    async def work(bench: Bench) -> None:
        async with bench.opened() as adapter:
            await bench.timed(adapter.close(), "close before it was used")
        async with bench.opened() as adapter:
            await bench.answered(adapter.check(), "check")
            await bench.timed(adapter.close(), "close")
            await bench.timed(adapter.close(), "close a second time")

    bench.run(work)


def test_two_connections_do_not_know_each_other(bench: Bench) -> None:
    async def work(bench: Bench) -> None:
        async with bench.opened() as one, bench.opened() as other:
            await bench.timed(one.close(), "close of one connection")
            await bench.answered(other.check(), "check of another that stays open")

    bench.run(work)
