"""Reference books: what a refusal says."""

from __future__ import annotations

from typing import Final

from medcab_tui.locale import N_

WORDS: Final[dict[str, tuple[str, str]]] = {
    "reference.gone": (
        N_("What was laid down of this version is gone: another import or program came first."),
        N_("Nothing was changed. Import it again."),
    ),
    "reference.large": (
        N_("The file has {size} MB, at most {most} MB are accepted."),
        N_("Export the book in pages and import them together."),
    ),
    "reference.special": (N_("This is not an ordinary file."), N_("Name a CSV or JSON file.")),
    "reference.blank": (N_("There is nothing in the file."), N_("Export the book again.")),
    "reference.packed": (N_("This is a packed file."), N_("Unpack it and import the CSV or JSON in it.")),
    "reference.not_text": (
        N_("This is no text: line {line} has bytes that no text has."),
        N_("Export the book as CSV or JSON in UTF-8 or Windows-1251."),
    ),
    "reference.bytes": (
        N_("The text is UTF-8, but line {line} is broken."),
        N_("The file was damaged on its way. Export or copy it again."),
    ),
    "reference.header": (
        N_("The first line does not name the columns, each once."),
        N_("Export the book with its headings."),
    ),
    "reference.columns": (
        N_("The columns are not those of this book, nor «code» and «display»."),
        N_("Check which book it is, or rename the columns."),
    ),
    "reference.quote": (
        N_("A quotation mark opens in line {line} and is never closed."),
        N_("The file was cut short, or the line is wrong. Export it again, or mend the line."),
    ),
    "reference.json": (
        N_("The JSON breaks off or is wrong in line {line}."),
        N_("The file was cut short or changed. Export it again."),
    ),
    "reference.deep": (
        N_("The JSON goes deeper than {most} levels; no book does."),
        N_("Import the file that the portal exports."),
    ),
    "reference.shape": (
        N_("The JSON has neither a list of rows nor a page of the portal in it."),
        N_("Import the rows of the book, not its passport."),
    ),
    "reference.answer": (
        N_("The portal answered with a fault instead of rows: {said}."),
        N_("Ask the portal again, then import its answer."),
    ),
    "reference.rows": (
        N_("There is more in the file than a book can have: at most {most} rows are taken."),
        N_("Check that it is the right file."),
    ),
    "reference.pages": (
        N_("The book has {total} rows, and {there} of them are here."),
        N_("Name all pages of this version in one command."),
    ),
    "reference.empty": (
        N_("No row of the file could be taken; refused: {refused}."),
        N_("Check that it is the right book. What was imported before stays."),
    ),
    "reference.files": (N_("At most {most} files are taken in one go."), N_("Name fewer of them.")),
    "reference.unknown": (
        N_("Nothing in the file or its name says which book it is."),
        N_("Name the book: --book."),
    ),
    "reference.unknown_oid": (
        N_("There is no book with the identifier {oid} here."),
        N_("Name the book whose columns it has: --book."),
    ),
    "reference.other_book": (
        N_("The file says it is another book: {oid}."),
        N_("Name the right book, or leave --book out."),
    ),
    "reference.version": (
        N_("Nothing in the file or its name says which version of the book it is."),
        N_("Name the version as the portal has it: --version 2.27."),
    ),
    "reference.version_form": (
        N_("This is no version: {version}."),
        N_("Letters, digits, points and hyphens, 32 at most: 2.27."),
    ),
    "reference.days": (
        N_("The last day comes before the first one."),
        N_("Check --valid-from and --valid-to."),
    ),
}
