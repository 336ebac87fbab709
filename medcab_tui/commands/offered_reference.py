"""The words and options of `medcab reference`."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from medcab_tui.commands import bookish, completion, spoken
from medcab_tui.commands.group import Given, medcab, placed, signing
from medcab_tui.locale import N_

if TYPE_CHECKING:
    from medcab_tui.domain.reference import Book


@medcab.group(help=N_("Reference books: ICD-10, posts, medicines and others, by version."))
def reference() -> None:
    """Only a group."""


@reference.command(
    "import",
    help=N_(
        "Import books: CSV or JSON as the register exports them.\n\n"
        "Pages of one book are named together. Rows that do not fit are listed and the others taken in;"
        " the exit code is 3 then."
    ),
)
@spoken.argument(
    "files",
    metavar=N_("FILE..."),
    nargs=-1,
    required=True,
    type=click.Path(path_type=Path),
    shell_complete=completion.files,
)
@spoken.option(
    "--book", type=bookish.BOOK, metavar=N_("BOOK"), help=N_("Which book it is, where the file does not say.")
)
@spoken.option(
    "--version", default="", metavar=N_("VERSION"), help=N_("Its version, where the file does not say.")
)
@spoken.option("--valid-from", type=bookish.DAY, metavar=N_("DAY"), help=N_("The first day it is valid."))
@spoken.option("--valid-to", type=bookish.DAY, metavar=N_("DAY"), help=N_("The last day it is valid."))
@placed
@signing
@click.pass_obj
def import_books(
    given: Given,
    files: tuple[Path, ...],
    book: Book | None,
    version: str,
    valid_from: date | None,
    valid_to: date | None,
    store: str | None,
    language: str | None,
    login: str | None,
) -> int:
    """Beside the other versions, or in place of the same one."""
    from medcab_tui.commands.reference import take_in

    return take_in(
        given.settings(store=store, language=language),
        login,
        files,
        book=book,
        version=version,
        since=valid_from,
        until=valid_to,
    )


@reference.command("list", help=N_("Show the books of this store, a line for every version."))
@placed
@signing
@click.pass_obj
def list_books(given: Given, store: str | None, language: str | None, login: str | None) -> int:
    """Book, name, version, entries, days, when imported, rows refused, whether in force, source."""
    from medcab_tui.commands.reference import show_all

    return show_all(given.settings(store=store, language=language), login)


@reference.command("show", help=N_("Look a code or words up in a book, or see what is known of it."))
@spoken.argument("book", metavar=N_("BOOK"), type=bookish.BOOK)
@spoken.argument("text", metavar=N_("[CODE|TEXT]"), required=False, default="")
@spoken.option("--version", metavar=N_("VERSION"), help=N_("Another version than the one in force."))
@spoken.option("--refused", is_flag=True, help=N_("The rows that were refused when it was imported."))
@placed
@signing
@click.pass_obj
def show_book(
    given: Given,
    book: Book,
    text: str,
    version: str | None,
    refused: bool,
    store: str | None,
    language: str | None,
    login: str | None,
) -> int:
    """An entry with all that is known of it, or a list."""
    from medcab_tui.commands.reference import show

    return show(
        given.settings(store=store, language=language), login, book, text, version=version, refused=refused
    )
