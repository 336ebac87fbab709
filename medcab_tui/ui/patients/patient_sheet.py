"""Opening a card for a new patient; people already known who are probably the same are shown first."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

from medcab_tui.domain.errors import Refused
from medcab_tui.domain.ids import Id
from medcab_tui.domain.patients import NewPatient, PatientRow
from medcab_tui.locale import _
from medcab_tui.ui.forms.sheet import Sheet
from medcab_tui.ui.patients.lines import Present
from medcab_tui.ui.widgets.lines import Line

if TYPE_CHECKING:
    from pydantic import BaseModel

    from medcab_tui.cabinet.cabinet import Cabinet
    from medcab_tui.ui.forms.screen import FormScreen
    from medcab_tui.ui.patients.models import PatientForm

NEW_PATIENT = "patients.new"
"""Where the draft lies. There is one: a worker opens one card at a time."""

ANOTHER = b"another"
"""What the sheet of duplicates answers when the person is somebody else than all of them."""

AskDuplicates = Callable[[NewPatient, tuple[PatientRow, ...], Callable[[bytes | None], None]], None]
"""Shows likely duplicates; answers with the id of one of them, `ANOTHER`, or None for «back to the form»."""


class PatientSheet(Sheet):
    """The form of a new patient. Its result is the card to open: a new one or one that was there."""

    place = NEW_PATIENT
    object = "new"

    def __init__(self, cabinet: Cabinet, present: Present, ask: AskDuplicates) -> None:
        self._cabinet = cabinet
        self._present = present
        self._ask = ask
        self._added = False

    def title(self) -> str:
        return _("New patient")

    def heading(self, width: int) -> list[Line]:
        return [((_("likely duplicates are shown before anything is added"), "dim"),)]

    def model(self) -> type[BaseModel]:
        from medcab_tui.ui.patients.models import patient_model

        return patient_model(self._present.today)

    async def save(self, values: BaseModel, form: FormScreen) -> Any | None:
        patient = new_patient(cast("PatientForm", values))
        alike = await self._cabinet.patients.likely_duplicates(patient)
        if not alike:
            return await self._add(patient, ())

        def answered(answer: bytes | None) -> None:
            # The app's own worker: one of the form would end with the form, before it is told what was done.
            form.app.run_worker(self._follow(answer, patient, alike, form), group="form-answer")

        self._ask(patient, alike, answered)
        return None

    async def _follow(
        self, answer: bytes | None, patient: NewPatient, alike: tuple[PatientRow, ...], form: FormScreen
    ) -> None:
        if answer is None:
            form.say(_("Nothing was added."), "warning")
        elif answer == ANOTHER:
            try:
                added = await self._add(patient, alike)
            except Refused as refused:
                form.refuse(refused)
                return
            await form.finish(added)
        else:
            await form.finish(Id(answer))

    async def _add(self, patient: NewPatient, despite: tuple[PatientRow, ...]) -> Id:
        from medcab_tui.cabinet.patients_actions import AddPatient

        shown = tuple(row.id for row in despite)
        done = await self._cabinet.do(AddPatient(self._cabinet.surroundings.ids.new(), patient, shown))
        self._added = True
        return done.result

    def duplicate_of(self, first: Id) -> Any | None:
        return first

    def saved(self, result: Any) -> str:
        return _("The card is open: the patient was added.") if self._added else ""


def new_patient(said: PatientForm) -> NewPatient:
    """The form as the cabinet takes it."""
    return NewPatient(
        surname=said.surname,
        given=said.given,
        patronymic=said.patronymic,
        sex=said.sex,
        birth=said.birth,
        snils=said.snils,
        policy=said.policy,
        phone=said.phone,
        address=said.address,
        area=said.area,
        email=said.email,
    )
