"""The words and options of `medcab import`."""

from __future__ import annotations

from pathlib import Path

import click

from medcab_tui.commands import completion, spoken
from medcab_tui.commands.group import Given, medcab, placed, signing
from medcab_tui.locale import N_


@medcab.command(
    "import",
    help=N_(
        "Take in charts of other systems: FHIR R4 Bundles, NDJSON, lists of patients as CSV; of any size.\n\n"
        "Files and folders are named. Run again, it takes nothing in twice: that is how one that was stopped"
        " goes on. What is not kept is listed with the reason; the exit code is 3 then."
    ),
)
@spoken.argument(
    "paths",
    metavar=N_("PATH..."),
    nargs=-1,
    required=True,
    type=click.Path(path_type=Path),
    shell_complete=completion.files,
)
@spoken.option("--dry-run", is_flag=True, help=N_("Tell what would come, and change nothing."))
@spoken.option(
    "--columns",
    default="",
    metavar=N_("FIELD=COLUMN,..."),
    help=N_("Which column of a list is what, where its headings do not say: surname=Фамилия,birth=3."),
)
@spoken.option(
    "--columns-file",
    type=click.Path(path_type=Path),
    metavar=N_("FILE"),
    shell_complete=completion.files,
    help=N_("The same from a file (TOML)."),
)
@spoken.option(
    "--source",
    default="",
    metavar=N_("NAME"),
    help=N_("What the other system is called; files of one system are known again by it."),
)
@spoken.option(
    "--doubtful",
    type=spoken.choice(("aside", "new", "same")),
    default="aside",
    help=N_(
        "Who may be here already, but not surely: aside (listed and not taken in), new (a card of their own),"
        " same (the card that is here)."
    ),
)
@spoken.option(
    "--report",
    type=click.Path(path_type=Path),
    metavar=N_("FILE"),
    shell_complete=completion.files,
    help=N_("Where to write the whole list of what was not kept."),
)
@placed
@signing
@click.pass_obj
def import_charts(
    given: Given,
    paths: tuple[Path, ...],
    dry_run: bool,
    columns: str,
    columns_file: Path | None,
    source: str,
    doubtful: str,
    report: Path | None,
    store: str | None,
    language: str | None,
    login: str | None,
) -> int:
    """In batches: stopped or broken off, it keeps those that are in."""
    from medcab_tui.commands.importing import Wanted, take_in

    wanted = Wanted(paths, columns, columns_file, source.strip(), doubtful, report, dry_run)
    return take_in(given.settings(store=store, language=language), login, wanted)
