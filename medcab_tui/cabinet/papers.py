"""Documents made from templates: what they are filled in from, how they will look, their editions."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct
from msgspec.structs import replace

from medcab_tui.cabinet.actions import Action, Outcome
from medcab_tui.cabinet.desk import Desk
from medcab_tui.domain.accounts import Permission
from medcab_tui.domain.documents import Attachment, Format, Picture
from medcab_tui.domain.errors import Forbidden, Refused
from medcab_tui.domain.folding import fold
from medcab_tui.domain.ids import Id
from medcab_tui.domain.names import full_name
from medcab_tui.domain.paper_filling import Known, filled
from medcab_tui.domain.papers import (
    Answer,
    Paper,
    PaperEdition,
    PaperTemplate,
    Person,
    check_answers,
    fingerprint_of,
)
from medcab_tui.domain.times import day_in
from medcab_tui.store import access, cards, document_files, documents, papers, patients

if TYPE_CHECKING:
    from medcab_tui.cabinet.reference import ReferenceRoom
    from medcab_tui.papers.folders import Templates
    from medcab_tui.papers.typesetting import Typesetter

TRIES: Final = 5
"""How often a file is set anew because somebody took its number meanwhile."""


class Filled(Struct, frozen=True):
    """What is to become a document."""

    template: PaperTemplate
    patient: Id | None
    answers: tuple[Answer, ...]


class PapersRoom:
    """What a worker makes out of templates."""

    def __init__(
        self,
        desk: Desk,
        do: Callable[[Action[Id]], Awaitable[Outcome[Id]]],
        reference: ReferenceRoom,
        own: Callable[[], Path | None],
        typesetter: Callable[[], Typesetter],
    ) -> None:
        """own: the folder of the user's templates. typesetter: the process that sets files."""
        self._desk = desk
        self._do = do
        self._reference = reference
        self._own = own
        self._typesetter = typesetter

    async def templates(self) -> Templates:
        """The templates there are, and folders that are none with what is wrong with them."""
        self._desk.require(Permission.READ_DOCUMENTS)
        from medcab_tui.papers.folders import found

        return await asyncio.to_thread(found, self._own())

    async def template(self, name: str) -> PaperTemplate:
        """The template of this name; Refused if there is none any more."""
        found = (await self.templates()).named(name)
        if found is None:
            raise Refused("paper.no_template", None, name=name)
        return found

    async def tried(self) -> Templates:
        """The same after the pages of one's own templates were set once: those that fail are bad."""
        from medcab_tui.papers.trying import tried

        return await tried(await self.templates(), self._typesetter())

    async def usable(self, *, patient: bool) -> tuple[PaperTemplate, ...]:
        """Those this worker may make a document from; `patient`: whether there is one it could be about."""
        found = (await self.templates()).good
        return tuple(one for one in found if self.may_make(one) and (patient or not one.about_patient))

    def may_make(self, template: PaperTemplate) -> bool:
        """Whether this worker may make a document from a template."""
        may = self._desk.worker.may
        of_card = Permission.WRITE_RECORD
        return may(Permission.ISSUE_DOCUMENT) and (not template.about_patient or may(of_card))

    async def first(self, template: PaperTemplate, patient: Id | None) -> dict[str, Answer]:
        """What the fields of a new document hold at first, by name."""
        self._require(template)
        around, worker = self._desk.surroundings, self._desk.worker
        now = around.clock.now()
        card = None
        if patient is not None:
            card = await self._desk.read_card(
                Permission.READ_CARD, patient, lambda c: cards.card(c, patient, now)
            )
        last = await self._desk.read(
            Permission.READ_DOCUMENTS, lambda c: papers.last_answers(c, template.name)
        )
        known = Known(
            self._desk.organisation.name,
            full_name(worker.surname, worker.given, worker.patronymic),
            worker.post,
            day_in(now, around.zone),
            around.zone,
            card,
            last,
        )
        return filled(template, known)

    async def look(self, said: Filled, number: str = "") -> Attachment:
        """The document as it will be: its file, what is in it. Without a number it is a sample."""
        self._require(said.template)
        paper = await self._paper(said, number)
        return await self._set(said.template, paper)

    async def picture(self, looked: Attachment, page: int, width: int, height: int) -> Picture:
        """A page of a document that is not made yet, in at most so many pixels."""
        self._desk.require(Permission.ISSUE_DOCUMENT)
        from medcab_tui.papers import reader

        return await reader.picture(looked.content, page, width, height)

    async def make(self, identity: Id, said: Filled) -> Outcome[Id]:
        """Sets the file with the next number of its series and keeps the document.

        Nothing is kept and no number is taken if setting fails. Done twice with the same identity it is
        there once.
        """
        from medcab_tui.cabinet.papers_actions import MakeDocument

        self._require(said.template)
        if await self._there(identity):
            return Outcome(identity, 1, repeated=True)
        template = said.template
        for left in reversed(range(TRIES)):
            paper = await self._paper(said, "")
            year = paper.issued.year
            place = await self._desk.read(
                Permission.READ_DOCUMENTS,
                partial(papers.next_place, series=template.series.name, year=year),
            )
            paper = replace(paper, number=template.series.number(place, year))
            action = MakeDocument(
                identity, template.kind, template.title, said.patient, template.name, template.version,
                template.series.name, place, paper.number, paper.answers, fingerprint_of(paper),
                await self._set(template, paper),
            )  # fmt: skip
            try:
                return await self._do(action)
            except Refused as refused:
                if refused.code != "paper.number_taken" or not left:
                    raise
        raise AssertionError("the last try either returns or raises")

    async def amend(self, identity: Id, document: Id, seen: int, said: Filled, reason: str) -> Outcome[Id]:
        """Another edition of a document that was made here, under its number and its day."""
        from medcab_tui.cabinet.papers_actions import AmendDocument

        self._require(said.template)
        row = await self._desk.read(Permission.READ_DOCUMENTS, lambda c: documents.one(c, document))
        paper = replace(await self._paper(said, row.number), issued=row.issued)
        return await self._do(
            AmendDocument(
                identity, document, seen, said.patient, said.template.title, said.template.name,
                said.template.version, paper.answers, fingerprint_of(paper),
                await self._set(said.template, paper), reason,
            )
        )  # fmt: skip

    async def editions(self, document: Id) -> tuple[PaperEdition, ...]:
        """Every edition of a document made here, the newest first; nothing for one that came as a file."""
        found = await self._desk.read(Permission.READ_DOCUMENTS, lambda c: papers.editions(c, document))
        if found and found[0].patient is not None:
            self._desk.require(Permission.READ_CARD, "document.of_card")
        return await self._desk.read_card(
            Permission.READ_DOCUMENTS, lambda c: access.of_document(c, document), lambda _: found
        )

    async def file(self, document: Id, edition: int) -> bytes:
        """The file of one edition; Refused if there is none."""
        await self.editions(document)
        return await self._desk.read_card(
            Permission.READ_DOCUMENTS,
            lambda c: access.of_document(c, document),
            lambda c: document_files.of_edition(c, document, edition),
        )

    # The pieces.

    def _require(self, template: PaperTemplate) -> None:
        self._desk.require(Permission.ISSUE_DOCUMENT)
        if template.about_patient and not self._desk.worker.may(Permission.WRITE_RECORD):
            raise Forbidden("paper.of_card", permission=Permission.WRITE_RECORD.value)

    async def _there(self, identity: Id) -> bool:
        try:
            await self._desk.read(Permission.READ_DOCUMENTS, lambda c: documents.one(c, identity))
        except Refused:
            return False
        return True

    async def _paper(self, said: Filled, number: str) -> Paper:
        template, worker, around = said.template, self._desk.worker, self._desk.surroundings
        now = around.clock.now()
        person = None
        if said.patient is not None:
            patient = said.patient
            one = await self._desk.read_card(
                Permission.READ_CARD, patient, lambda c: patients.row(c, patient)
            )
            person = Person(one.surname, one.given, one.patronymic, one.sex, one.birth)
        return Paper(
            template.name,
            template.version,
            template.kind,
            template.title,
            number,
            day_in(now, around.zone),
            self._desk.organisation.name,
            full_name(worker.surname, worker.given, worker.patronymic),
            worker.post,
            worker.department,
            person,
            check_answers(said.answers),
        )

    async def _set(self, template: PaperTemplate, paper: Paper) -> Attachment:
        from medcab_tui.papers import reader
        from medcab_tui.papers.wording import values_of

        values = await asyncio.to_thread(values_of, paper, template, await self._cases(paper.post))
        content = await self._typesetter().pdf(template.page, values, self._desk.surroundings.clock.now())
        stem = f"{template.title} {paper.number}".strip().replace("/", "-")
        return Attachment(f"{stem}.{Format.PDF.value}", content, await reader.examine(content))

    async def _cases(self, post: str) -> dict[str, Any]:
        """The post in its cases, if the book of posts has it."""
        from medcab_tui.domain.reference import Book

        found = await self._reference.search(Book.POSTS, post, limit=8)
        return next((dict(one.extra) for one in found if fold(one.display) == fold(post)), {})
