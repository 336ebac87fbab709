"""People already known who are probably the one being added."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from medcab_tui.domain.cleaning import one_line
from medcab_tui.domain.patients import NewPatient, PatientRow
from medcab_tui.locale import N_, _
from medcab_tui.ui.patients.columns import patient_columns
from medcab_tui.ui.patients.lines import Present
from medcab_tui.ui.patients.patient_sheet import ANOTHER
from medcab_tui.ui.patients.sheet_screen import SheetScreen
from medcab_tui.ui.widgets.key_line import KeyHint
from medcab_tui.ui.widgets.lines import Line
from medcab_tui.ui.widgets.row_list import RowList


class DuplicatesSheet(SheetScreen):
    """People already known who are probably the one being added. Enter opens one of them, п adds despite."""

    DEFAULT_CSS = "DuplicatesSheet RowList { height: 1fr; max-height: 100%; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "п,g", "despite", show=False, id="duplicates.despite", tooltip=N_("This is another person: add")
        ),
    ]

    def __init__(
        self, patient: NewPatient, alike: Sequence[PatientRow], present: Callable[[], Present]
    ) -> None:
        super().__init__()
        self._patient, self._alike, self._present = patient, alike, present

    def head(self, width: int) -> list[Line]:
        new = self._patient
        name = " ".join(part for part in (new.surname.upper(), new.given, new.patronymic) if part)
        title = (f" {_('New patient').upper()}  ", "bold accent")
        return [
            (title, (one_line(name), "bold"), (f" · {new.birth}", "text")),
            ((" ", "text"), (_("⚠ Such people have cards already. Is it one of them?"), "warning")),
        ]

    def hints(self) -> Sequence[KeyHint]:
        return (
            KeyHint("Enter", _("it is this one: open the card")),
            KeyHint("п/g", _("another person: add")),
            KeyHint("Esc", _("back to the form")),
        )

    def content(self) -> ComposeResult:
        yield RowList(
            patient_columns(lambda: self._present().today), id="alike", title=_("Likely duplicates")
        )

    def on_mount(self) -> None:
        super().on_mount()
        self.query_one(RowList).set_rows(self._alike)

    @on(RowList.Opened)
    def _same(self, event: RowList.Opened) -> None:
        event.stop()
        if isinstance(event.row, PatientRow):
            self.dismiss(event.row.id)

    def action_despite(self) -> None:
        self.dismiss(ANOTHER)
