"""The page «Отделения»: which areas and patients each treats, since when, and who heads it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Final, cast

from msgspec import Struct

from medcab_tui.domain.access import Assignment, Department
from medcab_tui.domain.accounts import Permission
from medcab_tui.domain.cleaning import one_line
from medcab_tui.domain.ids import Id
from medcab_tui.domain.names import full_name
from medcab_tui.domain.patients import PatientRow
from medcab_tui.domain.times import day_in
from medcab_tui.locale import _, ngettext
from medcab_tui.ui.forms.fields import Choice
from medcab_tui.ui.forms.sheet import ActionSheet, Start
from medcab_tui.ui.settings.rows import Row
from medcab_tui.ui.widgets.lines import Line

if TYPE_CHECKING:
    from pydantic import BaseModel

    from medcab_tui.cabinet.cabinet import Cabinet
    from medcab_tui.ui.forms.screen import FormScreen
    from medcab_tui.ui.settings.department_models import AssignForm
    from medcab_tui.ui.settings.screen import SettingsScreen

PAGE: Final = "departments"
NEW: Final = "department.new"
ONE: Final = "assignment:"
"""Before the id of an assignment, in the id of its row."""


class Held(Struct, frozen=True):
    """A department with whom it treats, as far as this worker is told."""

    department: Department
    treats: tuple[tuple[Assignment, PatientRow | None], ...]
    mine: bool
    """Whether this worker says whom it treats."""


async def read(cabinet: Cabinet) -> tuple[Held, ...]:
    """Every department; areas and patients for those who may say whom a department treats."""
    mine = await cabinet.access.assignable()
    told = cabinet.worker.may(Permission.ASSIGN_PATIENTS)
    return tuple(
        [
            Held(one, await cabinet.access.assigned(one.id) if told else (), one.id in mine)
            for one in await cabinet.access.departments()
        ]
    )


def rows(cabinet: Cabinet, held: Sequence[Held] | None) -> list[Row]:
    """Each department with its heads, and under it a row for each area and patient."""
    if held is None:
        return [Row("department.reading", PAGE, "…")]
    made = []
    if any(one.mine for one in held):
        made.append(Row(NEW, PAGE, _("Assign an area or a patient"), "", does=_("add")))
    today = day_in(cabinet.surroundings.clock.now(), cabinet.surroundings.zone)
    for one in held:
        heads = _("head: {heads}").format(heads=", ".join(map(one_line, one.department.heads)) or "—")
        count = one.department.workers
        people = ngettext("{n} worker", "{n} workers", count).format(n=count)
        name = one_line(one.department.name)
        made.append(Row(f"department:{one.department.id.hex()}", PAGE, name, heads, people))
        made += [_row(one, assignment, patient, today) for assignment, patient in one.treats]
    return made


def assignment_of(row: Row | None, held: Sequence[Held] | None) -> Assignment | None:
    """The assignment that a row stands for, if this worker may end it."""
    if row is None or not row.id.startswith(ONE):
        return None
    return next(
        (
            assignment
            for one in held or ()
            if one.mine
            for assignment, _patient in one.treats
            if assignment.id.hex() == row.id.removeprefix(ONE)
        ),
        None,
    )


def _row(held: Held, one: Assignment, patient: PatientRow | None, today: date) -> Row:
    whom = _("area {area}").format(area=one_line(one.area))
    if patient is not None:
        name = full_name(patient.surname, patient.given, patient.patronymic)
        whom = f"{one_line(name)} {patient.birth.isoformat()}"
    spell = _("since {since}").format(since=one.since.isoformat())
    if one.until is not None:
        spell = _("{since} to {until}").format(since=one.since.isoformat(), until=one.until.isoformat())
    stands = one.stands(today)
    note = "" if stands else _("ended") if one.until is not None and one.until <= today else _("not begun")
    value = (("● " if stands else "○ ", "ok" if stands else "dim"), (spell, "text" if stands else "dim"))
    return Row(f"{ONE}{one.id.hex()}", PAGE, f"  {whom}", value, note)


async def open_sheet(screen: SettingsScreen) -> None:
    """The form of a new assignment."""
    from medcab_tui.ui.forms.screen import open_form

    def done(result: Id | None) -> None:
        if result is not None:
            screen.read_again()

    sheet = AssignSheet(screen.cabinet, screen.known.departments or ())
    await screen.app.push_screen(await open_form(screen.medcab, sheet), done)


async def end(screen: SettingsScreen, one: Assignment) -> None:
    """From today on the department does not treat them any more; Ctrl+Z brings it back."""
    from medcab_tui.cabinet.access_actions import EndAssignment, ReopenAssignment

    around = screen.cabinet.surroundings
    today = day_in(around.clock.now(), around.zone)
    action = EndAssignment(around.ids.new(), one.id, one.version, max(today, one.since))
    if await screen.medcab.act(
        action,
        told=_("The department treats them no more from today"),
        undo=lambda done: ReopenAssignment(around.ids.new(), one.id, done.version or 0, one.until),
    ):
        screen.read_again()


class AssignSheet(ActionSheet):
    """An area or one patient for a department."""

    place = "departments.assign"
    object = "new"

    def __init__(self, cabinet: Cabinet, held: Sequence[Held]) -> None:
        self._cabinet = cabinet
        self._mine = tuple(one.department for one in held if one.mine)
        self._action = cabinet.surroundings.ids.new()
        self.first = "area" if len(self._mine) == 1 else "department"

    def title(self) -> str:
        return _("Assign an area or a patient")

    def heading(self, width: int) -> list[Line]:
        told = _("The department opens their cards without a reason")
        return [((told, "dim"),)]

    def model(self) -> type[BaseModel]:
        from medcab_tui.ui.settings.department_models import AssignForm

        return AssignForm

    def start(self) -> Mapping[str, Start]:
        around = self._cabinet.surroundings
        begins = {"since": Start(day_in(around.clock.now(), around.zone).isoformat())}
        if len(self._mine) == 1:
            choice = Choice(self._mine[0].id, one_line(self._mine[0].name))
            begins["department"] = Start(choice.shown, choice)
        return begins

    async def picks(self, field: str, text: str) -> tuple[Choice, ...]:
        if field == "patient":
            return tuple(
                Choice(one.id, f"{one.name} · {one.birth.isoformat()}", safe=not one.alike)
                for one in await self._cabinet.schedule.whom(text)
            )
        typed = text.casefold()
        return tuple(Choice(one.id, one_line(one.name)) for one in self._mine if typed in one.name.casefold())

    async def save(self, values: BaseModel, form: FormScreen) -> Any | None:
        from medcab_tui.cabinet.access_actions import Assign

        said = cast("AssignForm", values)
        patient = Id(said.patient) if said.patient is not None else None
        action = Assign(self._action, Id(said.department), said.area, patient, said.since, said.until)
        return (await self._cabinet.do(action)).result

    def duplicate_of(self, first: Id) -> Any | None:
        return first

    def saved(self, result: Any) -> str:
        return _("It is kept whom the department treats.")
