"""Attaching a file and handing one out: two sheets whose work is done aside, so that Esc always leaves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

from medcab_tui.domain.accounts import Permission
from medcab_tui.domain.errors import Invalid
from medcab_tui.domain.ids import Id
from medcab_tui.domain.patients import PatientRow
from medcab_tui.domain.rooms import DocumentRow
from medcab_tui.locale import _
from medcab_tui.ui.forms.aside import Aside
from medcab_tui.ui.forms.fields import Choice
from medcab_tui.ui.forms.files import limits
from medcab_tui.ui.forms.paths import path_of
from medcab_tui.ui.forms.people import patient_choice, patients
from medcab_tui.ui.forms.sheet import ActionSheet, Start
from medcab_tui.ui.widgets.lines import Line

if TYPE_CHECKING:
    from pydantic import BaseModel

    from medcab_tui.cabinet.actions import Action
    from medcab_tui.cabinet.cabinet import Cabinet
    from medcab_tui.ui.documents.models import AttachForm, ExportForm
    from medcab_tui.ui.forms.files import Chosen
    from medcab_tui.ui.forms.screen import FormScreen

ATTACH, EXPORT, MAIL = "documents.attach", "documents.export", "documents.mail"


class AttachSheet(ActionSheet, Aside):
    """A file that becomes a document. Its result is the document's id."""

    place = ATTACH
    object = "new"
    attaches = True

    def __init__(self, cabinet: Cabinet, pinned: PatientRow | None) -> None:
        super().__init__(cabinet)
        self._pinned = pinned
        self._action = cabinet.surroundings.ids.new()

    def title(self) -> str:
        return _("Attach a file")

    def heading(self, width: int) -> list[Line]:
        typed = _("Type a path, ~ is your home folder; or drop a file here. Ctrl+F: several files.")
        return [((limits(self._cabinet), "warning"),), ((" ", ""), (typed, "dim"))]

    def model(self) -> type[BaseModel]:
        from medcab_tui.ui.documents.models import AttachForm

        return AttachForm

    def start(self) -> Mapping[str, Start]:
        if self._pinned is None:
            return {}
        choice = patient_choice(self._pinned)
        return {"patient": Start(choice.shown, choice)}

    async def picks(self, field: str, text: str) -> tuple[Choice, ...]:
        if field != "patient":
            return await super().picks(field, text)
        if not self._cabinet.worker.may(Permission.READ_CARD):
            return ()
        return await patients(self._cabinet, text)

    async def save(self, values: BaseModel, form: FormScreen) -> Any | None:
        said = cast("AttachForm", values)
        if not said.path and not form.files:
            raise Invalid("form.required", "path")
        self.begin(form, lambda: self._attach(said, form.files))
        return None

    async def _attach(self, said: AttachForm, chosen: tuple[Chosen, ...]) -> Id:
        """All of them or none."""
        from medcab_tui.ui.forms.files import Chosen, kept_with

        if said.path:
            found = await self._cabinet.documents.examine(path_of(said.path))
            if all(one.attachment.content != found.content for one in chosen):
                chosen = (Chosen(self._action, said.path, found), *chosen)
        patient = Id(said.patient) if said.patient is not None else None
        title = said.title if len(chosen) == 1 else ""
        kept = kept_with(chosen, patient, said.kind, title)
        along = self.along(said, [one.id for one in kept])
        try:
            done = await self._cabinet.do_all((*kept, *along))
        except Invalid:
            self._action = self._cabinet.surroundings.ids.new()
            raise
        return Id(done[0].result)

    def along(self, said: AttachForm, documents: Sequence[Id]) -> tuple[Action[Any], ...]:
        """What is done in the same go as keeping these files."""
        return ()

    def saved(self, result: Any) -> str:
        return _("The file is attached.")


class ExportSheet(Aside):
    """A document's file on its way out. Its result is where it lies."""

    place = EXPORT

    def __init__(self, cabinet: Cabinet, row: DocumentRow, about: str) -> None:
        """`about`: the document in a line, with whose it is."""
        super().__init__(cabinet)
        self._row, self._about = row, about
        self.proof = _("Export a file")
        self.object = row.id.hex()

    def title(self) -> str:
        return _("Export a file")

    def heading(self, width: int) -> list[Line]:
        kept = _("Nothing is overwritten; only you can read the file; the journal notes it.")
        return [((self._about, "text"),), ((" ", ""), (kept, "dim"))]

    def model(self) -> type[BaseModel]:
        from medcab_tui.ui.documents.models import ExportForm

        return ExportForm

    async def save(self, values: BaseModel, form: FormScreen) -> Any | None:
        said = cast("ExportForm", values)
        self.begin(form, lambda: self._cabinet.documents.export(self._row.id, path_of(said.path)))
        return None

    def saved(self, result: Any) -> str:
        return _("Exported: {path}").format(path=result)
