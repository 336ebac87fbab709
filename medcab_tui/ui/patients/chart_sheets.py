"""Sheets about a person, an allergy and a problem: what they hold at first and what saving does."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from medcab_tui.domain.chart import Problem, details_of
from medcab_tui.domain.ids import Id
from medcab_tui.domain.patients import Allergy, Card, Certainty, NewPatient
from medcab_tui.locale import N_, _
from medcab_tui.ui.forms.dictionaries import diagnoses, entries
from medcab_tui.ui.forms.fields import Choice
from medcab_tui.ui.forms.files import saved_with
from medcab_tui.ui.forms.sheet import AmendingSheet, Start
from medcab_tui.ui.patients.chart_bodies import (
    allergy_said,
    allergy_starts,
    chosen,
    details_said,
    identity_starts,
    problem_said,
    problem_starts,
)
from medcab_tui.ui.patients.heading import sheet_heading
from medcab_tui.ui.patients.lines import Present
from medcab_tui.ui.patients.particulars import CERTAINTIES
from medcab_tui.ui.patients.printing import moment
from medcab_tui.ui.widgets.lines import Line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pydantic import BaseModel

    from medcab_tui.cabinet.actions import Action
    from medcab_tui.cabinet.cabinet import Cabinet
    from medcab_tui.domain.chart import Edition
    from medcab_tui.ui.forms.screen import FormScreen
    from medcab_tui.ui.patients.chart_models import AllergyForm, IdentityForm, ProblemForm

IDENTITY, ALLERGY, PROBLEM = "patients.identity", "patients.allergy", "patients.problem"
"""Where the drafts lie; objects are the patient's id for what is new, else that of what is amended."""

REACTIONS = (
    N_("anaphylactic shock"), N_("Quincke's oedema"), N_("bronchospasm"), N_("hives"), N_("rash"),
    N_("itching"), N_("rhinitis, watery eyes"), N_("nausea, vomiting"), N_("fall of blood pressure"),
)  # fmt: skip
"""Offered as one types; any other text is as good."""


class ChartSheet(AmendingSheet):
    """What the three share: whose card it is, the version seen, what somebody else saved meanwhile."""

    def __init__(self, cabinet: Cabinet, card: Card, present: Present, seen: int) -> None:
        self._cabinet, self._card, self._present = cabinet, card, present
        self._action = cabinet.surroundings.ids.new()
        self._seen = self._met = seen
        self.versioned = seen > 0
        self.object = card.patient.id.hex()
        self.restored: tuple[Any, str] | None = None
        """An older edition that is to become the new one, and why."""

    def proposed(self) -> Mapping[str, Start]:
        if self.restored is None:
            return {}
        body, reason = self.restored
        told = {"reason": Start(reason)} if self.place == IDENTITY else {}
        return {**self.starts(body), **told}

    def heading(self, width: int) -> list[Line]:
        return sheet_heading(self._card, self._present, width)

    @abstractmethod
    def doing(self, values: BaseModel) -> Action[Id]:
        """The action that saving is."""

    @abstractmethod
    async def editions(self) -> Sequence[Edition]:
        """The editions of what is amended, the newest first."""

    @abstractmethod
    def starts(self, body: Any) -> dict[str, Start]:
        """What stands in the fields for such a body."""

    async def save(self, values: BaseModel, form: FormScreen) -> Any | None:
        return await saved_with(self._cabinet, self.doing(values), form.files, self._card.patient.id)

    def duplicate_of(self, first: Id) -> Any | None:
        return first

    async def theirs(self) -> Mapping[str, Start] | None:
        newest = (await self.editions())[0]
        if newest.withdrawn:
            return None
        self._met = newest.version
        self.theirs_by = f"{newest.author.name}, {moment(newest.at, self._present.zone)}"
        return self.starts(newest.body)

    def settled(self) -> None:
        self._seen, self._action = self._met, self._cabinet.surroundings.ids.new()


