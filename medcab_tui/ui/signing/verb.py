"""э: the sheet over what is marked, or over what is under the cursor."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from medcab_tui.domain.signatures import SignedKind, ToSign
from medcab_tui.locale import _
from medcab_tui.ui.signing.checking import CheckSheet
from medcab_tui.ui.signing.sheet import SigningSheet, told_of

if TYPE_CHECKING:
    from medcab_tui.domain.ids import Id
    from medcab_tui.domain.patients import EncounterRow
    from medcab_tui.domain.rooms import DocumentRow
    from medcab_tui.ui.app import MedcabApp


def records_to_sign(rows: Sequence[EncounterRow], whose: str, zone: str) -> list[ToSign]:
    """Records of a card, as they are listed."""
    from medcab_tui.domain.cleaning import one_line
    from medcab_tui.domain.times import day_in
    from medcab_tui.ui.patients.printing import KINDS

    return [
        ToSign(
            SignedKind.RECORD,
            row.id,
            row.edition,
            " · ".join(
                part
                for part in (f"{day_in(row.at, zone)} {_(KINDS[row.kind])}", one_line(row.summary))
                if part
            ),
            whose,
        )
        for row in rows
    ]


def documents_to_sign(rows: Sequence[DocumentRow], whose: str = "") -> list[ToSign]:
    """Documents, as they are listed. whose: the patient in full, where all are of one card."""
    return [
        ToSign(
            SignedKind.DOCUMENT,
            row.id,
            row.version,
            " · ".join(part for part in (row.title, row.number) if part),
            whose or row.patient_name,
        )
        for row in rows
    ]


def open_signing(
    app: MedcabApp, items: Sequence[ToSign], signed: Callable[[], object] = lambda: None
) -> None:
    """The sheet; signed: called when something was, before it is told."""
    if not app.settings.signer:
        app.notify(_("It is not set how to sign: settings, page “Signature”."), severity="warning")
        return

    def done(count: int | None) -> None:
        if count:
            signed()
            app.notify(told_of(count, len(items) - count))

    app.push_screen(SigningSheet(items), done)


def open_check(app: MedcabApp, about: Id, title: str, whose: str = "") -> None:
    """What looking at the signatures under one thing finds."""
    app.push_screen(CheckSheet(about, title, whose))
