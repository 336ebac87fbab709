"""`medcab play`: plays tapes and says whether what they expect held; or records one."""

from __future__ import annotations

import asyncio
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from medcab_tui import locale
from medcab_tui.demo.stage import Options, Stage, run_silently, stage
from medcab_tui.demo.tape.commands import Caption, Opening, Tape, TapeError
from medcab_tui.domain.cleaning import visible
from medcab_tui.domain.errors import Refused
from medcab_tui.locale import _, ngettext

if TYPE_CHECKING:
    from medcab_tui.demo.audience import Audience
    from medcab_tui.demo.player import Player
    from medcab_tui.ui.app import MedcabApp

HELD, FAILED, UNREADABLE = 0, 1, 2
"""All expectations held; one failed; a tape cannot be read or played."""


def play(paths: Sequence[Path], options: Options) -> int:
    """Read all tapes, then play them one after another. The exit code.

    A failed expectation is printed with file, line and screen; the first failure ends the playing.
    """
    from medcab_tui.demo.tape.parser import read

    try:
        tapes = [read(path) for path in paths]
    except TapeError as error:
        return _unreadable(str(error))
    if not options.headless and (refused := _no_terminal()):
        return _unreadable(refused)
    for tape in tapes:
        try:
            player = _play(tape, options)
        except Refused as refused:
            return _unreadable(f"{tape.path}: {_words(refused)}")
        if player.failure is not None:
            sys.stdout.write(visible(player.failure.told()))
            return FAILED
        held = ngettext("{count} expectation held", "{count} expectations held", player.held)
        sys.stdout.write(visible(f"{tape.path}: {held.format(count=player.held)}\n"))
    return HELD


def _play(tape: Tape, options: Options) -> Player:
    from medcab_tui.demo.audience import Audience
    from medcab_tui.demo.player import Player
    from medcab_tui.demo.recording import Cast

    with stage(tape.opening, options) as on:
        audience = None
        speaks = any(isinstance(step.command, Caption) for step in tape.steps)
        if not options.headless:
            audience = Audience(options.speed, on.opening.cols, on.opening.rows, captions=speaks)
        cast = Cast(*on.size, on.clock.now(), tape.path.stem, speaks)
        player = Player(tape, on, cast, options.out, audience)
        _perform(on, player, audience)
        player.end()
        return player


def _perform(on: Stage, player: Player, audience: Audience | None) -> None:
    """Run the app until the tape or the people before it end it. Raises what broke the player."""
    broken: list[Exception] = []

    async def ready(app: MedcabApp) -> None:
        try:
            await player.play(app)
        except Exception as error:
            broken.append(error)

    if audience is None:
        asyncio.run(run_silently(on, ready))
    else:
        from medcab_tui.demo.drivers import watched_driver
        from medcab_tui.ui.terminal.run import run

        run(on.app(watched_driver(audience), ready))
    if broken:
        raise broken[0]


def record(options: Options, path: Path) -> int:
    """Open the cabinet for somebody's hands and write down what they press. The exit code."""
    if refused := _no_terminal():
        return _unreadable(refused)
    if path.exists():
        return _unreadable(_("{path} is there already; name another file").format(path=path))
    from medcab_tui.demo.scribe import Scribe
    from medcab_tui.ui.terminal.driver import CabinetDriver
    from medcab_tui.ui.terminal.run import run

    scribe = Scribe(private=options.store is not None)
    with stage(Opening(), options) as on:
        code = run(on.app(CabinetDriver, None, scribe.note))
        with path.open("x", encoding="utf-8") as file:  # never over a file, never through a link
            file.write(scribe.tape(_first_lines(on)))
    return code


def _first_lines(on: Stage) -> dict[str, str]:
    cols, rows = shutil.get_terminal_size()
    return {"Cols": str(cols), "Rows": str(rows), "Lang": on.opening.language or locale.DEFAULT}


def _no_terminal() -> str:
    """Why nobody can watch here; empty if somebody can."""
    from medcab_tui.ui.terminal import firstframe

    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return _("There is no terminal to watch on. Add --headless.")
    return firstframe.refusal() or ""


def _unreadable(why: str) -> int:
    sys.stderr.write(visible(why.rstrip("\n") + "\n"))
    return UNREADABLE


def _words(refused: Refused) -> str:
    from medcab_tui.ui.words import words_of

    return words_of(refused).whole


def main(arguments: Sequence[str]) -> int:
    """The command line of `medcab play`. The exit code."""
    from medcab_tui.demo.command import parse

    parsed = parse(arguments)
    if isinstance(parsed, int):
        return parsed
    paths, options = parsed
    if options.record is not None:
        return record(options, options.record)
    return play(paths, options)
