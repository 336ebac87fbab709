"""What a reference book and a day look like on the command line."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

import click
from click.shell_completion import CompletionItem

from medcab_tui.locale import _

if TYPE_CHECKING:
    from medcab_tui.domain.reference import Book


class BookName(click.ParamType["Book"]):
    """A book by its name in English or Russian, or by its OID."""

    name = "book"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Book:
        from medcab_tui.domain.reference import Book
        from medcab_tui.ui.books import book_named

        found = value if isinstance(value, Book) else book_named(str(value))
        if found is None:
            names = ", ".join(book.value for book in Book)
            self.fail(
                _("There is no book «{name}». Books: {names}.").format(name=value, names=names), param, ctx
            )
        return found

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        from medcab_tui.domain.reference import Book
        from medcab_tui.ui.books import NAMES, title

        begun = incomplete.casefold()
        return [
            CompletionItem(name, help=title(book))
            for book in Book
            for name in (book.value, *NAMES[book][:1])
            if name.startswith(begun)
        ]


class Day(click.ParamType[date]):
    """A day: 2026-11-23 or 23.11.2026."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        from medcab_tui.domain.reference_rows import day_of

        if isinstance(value, date):
            return value
        try:
            found = day_of(str(value))
        except ValueError:
            found = None
        if found is None:
            self.fail(_("«{day}» is no day. Type it as 2026-11-23.").format(day=value), param, ctx)
        return found


BOOK: Final = BookName()
DAY: Final = Day()
