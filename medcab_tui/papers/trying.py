"""Whether a template's page works: it is set once with its fields empty and once with all of them filled."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Final

from medcab_tui.domain.errors import Invalid
from medcab_tui.domain.papers import Answer, FieldKind, Paper, PaperTemplate, Person
from medcab_tui.domain.patients import Coded, Sex
from medcab_tui.papers.folders import BadTemplate, Templates
from medcab_tui.papers.wording import values_of

if TYPE_CHECKING:
    from medcab_tui.papers.typesetting import Typesetter

_AT: Final = datetime(2026, 1, 1, tzinfo=UTC)
_PERSON: Final = Person("Иванова", "Анна", "Петровна", Sex.FEMALE, date(1980, 1, 1))


async def tried(templates: Templates, typesetter: Typesetter) -> Templates:
    """The same templates, those of the user whose page does not work among the bad ones."""
    good: list[PaperTemplate] = []
    bad = list(templates.bad)
    for template in templates.good:
        fault = await _fault(template, typesetter) if template.own else None
        if fault is None:
            good.append(template)
        else:
            bad.append(BadTemplate(template.name, fault))
    return Templates(tuple(good), tuple(bad))


async def _fault(template: PaperTemplate, typesetter: Typesetter) -> Invalid | None:
    for filled in (False, True):
        try:
            await typesetter.pdf(template.page, values_of(_sample(template, filled=filled), template), _AT)
        except Invalid as fault:
            return fault
    return None


def _sample(template: PaperTemplate, *, filled: bool) -> Paper:
    answers = tuple(
        Answer(one.name, one.title, _text(one.kind, one.picks), one.kind, _CODED.get(one.kind))
        for one in template.fields
        if filled
    )
    number = template.series.number(1, _AT.year) if filled else ""
    person = _PERSON if template.about_patient else None
    return Paper(
        template.name, template.version, template.kind, template.title, number, _AT.date(), "Поликлиника",
        "Иванова Анна Петровна", "врач", "Отделение", person, answers,
    )  # fmt: skip


_CODED: Final = {
    FieldKind.DIAGNOSIS: Coded("I10", "Эссенциальная гипертензия", "1"),
    FieldKind.SPECIALTY: Coded("25", "Кардиология", "1"),
}


def _text(kind: FieldKind, picks: tuple[str, ...]) -> str:
    if picks:
        return picks[0]
    return "2026-01-01" if kind is FieldKind.DATE else "Образец"
