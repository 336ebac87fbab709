"""The form of a document made from a template. Saving shows the page first; it is made from there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from medcab_tui.domain.errors import Refused
from medcab_tui.domain.ids import Id
from medcab_tui.domain.papers import CODED, Answer, FieldKind, PaperTemplate
from medcab_tui.locale import N_, _
from medcab_tui.ui.documents.paper_places import PAPER
from medcab_tui.ui.forms.dictionaries import diagnoses, entries
from medcab_tui.ui.forms.fields import Choice
from medcab_tui.ui.forms.sheet import AmendingSheet, Start
from medcab_tui.ui.patients.heading import sheet_heading
from medcab_tui.ui.patients.insurance_words import policy_run
from medcab_tui.ui.widgets.lines import Line

if TYPE_CHECKING:
    from pydantic import BaseModel

    from medcab_tui.cabinet.cabinet import Cabinet
    from medcab_tui.cabinet.papers import Filled
    from medcab_tui.domain.documents import Attachment
    from medcab_tui.domain.patients import Card
    from medcab_tui.domain.rooms import DocumentRow
    from medcab_tui.ui.forms.screen import FormScreen
    from medcab_tui.ui.patients.lines import Present

PATIENCE: Final = 0.3


class PaperSheet(AmendingSheet):
    """A new document, or another edition of one. Its result is the document's id."""

    saving = N_("look at the page")

    def __init__(
        self,
        cabinet: Cabinet,
        template: PaperTemplate,
        first: Mapping[str, Answer],
        card: Card | None,
        present: Present,
        amended: DocumentRow | None = None,
    ) -> None:
        """first: what stands in the fields. card: of the patient it is about."""
        self._cabinet, self._template, self._first = cabinet, template, first
        self._card, self._present, self._amended = card, present, amended
        self._action = cabinet.surroundings.ids.new()
        self._seen = amended.version if amended is not None else 0
        self.place = f"{PAPER}{template.name}"
        self.about_somebody = card is not None
        self.first = template.fields[0].name
        about = amended.id if amended is not None else card.patient.id if card is not None else None
        self.object = about.hex() if about is not None else "new"

    def title(self) -> str:
        return self._template.title

    def heading(self, width: int) -> list[Line]:
        if self._card is not None:
            return [*sheet_heading(self._card, self._present, width), *self._policy()]
        return [((self._template.kind, "dim"),)]

    def _policy(self) -> list[Line]:
        """How it stands with the policy that will be on the page (C051)."""
        if self._card is None or self._template.field("policy") is None or not self._card.patient.policy:
            return []
        state = policy_run(self._card.policy_state) or (_("⚠ the policy was not checked"), "warning")
        return [((" ", ""), state)]

    def model(self) -> type[BaseModel]:
        from medcab_tui.ui.documents.paper_models import model_of

        return model_of(self._template, amends=self._amended is not None)

    def start(self) -> Mapping[str, Start]:
        return {name: _start(answer) for name, answer in self._first.items()}

    async def picks(self, field: str, text: str) -> tuple[Choice, ...]:
        asked = self._template.field(field)
        if asked is not None and asked.kind is FieldKind.DIAGNOSIS:
            return await diagnoses(self._cabinet, text)
        if asked is not None and asked.kind is FieldKind.SPECIALTY:
            from medcab_tui.domain.reference import Book

            return await entries(self._cabinet, Book.SPECIALTIES, text, keyed=False)
        return ()

    def duplicate_of(self, first: Id) -> Any | None:
        return first

    async def save(self, values: BaseModel, form: FormScreen) -> Any | None:
        """Sets the page without a number and shows it; what is wrong with it is told in the form."""
        from medcab_tui.cabinet.papers import Filled
        from medcab_tui.ui.documents.paper_models import WHY, answers_of

        patient = self._card.patient.id if self._card is not None else None
        said = Filled(self._template, patient, answers_of(self._template, values))
        slow = form.set_timer(PATIENCE, lambda: form.say(_("The page is being made…")))
        try:
            looked = await self._cabinet.papers.look(said)
        finally:
            slow.stop()
        if form.is_attached:
            form.say("")
            await self._show(form, said, looked, str(getattr(values, WHY, "")))
        return None

    async def _show(self, form: FormScreen, said: Filled, looked: Attachment, why: str) -> None:
        from medcab_tui.ui.documents.paper_preview import PaperPreview

        letters = "".join(dict.fromkeys("".join(_strange(one.text) for one in said.answers)))

        async def answered(wanted: bool | None) -> None:
            if wanted:
                # The app's own worker: one of the form would end with the form, before it says what was done.
                form.app.run_worker(self._make(form, said, why), group="paper")

        title, heading = self._template.title, self.heading(form.size.width)
        await form.app.push_screen(
            PaperPreview(title, heading, looked, self._cabinet.papers, letters), answered
        )

    async def _make(self, form: FormScreen, said: Filled, why: str) -> None:
        room, amended = self._cabinet.papers, self._amended
        form.say(_("The document is being made…"))
        try:
            if amended is None:
                done = await room.make(self._action, said)
            else:
                done = await room.amend(self._action, amended.id, self._seen, said, why)
        except Refused as refused:
            form.refuse(refused)
            return
        row = await self._cabinet.documents.row(done.result)
        self._told = f"{row.title} № {row.number}" if row.number else row.title
        await form.finish(done.result)

    _told = ""

    def saved(self, result: Any) -> str:
        if self._amended is not None:
            return _("Amended: {what}").format(what=self._told)
        return _("Issued: {what}").format(what=self._told)


def _start(answer: Answer) -> Start:
    coded = answer.coded
    if coded is None or answer.kind not in CODED:
        return Start(answer.text)
    choice = Choice(coded, coded.display, coded.code if answer.kind is FieldKind.DIAGNOSIS else "")
    return Start(choice.shown, choice)


def _strange(text: str) -> str:
    from medcab_tui.domain.papers import unprinted

    return unprinted(text)
