"""The words and options of `medcab play`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from medcab_tui.demo.stage import Options
from medcab_tui.demo.tape.settings import LEAST_COLS, LEAST_ROWS, MOST_SIDE
from medcab_tui.locale import LANGUAGES, _


def parse(arguments: Sequence[str]) -> tuple[tuple[Path, ...], Options] | int:
    """Tapes and options, or the exit code where click said everything itself."""
    played = command()
    try:
        with played.make_context("medcab play", list(arguments)) as context:
            given = context.params
    except click.exceptions.Exit as left:
        return left.exit_code
    except click.ClickException as wrong:
        wrong.show(sys.stderr)
        return wrong.exit_code
    paths = tuple(given.pop("tapes"))
    if not paths and given["record"] is None:
        sys.stderr.write(_("Name a tape to play, or --record FILE to make one.") + "\n")
        return 2
    return paths, Options(**given)


def command() -> click.Command:
    """`medcab play` itself. Made when called, since its words are in the language of the moment."""
    side = click.IntRange(LEAST_COLS, MOST_SIDE)
    height = click.IntRange(LEAST_ROWS, MOST_SIDE)
    path = click.Path(path_type=Path)
    return click.Command(
        "play",
        options_metavar=_("[OPTIONS]"),
        help=_(
            "Play tapes: scripted sessions that press keys and say what must be on the screen. "
            "Without --store each plays against a fresh demo store that is removed afterwards."
        ),
        params=[
            click.Argument(["tapes"], nargs=-1, type=path, metavar=_("TAPE…")),
            click.Option(["--headless"], is_flag=True, help=_("Without a terminal, as fast as it goes.")),
            click.Option(
                ["--speed"], type=click.FloatRange(0.1, 100), default=1.0, metavar="N",
                help=_("How many times faster people watch it."),
            ),
            click.Option(
                ["--out"], type=path, default=Path(), metavar=_("DIR"), help=_("Where recordings go.")
            ),
            click.Option(["--cols"], type=side, metavar="N", help=_("Columns of the screen.")),
            click.Option(["--rows"], type=height, metavar="N", help=_("Rows of the screen.")),
            click.Option(
                ["--lang", "language"], type=click.Choice(LANGUAGES), help=_("Language of the interface.")
            ),
            click.Option(
                ["--store"], type=path, metavar=_("DIR"), help=_("Play against this store, not a fresh one.")
            ),
            click.Option(
                ["--record"], type=path, metavar=_("FILE"), help=_("Write live keys into a new tape.")
            ),
        ],
    )  # fmt: skip
