"""What came of an import, in words. Imports no textual: the command line tells the same."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from medcab_tui.domain.cleaning import one_line
from medcab_tui.domain.errors import Refused
from medcab_tui.domain.import_columns import Columns, Field
from medcab_tui.domain.imports import Fate, Kept, NotKept, Tally
from medcab_tui.locale import N_, NN_, _, ngettext
from medcab_tui.ui.widgets.marks import grouped
from medcab_tui.ui.words import words_of
from medcab_tui.ui.words.imports import ENTRIES
from medcab_tui.ui.words.interchange import left_out

if TYPE_CHECKING:
    from medcab_tui.cabinet.imports import Plan

KINDS: Final[dict[Kept, tuple[str, str]]] = {
    Kept.PATIENT: NN_("{n} patient", "{n} patients"),
    Kept.RECORD: NN_("{n} record of the history", "{n} records of the history"),
    Kept.RESULT: NN_("{n} result", "{n} results"),
    Kept.VITAL: NN_("{n} vital sign", "{n} vital signs"),
    Kept.PROBLEM: NN_("{n} problem", "{n} problems"),
    Kept.ALLERGY: NN_("{n} allergy", "{n} allergies"),
    Kept.PRESCRIPTION: NN_("{n} prescription", "{n} prescriptions"),
    Kept.DOCUMENT: NN_("{n} document", "{n} documents"),
    Kept.VERBATIM: NN_("{n} resource kept as it came", "{n} resources kept as they came"),
}
"""In the order in which they are told; names and files stand in what refers to them."""

FATES: Final[dict[Fate, str]] = {
    Fate.NEW: N_("New"),
    Fate.CHANGED: N_("Changed"),
    Fate.HERE: N_("Here already"),
    Fate.SAME: N_("As before"),
    Fate.EDITED: N_("Left as edited here"),
}

FIELDS: Final[dict[Field, str]] = {
    Field.ID: N_("Number in the list"),
    Field.NAME: N_("Full name"),
    Field.SURNAME: N_("Surname"),
    Field.GIVEN: N_("Given name"),
    Field.PATRONYMIC: N_("Patronymic"),
    Field.BIRTH: N_("Date of birth"),
    Field.SEX: N_("Sex"),
    Field.SNILS: N_("СНИЛС"),
    Field.POLICY: N_("Policy"),
    Field.PASSPORT: N_("Passport"),
    Field.PHONE: N_("Phone"),
    Field.PHONE2: N_("Second phone"),
    Field.EMAIL: N_("E-mail address"),
    Field.ADDRESS: N_("Address"),
    Field.CONTACT: N_("Contact person"),
}

_FORMULAS: Final = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
"""With what a cell begins that spreadsheets may take for a formula."""


def outcome(tally: Tally) -> Iterator[tuple[str, str]]:
    """A line for each fate: its name, and how many of what."""
    for fate, name in FATES.items():
        counts = [
            ngettext(*KINDS[kept], tally.fates[kept, fate]).format(n=grouped(tally.fates[kept, fate]))
            for kept in KINDS
            if tally.fates[kept, fate]
        ]
        if counts:
            yield _(name), ", ".join(counts)
    parts = tally.unkept - tally.whole
    left = [
        ngettext("{n} entry", "{n} entries", tally.whole).format(n=grouped(tally.whole))
        if tally.whole
        else "",
        ngettext("{n} part of an entry", "{n} parts of entries", parts).format(n=grouped(parts))
        if parts
        else "",
    ]
    if tally.unkept:
        yield _("Not kept"), ", ".join(filter(None, left))


def reason(one: NotKept) -> str:
    """Why something was not kept."""
    if one.place and one.reason in ENTRIES:
        values = {name: one_line(value) for name, value in one.values.items()}
        return _(ENTRIES[one.reason]).format_map(values)
    return left_out(one.reason) or words_of(Refused(one.reason, **dict(one.values))).whole


def what(one: NotKept) -> str:
    """Which entry, or which part of one: «Patient/17 birthDate»; of a row the column."""
    if one.kind == "row":
        return "" if one.whole else one_line(one.element)
    return one_line(" ".join(filter(None, (one.remote or one.kind, one.element))))


def where(one: NotKept) -> str:
    """In which file, at which entry or line."""
    return f"{one_line(one.file)}:{one.place}" if one.place else one_line(one.file)


def _nameless(name: str, said: str) -> str:
    """A value without whom it may name: of what «said» where a date should be, none with letters."""
    return "…" if name == "who" or (name == "said" and any(map(str.isalpha, said))) else said


def listed(one: NotKept) -> str:
    """A line of the whole list: file and place, kind, what, why; divided by tabulators. Names nobody."""
    nameless = replace(one, values={name: _nameless(name, said) for name, said in one.values.items()})
    cells = (where(one), one_line(one.kind), what(one), one_line(reason(nameless)))
    return "\t".join(f"'{cell}" if cell.startswith(_FORMULAS) else cell for cell in cells)


def coming(plan: Plan) -> Iterator[str]:
    """What lies in the files, a line each, and how the columns of tables are understood."""
    for one in plan.files:
        name = one_line(one.name)
        if one.wrong is not None:
            yield f"{name}: {words_of(one.wrong).whole}"
        elif one.columns is not None:
            rows = ngettext("{n} row", "{n} rows", one.counts.total()).format(n=grouped(one.counts.total()))
            yield f"{name}: {rows}. {columns_told(one.columns)}"
        else:
            counts = ", ".join(f"{one_line(kind)} {grouped(n)}" for kind, n in one.counts.most_common(20))
            yield f"{name}: {counts}"


def columns_told(columns: Columns) -> str:
    """Which column is what, and which are not taken."""
    taken = [
        f"{_(FIELDS[field])} = «{one_line(columns.headings[columns.places[field]])}»"
        for field in FIELDS
        if field in columns.places
    ]
    told = ", ".join(taken)
    if columns.left:
        left = ", ".join(f"«{one_line(name)}»" for name in columns.left)
        told += ". " + _("Not taken: {columns}").format(columns=left)
    return told + "."
