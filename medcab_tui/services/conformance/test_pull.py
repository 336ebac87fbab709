"""Asking what changed: in order, from a cursor, again."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from medcab_tui.domain.exchange import Change, ServiceFault
from medcab_tui.services.adapter import Adapter
from medcab_tui.services.conformance.harness import Bench, unproved


async def _after_a_while(bench: Bench, adapter: Adapter) -> list[Change]:
    """Something is sent, time goes by, and what changed is asked."""
    for kind in sorted(bench.info.takes):
        await bench.pushed(adapter, bench.operation(kind))
    bench.clock.pass_by(timedelta(days=40))
    gave = await bench.pulled(adapter)
    if isinstance(gave, ServiceFault):
        unproved(gave, "pull")
        return []
    return gave


def test_changes_are_of_kinds_it_gives(bench: Bench) -> None:
    async def work(bench: Bench) -> None:
        async with bench.opened() as adapter:
            found = await _after_a_while(bench, adapter)
            assert not found or bench.info.gives, "it pulls changes, but info.gives is empty"

    bench.run(work)


def test_a_pull_goes_on_after_any_cursor(bench: Bench) -> None:
    async def work(bench: Bench) -> None:
        async with bench.opened() as adapter:
            found = await _after_a_while(bench, adapter)
            for place in sorted({0, len(found) // 2, len(found) - 1} & set(range(len(found)))):
                rest = await bench.pulled(adapter, found[place].cursor)
                if isinstance(rest, ServiceFault):
                    assert unproved(rest, "pull after a cursor")
                    continue
                wanted = [(one.kind, one.remote_id, one.answers) for one in found[place + 1 :]]
                got = [(one.kind, one.remote_id, one.answers) for one in rest]
                missing = [one for one in wanted if one not in got]
                assert not missing, f"a pull after a cursor of its own loses changes: {missing[:3]}"

    bench.run(work)


def test_a_pull_repeats_what_was_not_kept(bench: Bench) -> None:
    async def work(bench: Bench) -> None:
        async with bench.opened() as adapter:
            found = await _after_a_while(bench, adapter)
            again = await bench.pulled(adapter)
            if isinstance(again, ServiceFault):
                assert unproved(again, "the same pull again")
                return
            cursors = {change.cursor for change in again}
            assert {change.cursor for change in found} <= cursors, "the same pull again gives less"
        async with bench.opened() as adapter:
            restarted = await bench.pulled(adapter)
            if not isinstance(restarted, ServiceFault):
                kept = {change.cursor for change in restarted}
                assert {change.cursor for change in found} <= kept, "after a restart the pull gives less"

    bench.run(work)


def test_a_pull_left_in_the_middle_harms_nothing(bench: Bench) -> None:
    async def work(bench: Bench) -> None:
        async with bench.opened() as adapter:
            await _after_a_while(bench, adapter)

            async def one() -> None:
                async for _change in adapter.pull(""):
                    break

            await bench.answered(one(), "a pull that is left")
            calling = asyncio.ensure_future(bench.pulled(adapter))
            await asyncio.sleep(0.001)
            calling.cancel()
            await asyncio.wait({calling}, timeout=5)
            assert calling.done(), "a cancelled pull goes on"
            await bench.pulled(adapter)
            await bench.answered(adapter.check(), "check after a pull that was left")

    bench.run(work)


def test_a_cursor_it_never_gave_is_no_error(bench: Bench) -> None:
    async def work(bench: Bench) -> None:
        async with bench.opened() as adapter:
            for cursor in ("nobody-gave-this", "-1", "999999999999999999999", "\x00", "'; --", "ё" * 600):
                await bench.pulled(adapter, cursor)

    bench.run(work)
