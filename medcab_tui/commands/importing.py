"""`medcab import`: charts of other systems, taken in batch by batch."""

from __future__ import annotations

import asyncio
import signal
import sys
import tomllib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

from msgspec import Struct

from medcab_tui.commands.faults import FAILED, INTERRUPTED, printable, say
from medcab_tui.commands.progress import Bar
from medcab_tui.commands.signing_in import signed_in
from medcab_tui.locale import _, ngettext
from medcab_tui.settings import Settings

if TYPE_CHECKING:
    from medcab_tui.cabinet.cabinet import Cabinet
    from medcab_tui.cabinet.imports import Asked, Listing, Plan
    from medcab_tui.domain.imports import NotKept, Tally

PARTLY: Final = 3
"""The exit code where nothing of some entry was kept; it is listed."""
_TOLD: Final = 50
"""Entries not kept that are printed at once."""
_MB: Final = 1_000_000
_MOST_COLUMNS_FILE: Final = 64 * 1024


class Wanted(Struct, frozen=True):
    """What stands on the command line."""

    paths: Sequence[Path]
    columns: str = ""
    columns_file: Path | None = None
    source: str = ""
    doubtful: str = "aside"
    report: Path | None = None
    dry_run: bool = False


def take_in(chosen: Settings, login: str | None, wanted: Wanted) -> int:
    """Take in what the files hold and tell what came of it."""
    from medcab_tui.cabinet.imports import Asked
    from medcab_tui.domain.errors import Invalid
    from medcab_tui.domain.imports import Doubt
    from medcab_tui.ui.words import words_of

    try:
        asked = Asked(wanted.source, Doubt(wanted.doubtful), _columns(wanted))
        with _list_file(wanted.report) as written:
            listing = None if written is None else partial(_write_list, written)
            plan, tally = signed_in(chosen, login, lambda cabinet: _work(cabinet, wanted, asked, listing))
    except Invalid as refused:
        say(f"{refused.values.get('name', '')}: {words_of(refused).whole}".removeprefix(": "))
        return FAILED
    _print_outcome(plan, tally, wanted)
    if tally.stopped:
        return INTERRUPTED
    return PARTLY if tally.whole else 0


async def _work(
    cabinet: Cabinet, wanted: Wanted, asked: Asked, listing: Listing | None
) -> tuple[Plan, Tally]:
    paths = [path.absolute() for path in wanted.paths]
    bar = Bar(_("Looking through, MB"), "")
    try:
        plan = await cabinet.imports.plan(paths, asked, lambda done, all_: bar(done // _MB, all_ // _MB))
    finally:
        bar.end()
    if wanted.dry_run:
        _print_coming(plan)
    bar = Bar(_("Would come") if wanted.dry_run else _("Import"), "")
    work = cabinet.imports.rehearse if wanted.dry_run else cabinet.imports.run
    with _stopping() as stop:
        try:
            return plan, await work(plan, bar, stop, listing)
        finally:
            bar.end()


@contextmanager
def _stopping() -> Iterator[_Stop]:
    """Ctrl+C lets the batch that is being written end; the second one does not wait."""
    stop, loop = _Stop(), asyncio.get_running_loop()
    task = asyncio.current_task()

    def asked() -> None:
        if stop.asked and task is not None:
            task.cancel()
        stop.asked = True

    with suppress(NotImplementedError, ValueError, RuntimeError):
        loop.add_signal_handler(signal.SIGINT, asked)
    try:
        yield stop
    finally:
        with suppress(NotImplementedError, ValueError, RuntimeError):
            loop.remove_signal_handler(signal.SIGINT)


class _Stop:
    """Whether somebody asked to stop."""

    asked = False

    def __call__(self) -> bool:
        return self.asked


def _columns(wanted: Wanted) -> dict[str, str]:
    from medcab_tui.domain.errors import Invalid
    from medcab_tui.domain.import_columns import said_columns
    from medcab_tui.papers import files

    said: dict[str, str] = {}
    if wanted.columns_file is not None:
        name = wanted.columns_file.name
        try:
            content = files.read(wanted.columns_file, _MOST_COLUMNS_FILE).decode("utf-8-sig")
            found = tomllib.loads(content)
        except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise Invalid("import.columns_file", "columns", name=name) from error
        except Invalid as refused:
            refused.values.setdefault("name", name)
            raise
        if not all(isinstance(value, str | int) and not isinstance(value, bool) for value in found.values()):
            raise Invalid("import.columns_file", "columns", name=name)
        said |= {key: str(value) for key, value in found.items()}
    return said | said_columns(wanted.columns)


@contextmanager
def _list_file(path: Path | None) -> Iterator[BinaryIO | None]:
    """The file of the list, which must not be there yet: it is opened before anything is taken in."""
    from medcab_tui.papers import files

    if path is None:
        yield None
        return
    path = path.absolute()
    with files.writing(files.create(path), path) as file:
        yield file


def _write_list(file: BinaryIO, not_kept: Sequence[NotKept]) -> None:
    from medcab_tui.ui.imports.words import listed

    file.write("".join(f"{listed(one)}\n" for one in not_kept).encode("utf-8", "replace"))


def _print_coming(plan: Plan) -> None:
    from medcab_tui.ui.imports.words import coming

    for line in coming(plan):
        _print(line)


def _print_outcome(plan: Plan, tally: Tally, wanted: Wanted) -> None:
    from medcab_tui.ui.imports.words import columns_told, listed, outcome

    if not wanted.dry_run:
        for one in plan.files:
            if one.columns is not None:
                _print(f"{one.name}: {columns_told(one.columns)}")
    for name, told in outcome(tally):
        _print(f"{name}\t{told}")
    for left in tally.not_kept[:_TOLD]:
        _print(f"  {listed(left)}", tabs=True)
    if tally.unkept > _TOLD:
        more = ngettext("  and {n} more", "  and {n} more", tally.unkept - _TOLD)
        hint = "" if wanted.report else "; " + _("--report FILE writes all of them")
        _print(more.format(n=tally.unkept - _TOLD) + hint)
    if tally.doubtful:
        told = ngettext(
            "{n} person may be here already and was not taken in: --doubtful new or same.",
            "{n} people may be here already and were not taken in: --doubtful new or same.",
            tally.doubtful,
        )
        _print(told.format(n=tally.doubtful))
    if wanted.dry_run:
        _print(_("Nothing was changed."))
    elif tally.stopped:
        say(_("Stopped. What was taken in stays; the same command goes on from there."))


def _print(line: str, *, tabs: bool = False) -> None:
    whole = line if tabs else " ".join(line.splitlines())
    sys.stdout.write(printable(f"{whole}\n", sys.stdout))
