"""The page of templates: one's own, the shared, those that came with the program; adding and changing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, cast

from medcab_tui.domain.ids import Id
from medcab_tui.domain.templates import Share, Template, Wording
from medcab_tui.locale import N_, _
from medcab_tui.ui.forms.fields import Choice
from medcab_tui.ui.forms.sheet import AmendingSheet, Start
from medcab_tui.ui.settings.rows import Row
from medcab_tui.ui.widgets.lines import Line
from medcab_tui.ui.words import words_of

if TYPE_CHECKING:
    from pydantic import BaseModel

    from medcab_tui.cabinet.cabinet import Cabinet
    from medcab_tui.papers.folders import Templates
    from medcab_tui.ui.forms.screen import FormScreen
    from medcab_tui.ui.settings.screen import SettingsScreen
    from medcab_tui.ui.settings.template_models import TemplateForm

PAGE: Final = "templates"
NEW: Final = "template.new"
ONE: Final = "template:"
"""Before the id of a template, in the id of its row."""

SHARES: Final[Mapping[Share, str]] = {
    Share.OWN: N_("I alone"),
    Share.DEPARTMENT: N_("my department"),
    Share.ORGANISATION: N_("the organisation"),
    Share.SHIPPED: N_("came with the program"),
}
FIELDS: Final[Mapping[str, str]] = {
    "": N_("any field"),
    "complaints": N_("Complaints"),
    "anamnesis": N_("History of illness"),
    "objective": N_("Objective"),
    "conclusion": N_("Conclusion"),
    "plan": N_("Plan"),
    "record": N_("the whole record"),
}
OF = "templates.edit"


def paper_rows(found: Templates | None) -> list[Row]:
    """Templates of documents: each with where it is from; a folder that is none, with what is wrong."""
    if found is None:
        return []
    bad = [
        Row(
            f"paper.bad.{one.name}", PAGE, _("⚠ Folder {name}").format(name=one.name),
            (_("cannot be used"), "warning"), words_of(one.fault).whole,
        )
        for one in found.bad
    ]  # fmt: skip
    good = [
        Row(
            f"paper.{one.name}", PAGE, one.title,
            " · ".join((_("document"), one.kind, _("your own") if one.own else _("came with the program"))),
            _("folder {name}, version {version}").format(name=one.name, version=one.version),
        )
        for one in found.good
    ]  # fmt: skip
    return [*bad, *good]


def rows(cabinet: Cabinet, templates: Sequence[Template] | None) -> list[Row]:
    """A row for each template, the nearest first, after the row that adds one."""
    made = [Row(NEW, PAGE, _("New template"), ("…" if templates is None else "", "dim"), does=_("add"))]
    for one in templates or ():
        said = one.wording
        parts = (said.abbreviation, _(FIELDS[said.field]).lower(), _(SHARES[said.share]))
        does = _("change") if cabinet.templates.may_change(one) else _("copy")
        value = " · ".join(part for part in parts if part)
        made.append(Row(f"{ONE}{one.id.hex()}", PAGE, said.title, value, " ".join(said.body.split()), does))
    return made


def template_of(row: Row | None, templates: Sequence[Template] | None) -> Template | None:
    """The template that a row stands for."""
    if row is None or not row.id.startswith(ONE):
        return None
    return next((one for one in templates or () if one.id.hex() == row.id.removeprefix(ONE)), None)


async def open_sheet(screen: SettingsScreen, template: Template | None) -> None:
    """The form of a template: a new one, one to change, or a copy of one that is not one's own."""
    from medcab_tui.ui.forms.screen import open_form

    sheet = TemplateSheet(screen.cabinet, template)

    def done(result: Id | None) -> None:
        if result is not None:
            screen.read_again()

    await screen.app.push_screen(await open_form(screen.medcab, sheet), done)


async def withdraw(screen: SettingsScreen, template: Template) -> None:
    """Take a template away; Ctrl+Z brings it back."""
    from medcab_tui.cabinet.templates_actions import RestoreTemplate, WithdrawTemplate

    ids = screen.cabinet.surroundings.ids
    action = WithdrawTemplate(ids.new(), template.id, template.version)
    told = _("Withdrawn: {title}").format(title=template.wording.title)
    if await screen.medcab.act(
        action, told=told, undo=lambda done: RestoreTemplate(ids.new(), template.id, done.version or 0)
    ):
        screen.read_again()


class TemplateSheet(AmendingSheet):
    """A template. One that may not be changed is copied into one of one's own."""

    place = OF
    first = "title"

    def __init__(self, cabinet: Cabinet, template: Template | None) -> None:
        self._cabinet = cabinet
        self._from = template
        self._changes = template is not None and cabinet.templates.may_change(template)
        self._seen = template.version if template is not None else 0
        self._action = cabinet.surroundings.ids.new()
        self.object = template.id.hex() if template is not None else "new"

    def title(self) -> str:
        if self._changes:
            return _("Template")
        return _("New template") if self._from is None else _("Copy of a template")

    def heading(self, width: int) -> list[Line]:
        told = _("Ctrl+T puts it into a text; its abbreviation becomes the text at a space or Tab")
        return [((told, "dim"),)]

    def model(self) -> type[BaseModel]:
        from medcab_tui.ui.settings.template_models import TemplateForm

        return TemplateForm

    def start(self) -> Mapping[str, Start]:
        said = self._from.wording if self._from is not None else Wording("", "")
        share = said.share if self._changes else Share.OWN
        shared, field = _(SHARES[share]), _(FIELDS[said.field])
        return {
            "title": Start(said.title),
            "abbreviation": Start(said.abbreviation),
            "field": Start(field, Choice(said.field, field)),
            "share": Start(shared, Choice(share, shared)),
            "body": Start(said.body),
        }

    async def save(self, values: BaseModel, form: FormScreen) -> Any | None:
        from medcab_tui.cabinet.templates_actions import AmendTemplate, KeepTemplate

        typed = cast("TemplateForm", values)
        said = Wording(typed.title, typed.body, typed.abbreviation, typed.field, typed.share)
        if self._changes and self._from is not None:
            done = await self._cabinet.do(AmendTemplate(self._action, self._from.id, self._seen, said))
        else:
            done = await self._cabinet.do(KeepTemplate(self._action, said))
        return done.result

    def duplicate_of(self, first: Id) -> Any | None:
        return first

    def saved(self, result: Any) -> str:
        return _("The template is kept.")
