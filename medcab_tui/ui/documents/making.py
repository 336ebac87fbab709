"""From «new document» to its form: which template, about whom, what stands in the fields at first."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from medcab_tui.domain.errors import Refused
from medcab_tui.domain.folding import fold
from medcab_tui.domain.ids import Id
from medcab_tui.locale import _
from medcab_tui.ui.documents.paper_sheet import PaperSheet
from medcab_tui.ui.forms.fields import Choice
from medcab_tui.ui.forms.people import patient_choice, patients
from medcab_tui.ui.patients.lines import Present

if TYPE_CHECKING:
    from medcab_tui.cabinet.cabinet import Cabinet
    from medcab_tui.domain.papers import PaperTemplate
    from medcab_tui.domain.patients import PatientRow
    from medcab_tui.domain.rooms import DocumentRow
    from medcab_tui.ui.shell.section import SectionScreen

Opened = Callable[[PaperSheet], Awaitable[None]]
"""Opens a sheet as its section does."""


async def new_document(
    screen: SectionScreen, pinned: PatientRow | None, opened: Opened, patient: Id | None = None
) -> None:
    """Ask which template, then about whom if nobody is given; pinned: who is offered first."""
    from medcab_tui.ui.shell.pick import Pick

    cabinet = screen.cabinet
    try:
        templates = await cabinet.papers.usable(patient=True)
    except Refused as refused:
        screen.medcab.report(refused)
        return
    choices = tuple(Choice(one, one.title, note=one.kind) for one in templates)

    async def ask(text: str) -> tuple[Choice, ...]:
        words = fold(text).split()
        return tuple(one for one in choices if all(word in fold(f"{one.title} {one.note}") for word in words))

    async def chosen(choice: Choice | None) -> None:
        if choice is None:
            return
        template: PaperTemplate = choice.value
        if patient is not None or not template.about_patient:
            about = patient if template.about_patient else None
            await open_new(screen, template.name, about, opened)
        else:
            await _about_whom(screen, template, pinned, opened)

    about = _("It opens as a form; the page is shown before anything is kept.")
    await screen.app.push_screen(Pick(_("New document"), about, ask), chosen)


async def open_new(screen: SectionScreen, name: str, patient: Id | None, opened: Opened) -> None:
    """The form of a new document from the template of this name."""
    try:
        await opened(await sheet_of(screen.cabinet, name, patient))
    except Refused as refused:
        screen.medcab.report(refused)


async def sheet_of(cabinet: Cabinet, name: str, patient: Id | None) -> PaperSheet:
    """The sheet of a new document, its fields filled in from what is known. Refused if there is none."""
    template = await cabinet.papers.template(name)
    first = await cabinet.papers.first(template, patient)
    card = await cabinet.patients.card(patient, opened=False) if patient is not None else None
    return PaperSheet(cabinet, template, first, card, present_of(cabinet))


async def amending(cabinet: Cabinet, row: DocumentRow) -> PaperSheet:
    """The sheet of another edition. Refused if the document was not made here, or its template is gone."""
    editions = await cabinet.papers.editions(row.id)
    if not editions:
        raise Refused("paper.not_made_here")
    template = await cabinet.papers.template(editions[0].template)
    first = {one.name: one for one in editions[0].answers}
    card = await cabinet.patients.card(row.patient, opened=False) if row.patient is not None else None
    return PaperSheet(cabinet, template, first, card, present_of(cabinet), row)


def present_of(cabinet: Cabinet) -> Present:
    """Now and here, by the cabinet's clock."""
    return Present(cabinet.surroundings.clock.now(), cabinet.surroundings.zone)


async def _about_whom(
    screen: SectionScreen, template: PaperTemplate, pinned: PatientRow | None, opened: Opened
) -> None:
    from medcab_tui.ui.shell.pick import Pick

    async def ask(text: str) -> tuple[Choice, ...]:
        if text.strip():
            return await patients(screen.cabinet, text)
        return (patient_choice(pinned),) if pinned is not None else ()

    async def chosen(choice: Choice | None) -> None:
        if choice is not None:
            await open_new(screen, template.name, Id(choice.value), opened)

    pick = Pick(_("About whom"), template.title, ask, current=pinned.id if pinned is not None else None)
    await screen.app.push_screen(pick, chosen)