class IdentitySheet(ChartSheet):
    """Identity and contacts."""

    place = IDENTITY
    first = "surname"

    def __init__(self, cabinet: Cabinet, card: Card, present: Present) -> None:
        super().__init__(cabinet, card, present, card.patient.version)

    def title(self) -> str:
        return _("Identity and contacts")

    def model(self) -> type[BaseModel]:
        from medcab_tui.ui.patients.chart_models import identity_model

        return identity_model(self._present.today)

    def start(self) -> Mapping[str, Start]:
        return self.starts(details_of(self._card.patient))

    def starts(self, body: NewPatient) -> dict[str, Start]:
        return identity_starts(body)

    async def editions(self) -> Sequence[Edition]:
        return await self._cabinet.patients.person_versions(self._card.patient.id)

    def doing(self, values: BaseModel) -> Action[Id]:
        from medcab_tui.cabinet.chart_actions import AmendPatient

        said = cast("IdentityForm", values)
        return AmendPatient(self._action, self._card.patient.id, self._seen, details_said(said), said.reason)

    def saved(self, result: Any) -> str:
        return _("Saved; what stood here before is kept in the versions.")


class AllergySheet(ChartSheet):
    """A new allergy, or what is known of one now."""

    place = ALLERGY
    attaches = about_somebody = True

    def __init__(
        self, cabinet: Cabinet, card: Card, present: Present, amended: Allergy | None = None
    ) -> None:
        super().__init__(cabinet, card, present, amended.version if amended else 0)
        self._amended = amended
        self.first = "substance"
        if amended is not None:
            self.object = amended.id.hex()

    def title(self) -> str:
        return _("Amend an allergy") if self._amended else _("New allergy")

    def model(self) -> type[BaseModel]:
        from medcab_tui.ui.patients.chart_models import allergy_model

        return allergy_model(self._card.patient.birth, self._present.today)

    def start(self) -> Mapping[str, Start]:
        if self._amended is not None:
            return self.starts(self._amended)
        return {"certainty": chosen(Certainty.REPORTED, CERTAINTIES[Certainty.REPORTED])}

    def starts(self, body: Allergy) -> dict[str, Start]:
        return allergy_starts(body)

    async def picks(self, field: str, text: str) -> tuple[Choice, ...]:
        if field == "reaction":
            wanted = text.strip().casefold()
            return tuple(Choice(_(one), _(one)) for one in REACTIONS if _(one).startswith(wanted))
        from medcab_tui.domain.reference import Book

        # What is typed may be no medicine at all: Enter takes an entry only after an arrow chose it.
        return await entries(self._cabinet, Book.INN, text, keyed=False, loose=True)

    async def editions(self) -> Sequence[Edition]:
        edited = self._amended.id if self._amended else self._action
        return await self._cabinet.patients.allergy_versions(self._card.patient.id, edited)

    def doing(self, values: BaseModel) -> Action[Id]:
        from medcab_tui.cabinet.chart_actions import AddAllergy, AmendAllergy

        said, patient = cast("AllergyForm", values), self._card.patient.id
        if self._amended is None:
            return AddAllergy(self._action, patient, allergy_said(self._action, said))
        return AmendAllergy(self._action, patient, self._seen, allergy_said(self._amended.id, said))

    def saved(self, result: Any) -> str:
        return _("The allergy is saved: every list warns of it.")


class ProblemSheet(ChartSheet):
    """A new problem, or what is known of one now."""

    place = PROBLEM
    attaches = about_somebody = True

    def __init__(
        self, cabinet: Cabinet, card: Card, present: Present, amended: Problem | None = None
    ) -> None:
        super().__init__(cabinet, card, present, amended.version if amended else 0)
        self._amended = amended
        self.first = "code"
        if amended is not None:
            self.object = amended.id.hex()

    def title(self) -> str:
        return _("Amend a problem") if self._amended else _("New problem")

    def model(self) -> type[BaseModel]:
        from medcab_tui.ui.patients.chart_models import problem_model

        return problem_model(self._card.patient.birth, self._present.today)

    def start(self) -> Mapping[str, Start]:
        return self.starts(self._amended) if self._amended is not None else {}

    def starts(self, body: Problem) -> dict[str, Start]:
        return problem_starts(body)

    async def picks(self, field: str, text: str) -> tuple[Choice, ...]:
        return await diagnoses(self._cabinet, text)

    async def editions(self) -> Sequence[Edition]:
        edited = self._amended.id if self._amended else self._action
        return await self._cabinet.patients.problem_versions(self._card.patient.id, edited)

    def doing(self, values: BaseModel) -> Action[Id]:
        from medcab_tui.cabinet.chart_actions import AddProblem, AmendProblem

        said, patient = cast("ProblemForm", values), self._card.patient.id
        if self._amended is None:
            return AddProblem(self._action, patient, problem_said(self._action, said))
        return AmendProblem(self._action, patient, self._seen, problem_said(self._amended.id, said))

    def saved(self, result: Any) -> str:
        return _("The problem is saved.")
