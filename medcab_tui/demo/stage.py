"""The app a tape plays on: a fresh store of the demo cast, or the one that was named."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from medcab_tui import locale
from medcab_tui.demo.tape.commands import DEFAULT_CLOCK, Opening
from medcab_tui.locale import _

if TYPE_CHECKING:
    from textual.driver import Driver
    from textual.message import Message
    from textual.widget import Widget

    from medcab_tui.cabinet.door import Door
    from medcab_tui.cabinet.surroundings import Surroundings, TapeClock
    from medcab_tui.ui.app import MedcabApp

_PREFIX = "medcab-demo-{process}-"
"""`medcab demo` clears away what processes that were killed left under such names."""
COLS, ROWS = 120, 40
"""Size of the screen unless set."""


class Options(Struct, frozen=True):
    """What `medcab play` was told. What is not None outranks the tape."""

    headless: bool = False
    speed: float = 1.0
    out: Path = Path()
    cols: int | None = None
    rows: int | None = None
    language: str | None = None
    store: Path | None = None
    record: Path | None = None


class Stage(Struct, frozen=True):
    """Everything the app is made of."""

    folder: Path
    opening: Opening
    clock: TapeClock
    door: Door
    settings: Path | None = None
    """Where settings changed on the stage are kept; None: nowhere, the store is somebody's own."""

    @property
    def size(self) -> tuple[int, int]:
        return self.opening.cols or COLS, self.opening.rows or ROWS

    def app(
        self,
        driver: type[Driver],
        ready: Callable[[MedcabApp], Awaitable[None]] | None,
        heard: Callable[[Message, Widget | None], None] | None = None,
    ) -> MedcabApp:
        """The app; `ready` runs when it is up, beside it; `heard` is told every key and who gets it."""
        from textual import events

        from medcab_tui.demo.settle import TAPE_GROUP
        from medcab_tui.settings import Settings
        from medcab_tui.ui import app as home

        class TapedApp(home.MedcabApp):
            CSS_PATH = str(Path(home.__file__).parent / home.MedcabApp.CSS_PATH)

            def on_ready(self) -> None:
                if ready is not None:
                    self.run_worker(_then_exit(self, ready), group=TAPE_GROUP, exit_on_error=False)

            async def on_event(self, event: events.Event) -> None:
                if (
                    heard is not None
                    and isinstance(event, events.Key | events.Paste | events.MouseDown)
                    and not event.is_forwarded
                ):
                    heard(event, self.focused)
                await super().on_event(event)

        settings = Settings(store=self.folder, language=locale.language(), file=self.settings)
        if self.settings is not None:
            from medcab_tui.demo.signing import with_key

            settings = with_key(settings, self.folder, self.clock.now(), self.opening.seed)
        return TapedApp(self.door, settings, driver_class=driver)


async def _then_exit(app: MedcabApp, ready: Callable[[MedcabApp], Awaitable[None]]) -> None:
    try:
        await ready(app)
    finally:
        app.exit(0)


@contextmanager
def stage(opening: Opening, options: Options) -> Iterator[Stage]:
    """Build the store, or use the one named; speak the tape's language meanwhile."""
    opening = replace(
        opening,
        cols=options.cols or opening.cols,
        rows=options.rows or opening.rows,
        language=options.language or opening.language,
    )
    spoken = locale.language()
    locale.use(opening.language or locale.DEFAULT)
    folder = options.store or Path(tempfile.mkdtemp(prefix=_PREFIX.format(process=os.getpid())))
    try:
        yield _stage(folder, opening, fresh=options.store is None)
    finally:
        locale.use(spoken)
        if options.store is None:
            shutil.rmtree(folder, ignore_errors=True)


def _stage(folder: Path, opening: Opening, *, fresh: bool) -> Stage:
    from medcab_tui.cabinet.door import Door
    from medcab_tui.cabinet.surroundings import TapeClock
    from medcab_tui.demo import cast

    clock = TapeClock(opening.clock or (DEFAULT_CLOCK if fresh else datetime.now(UTC)))
    surroundings = _surroundings(clock, opening.seed, fresh=fresh)
    if fresh:
        asyncio.run(
            cast.build(
                folder, opening.patients, surroundings=surroundings, cost=cast.TAPE_COST, seed=opening.seed,
                progress=progress_on(sys.stderr),
            )
        )  # fmt: skip
    door = Door(folder, surroundings, cost=cast.TAPE_COST)
    return Stage(folder, opening, clock, door, folder / "config.toml" if fresh else None)


def _surroundings(clock: TapeClock, seed: int, *, fresh: bool) -> Surroundings:
    """Everything repeats in a fresh store; in somebody's own only the clock stands still.

    Seeded ids and nonces in a store that lives on would meet themselves again.
    """
    from medcab_tui.cabinet.surroundings import CountedIds, SeededRandom, Surroundings, SystemRandom

    chance = SeededRandom(seed) if fresh else SystemRandom()
    zone = Surroundings.fixed(DEFAULT_CLOCK, seed).zone if fresh else Surroundings.real().zone
    return Surroundings(clock, CountedIds(clock, chance), chance, zone)


async def run_silently(on: Stage, ready: Callable[[MedcabApp], Awaitable[None]]) -> None:
    """The app without a terminal, until it ends; its store is closed then."""
    from medcab_tui.demo.drivers import SilentDriver

    with _full_colour():
        app = on.app(SilentDriver, ready)
    try:
        await app.run_async(size=on.size)
    finally:
        if app.cabinet is not None:
            app.cabinet.close_now()


@contextmanager
def _full_colour() -> Iterator[None]:
    """The environment of a terminal that shows every colour, so that a tape looks alike wherever it plays."""
    names = ("TERM", "COLORTERM", "NO_COLOR")
    before = {name: os.environ.pop(name) for name in names if name in os.environ}
    os.environ.update(TERM="xterm-256color", COLORTERM="truecolor")
    try:
        yield
    finally:
        for name in names:
            os.environ.pop(name, None)
        os.environ.update(before)


def progress_on(stream: Any) -> Callable[[int, int], None]:
    """A line that counts loaded patients on a terminal; silence elsewhere."""

    def tell(done: int, wanted: int) -> None:
        if stream.isatty() and wanted > 1000:
            told = _("Patients: {done} of {wanted}").format(done=done, wanted=wanted)
            stream.write(f"\r{told}\x1b[K" + ("\r\x1b[K" if done >= wanted else ""))
            stream.flush()

    return tell
