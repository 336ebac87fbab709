"""Writing and amending a record: what the forms hold at first and what saving does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast
from zoneinfo import ZoneInfo

from medcab_tui.domain.cleaning import one_line
from medcab_tui.domain.ids import Id
from medcab_tui.domain.patients import Card, Encounter, EncounterKind, EncounterRow, RecordBody
from medcab_tui.domain.times import utc_of
from medcab_tui.locale import _
from medcab_tui.ui.forms.dictionaries import diagnoses
from medcab_tui.ui.forms.fields import Choice
from medcab_tui.ui.forms.files import saved_with
from medcab_tui.ui.forms.sheet import ActionSheet, AmendingSheet, Earlier, Start
from medcab_tui.ui.patients.heading import sheet_heading
from medcab_tui.ui.patients.lines import Present
from medcab_tui.ui.patients.printing import KINDS, moment
from medcab_tui.ui.widgets.lines import Line

if TYPE_CHECKING:
    from pydantic import BaseModel

    from medcab_tui.cabinet.cabinet import Cabinet
    from medcab_tui.ui.forms.screen import FormScreen
    from medcab_tui.ui.patients.models import AddendumForm, AmendmentForm, RecordForm

RECORD, AMENDMENT, ADDENDUM = "patients.record", "patients.amend", "patients.addendum"
"""Where the drafts lie; objects are the patient's and the record's ids."""

_REPEATED = 6
"""Records that can be repeated from."""


class _AboutRecord(ActionSheet):
    """What both sheets share: the patient on top, the dictionary of diagnoses, files beside the record."""

    attaches = about_somebody = tells_blanks = True

    def __init__(self, cabinet: Cabinet, card: Card, present: Present) -> None:
        self._cabinet = cabinet
        self._card = card
        self._present = present
        self._action = cabinet.surroundings.ids.new()

    def heading(self, width: int) -> list[Line]:
        return sheet_heading(self._card, self._present, width)

    async def picks(self, field: str, text: str) -> tuple[Choice, ...]:
        return await diagnoses(self._cabinet, text)


class RecordSheet(_AboutRecord):
    """A new record in a card."""

    place = RECORD

    def __init__(self, cabinet: Cabinet, card: Card, present: Present) -> None:
        super().__init__(cabinet, card, present)
        self.object = card.patient.id.hex()

    def title(self) -> str:
        return _("New record")

    def model(self) -> type[BaseModel]:
        from medcab_tui.ui.patients.models import record_model

        wall = self._present.now.astimezone(ZoneInfo(self._present.zone)).replace(tzinfo=None)
        return record_model(wall.replace(second=0, microsecond=0))

    def start(self) -> Mapping[str, Start]:
        wall = self._present.now.astimezone(ZoneInfo(self._present.zone))
        first = EncounterKind.EXAMINATION
        words = _(KINDS[first])
        return {"kind": Start(words, Choice(first, words)), "at": Start(f"{wall:%Y-%m-%d %H:%M}")}

    async def earlier(self) -> Sequence[Earlier]:
        """The latest records of the card, those of the kind that is begun first."""
        rows = await self._cabinet.patients.encounters(self._card.patient.id, limit=_REPEATED)
        bodies = [(row, (await self._cabinet.patients.encounter(row.id)).body) for row in rows]
        bodies.sort(key=lambda one: one[1].kind is not EncounterKind.EXAMINATION)
        zone = ZoneInfo(self._present.zone)
        return tuple(
            Earlier(f"{row.at.astimezone(zone):%Y-%m-%d} {_(KINDS[body.kind])}", starts_of(body), row.summary)
            for row, body in bodies
        )

    async def save(self, values: BaseModel, form: FormScreen) -> Any | None:
        from medcab_tui.cabinet.patients_actions import WriteRecord

        said = cast("RecordForm", values)
        at = utc_of(said.at, self._present.zone)
        action = WriteRecord(self._action, self._card.patient.id, at, body_of(said))
        return await saved_with(self._cabinet, action, form.files, self._card.patient.id)

    def duplicate_of(self, first: Id) -> Any | None:
        return first

    def saved(self, result: Any) -> str:
        return _("The record is saved.")


class AddendumSheet(_AboutRecord):
    """A note added to a record that was signed or came from elsewhere."""

    place = ADDENDUM

    def __init__(self, cabinet: Cabinet, card: Card, present: Present, record: EncounterRow) -> None:
        super().__init__(cabinet, card, present)
        self.object = record.id.hex()
        self._record = record

    def title(self) -> str:
        return _("Note added to a record")

    def heading(self, width: int) -> list[Line]:
        kind = _(KINDS[self._record.kind])
        parts = (f"{kind} {moment(self._record.at, self._present.zone)}", self._record.summary)
        words = " · ".join(part for part in parts if part)
        return [*super().heading(width), ((" " + one_line(words), "dim"),)]

    def model(self) -> type[BaseModel]:
        from medcab_tui.ui.patients.models import AddendumForm

        return AddendumForm

    async def save(self, values: BaseModel, form: FormScreen) -> Any | None:
        from medcab_tui.cabinet.patients_actions import AddToRecord

        said = cast("AddendumForm", values)
        action = AddToRecord(self._action, self._record.id, said.conclusion)
        return await saved_with(self._cabinet, action, form.files, self._card.patient.id)

    def duplicate_of(self, first: Id) -> Any | None:
        return first

    def saved(self, result: Any) -> str:
        return _("The note is added; it stands beneath the record.")


class AmendSheet(_AboutRecord, AmendingSheet):
    """Another edition of a record. The edition before stays in its versions."""

    place = AMENDMENT
    first = "complaints"

    versioned = True

    def __init__(
        self,
        cabinet: Cabinet,
        card: Card,
        present: Present,
        encounter: Encounter,
        restored: tuple[RecordBody, str] | None = None,
    ) -> None:
        """`restored`: the text of an older edition that is to become the new one, and why."""
        super().__init__(cabinet, card, present)
        self.object = encounter.id.hex()
        self._encounter = encounter
        self._restored = restored
        self._seen = self._met = encounter.version

    def title(self) -> str:
        return _("Amend a record")

    def model(self) -> type[BaseModel]:
        from medcab_tui.ui.patients.models import AmendmentForm

        return AmendmentForm

    def start(self) -> Mapping[str, Start]:
        return starts_of(self._encounter.body)

    def proposed(self) -> Mapping[str, Start]:
        if self._restored is None:
            return {}
        body, reason = self._restored
        return {**starts_of(body), "reason": Start(reason)}

    async def theirs(self) -> Mapping[str, Start] | None:
        now = await self._cabinet.patients.encounter(self._encounter.id)
        self._met = now.version
        newest = (await self._cabinet.patients.versions(now.id))[0]
        self.theirs_by = f"{newest.author.name}, {moment(newest.at, self._present.zone)}"
        return starts_of(now.body)

    def settled(self) -> None:
        self._seen, self._action = self._met, self._cabinet.surroundings.ids.new()

    async def save(self, values: BaseModel, form: FormScreen) -> Any | None:
        from medcab_tui.cabinet.patients_actions import AmendRecord

        said = cast("AmendmentForm", values)
        action = AmendRecord(self._action, self._encounter.id, self._seen, body_of(said), said.reason)
        await saved_with(self._cabinet, action, form.files, self._card.patient.id)
        return self._encounter.id

    def saved(self, result: Any) -> str:
        return _("The amendment is saved; the text before it stays in the versions.")


def starts_of(body: RecordBody) -> dict[str, Start]:
    """A record as the fields of its form hold it."""
    kind = _(KINDS[body.kind])
    starts = {
        "kind": Start(kind, Choice(body.kind, kind)),
        "diagnosis": Start(""),
        "complaints": Start(body.complaints),
        "anamnesis": Start(body.anamnesis),
        "objective": Start(body.objective),
        "conclusion": Start(body.conclusion),
        "plan": Start(body.plan),
    }
    if body.diagnosis is not None:
        picked = Choice(body.diagnosis, body.diagnosis.display, body.diagnosis.code)
        starts["diagnosis"] = Start(picked.shown, picked)
    return starts


def body_of(said: RecordForm | AmendmentForm) -> RecordBody:
    """The form's text as the cabinet keeps it: without blank ends."""
    return RecordBody(
        kind=said.kind,
        diagnosis=said.diagnosis,
        complaints=said.complaints.strip(),
        anamnesis=said.anamnesis.strip(),
        objective=said.objective.strip(),
        conclusion=said.conclusion.strip(),
        plan=said.plan.strip(),
    )
