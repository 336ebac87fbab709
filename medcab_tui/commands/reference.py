"""`medcab reference`: taking official books in, seeing which are there, looking a code up."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from medcab_tui.commands.faults import FAILED, printable, say
from medcab_tui.commands.progress import Bar
from medcab_tui.commands.signing_in import signed_in
from medcab_tui.locale import _, ngettext, pgettext
from medcab_tui.settings import Settings

if TYPE_CHECKING:
    from medcab_tui.cabinet.cabinet import Cabinet
    from medcab_tui.cabinet.reference_import import Source, TakenIn
    from medcab_tui.domain.reference import Book, Edition, Entry, Unfit

PARTLY: Final = 3
"""The exit code where a book was taken in but for some rows, which are listed."""
_TOLD: Final = 50
"""Refused rows that are printed at once."""
_FOUND: Final = 50


def take_in(
    chosen: Settings,
    login: str | None,
    paths: Sequence[Path],
    *,
    book: Book | None,
    version: str,
    since: date | None,
    until: date | None,
) -> int:
    """Import files; the last day an edition serves is given, the day after is kept."""
    from medcab_tui.cabinet.reference_import import Asked, read_books
    from medcab_tui.cabinet.surroundings import Surroundings
    from medcab_tui.domain.errors import Invalid
    from medcab_tui.domain.times import day_in
    from medcab_tui.ui.words import words_of

    surroundings = Surroundings.real(chosen.zone)
    after = None if until is None else until + timedelta(days=1)
    try:
        sources = read_books(
            [path.absolute() for path in paths],
            Asked(book, version, since, after),
            day_in(surroundings.clock.now(), surroundings.zone),
        )
    except Invalid as refused:
        say(f"{refused.values.get('name', '')}: {words_of(refused).whole}".removeprefix(": "))
        return FAILED
    taken = signed_in(chosen, login, lambda cabinet: _taken_in(cabinet, sources))
    for each in taken:
        _print(_outcome(each))
        _print_refused(() if each.already else each.unfit, each.offered.book)
    return PARTLY if any(each.unfit and not each.already for each in taken) else 0


async def _taken_in(cabinet: Cabinet, sources: Sequence[Source]) -> list[TakenIn]:
    from medcab_tui.ui.books import title

    taken = []
    for source in sources:
        bar = Bar(title(source.offered.book), _("Making the version the one in force…"))
        try:
            taken.append(await cabinet.reference.take_in(source, bar))
        except asyncio.CancelledError:
            bar.end()
            say(_("Stopped. The book is as it was: {book}.").format(book=title(source.offered.book)))
            raise
        finally:
            bar.end()
    return taken


def show_all(chosen: Settings, login: str | None) -> int:
    """Print a line for every version: book, version, entries, days, when imported, rows refused, source."""
    from medcab_tui.domain.cleaning import one_line
    from medcab_tui.ui.books import lasting, standing, title
    from medcab_tui.ui.shell.dates import stamp

    editions, today, zone = signed_in(chosen, login, _editions)
    for edition in editions:
        told = (
            edition.book.value,
            title(edition.book),
            edition.version,
            str(edition.entries),
            lasting(edition, editions),
            stamp(edition.imported, zone),
            str(edition.refused),
            standing(edition, editions, today),
            edition.source,
        )
        sys.stdout.write(printable("\t".join(map(one_line, told)) + "\n", sys.stdout))
    return 0


async def _editions(cabinet: Cabinet) -> tuple[tuple[Edition, ...], date, str]:
    from medcab_tui.domain.times import day_in

    surroundings = cabinet.surroundings
    return (
        await cabinet.reference.editions(),
        day_in(surroundings.clock.now(), surroundings.zone),
        surroundings.zone,
    )


def show(
    chosen: Settings, login: str | None, book: Book, text: str, *, version: str | None, refused: bool
) -> int:
    """Print what is known of a book, of a code in it, or the entries that a text finds."""
    from medcab_tui.ui.books import title

    edition, found, unfit = signed_in(
        chosen, login, lambda cabinet: _looked_up(cabinet, book, text.strip(), version, refused)
    )
    if edition is None:
        say(_("There is no version of this book here: {book}.").format(book=title(book)))
        return FAILED
    if refused:
        _print_refused(unfit, book, most=len(unfit))
    elif not text.strip():
        _print_edition(edition)
    elif not found:
        say(_("Nothing was found in {book} {version}.").format(book=title(book), version=edition.version))
        return FAILED
    elif len(found) == 1:
        _print_entry(found[0])
    else:
        for entry in found:
            _print(f"{entry.code}\t{entry.display}")
    return 0


async def _looked_up(
    cabinet: Cabinet, book: Book, text: str, version: str | None, refused: bool
) -> tuple[Edition | None, tuple[Entry, ...], tuple[Unfit, ...]]:
    from medcab_tui.domain.reference import in_force

    editions, today, _zone = await _editions(cabinet)
    there = [each for each in editions if each.book is book]
    if version is None:
        edition = in_force(there, today)
    else:
        edition = next((each for each in there if each.version == version), None)
    if edition is None:
        return None, (), ()
    if refused:
        return edition, (), await cabinet.reference.refused(edition, limit=10_000)
    if not text:
        return edition, (), ()
    for code in dict.fromkeys((text, text.upper())):
        if (entry := await cabinet.reference.entry(book, code, edition.version)) is not None:
            return edition, (entry,), ()
    return edition, await cabinet.reference.search(book, text, _FOUND, version=edition.version), ()


def _outcome(taken: TakenIn) -> str:
    from medcab_tui.ui.books import title

    offered = taken.offered
    told = f"{title(offered.book)} {offered.version}: "
    if taken.already:
        return told + _("this file was imported before, nothing was changed.")
    told += ngettext("{n} entry imported", "{n} entries imported", taken.entries).format(n=taken.entries)
    if refused := len(taken.unfit):
        told += ", " + ngettext("{n} row refused", "{n} rows refused", refused).format(n=refused)
    told += "."
    if taken.before:
        told += " " + ngettext(
            "It replaced {n} entry of the same version.",
            "It replaced {n} entries of the same version.",
            taken.before,
        ).format(n=taken.before)
    if taken.encoding != "UTF-8":
        told += " " + _("Read as {encoding}.").format(encoding=taken.encoding)
    return told


def _print_refused(unfit: Sequence[Unfit], book: Book, most: int = _TOLD) -> None:
    from medcab_tui.ui.books import reason

    for row in unfit[:most]:
        _print(_("  row {row}\t{code}\t{reason}").format(row=row.place, code=row.code, reason=reason(row)))
    if len(unfit) > most:
        more = len(unfit) - most
        told = ngettext(
            "  and {n} row more: medcab reference show {book} --refused",
            "  and {n} rows more: medcab reference show {book} --refused",
            more,
        )
        _print(told.format(n=more, book=book.value))


def _print_edition(edition: Edition) -> None:
    from medcab_tui.ui.books import days, title

    facts = (
        (_("Book"), title(edition.book)),
        (_("Official name"), edition.title),
        (_("Identifier"), edition.book.oid),
        (_("Version"), edition.version),
        (_("Valid"), days(edition.valid_from, edition.valid_until)),
        (_("Entries"), str(edition.entries)),
        (_("Rows refused"), str(edition.refused)),
        (_("Source"), edition.source),
        ("SHA-256", edition.digest),
    )
    _print_facts(facts)


def _print_entry(entry: Entry) -> None:
    from medcab_tui.ui.books import days

    lasting = pgettext("code", "withdrawn") if entry.closed else days(entry.valid_from, entry.valid_until)
    facts = [
        (_("Code"), entry.code),
        (_("Name of the entry"), entry.display),
        (_("Also"), ", ".join(entry.also)),
        (_("Stands under"), entry.parent),
        (_("Version"), entry.version),
        (_("Valid"), lasting),
        *sorted(entry.extra.items()),
    ]
    _print_facts(facts)


def _print_facts(facts: Sequence[tuple[str, str]]) -> None:
    for name, value in facts:
        if value:
            _print(f"{name}\t{value}")


def _print(line: str) -> None:
    sys.stdout.write(printable(" ".join(line.splitlines()) + "\n", sys.stdout))
