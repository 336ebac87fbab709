"""What a patient can be referred to, as one types: the paper, sets of tests, tests, several with commas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from medcab_tui.domain.folding import fold
from medcab_tui.domain.orders import OrderedTest
from medcab_tui.domain.panels import PANELS
from medcab_tui.locale import _, ngettext
from medcab_tui.ui.forms.dictionaries import entries
from medcab_tui.ui.forms.fields import Choice
from medcab_tui.ui.forms.matching import best, matching

if TYPE_CHECKING:
    from medcab_tui.cabinet.cabinet import Cabinet
    from medcab_tui.domain.reference import Entry

PAPER: Final = "057"
"""The value of the choice that is no test: the referral on form 057/у-04."""

BETWEEN: Final = ", "


async def referrals(cabinet: Cabinet, text: str) -> tuple[Choice, ...]:
    """Everything a patient can be referred to: the paper first, while nothing else is asked for."""
    title = _("Form 057/u-04: consultation, hospital, examination")
    paper = Choice(PAPER, title, synonyms=_("referral doctor ward consultation"))
    found = await tests(cabinet, text)
    return (*matching((paper,), text), *found) if "," not in text else found


async def laboratories(cabinet: Cabinet) -> tuple[Choice, ...]:
    """Those that take orders, by their titles, the one used last first."""
    names = await cabinet.orders.laboratories()
    if not names:
        return ()
    from medcab_tui.ui.links.words import service_words

    links = await cabinet.links.all()
    return tuple(Choice(name, service_words(name, links), note=name) for name in names)


async def tests(cabinet: Cabinet, text: str) -> tuple[Choice, ...]:
    """Tests that go with the last of the words between commas; each value is all tests of the line.

    What stands before the last comma is what was chosen, or what its beginning fits first.
    """
    *before, last = (part.strip() for part in text.split(","))
    names: list[str] = []
    chosen: list[OrderedTest] = []
    for part in filter(None, before):
        found = await _fitting(cabinet, part)
        one = best(found, part) or next((choice for choice in found if choice.safe), None)
        if one is None:
            return ()
        names.append(one.title)
        chosen += one.value
    if not names:
        return await _fitting(cabinet, last)
    more = [choice for choice in await _fitting(cabinet, last) if set(choice.value) - set(chosen)]
    joined = tuple(_joined(names, chosen, choice) for choice in more)
    return joined if last else (Choice(_once(chosen), BETWEEN.join(names)), *joined)


def _joined(names: list[str], chosen: list[OrderedTest], choice: Choice) -> Choice:
    title = BETWEEN.join((*names, choice.title))
    return Choice(_once((*chosen, *choice.value)), title, safe=choice.safe, note=choice.note)


def _once(found: list[OrderedTest] | tuple[OrderedTest, ...]) -> tuple[OrderedTest, ...]:
    return tuple({test.code: test for test in found}.values())


async def _fitting(cabinet: Cabinet, text: str) -> tuple[Choice, ...]:
    """Sets and single tests for one word of the line: what is called just that, then sets."""
    panels = matching([_panel(place) for place in range(len(PANELS))], text)
    if not text:
        return panels
    from medcab_tui.domain.reference import Book

    found = await entries(cabinet, Book.ANALYTES, text, keyed=False)
    single = [await _single(cabinet, choice) for choice in found]
    sure = [choice for choice in (*panels, *single) if choice.safe]
    typed = fold(text)
    meant = [choice for choice in sure if typed in (fold(choice.title), *fold(choice.note).split())]
    named = [choice for choice in sure if choice not in meant and fold(choice.title).startswith(typed)]
    rest = [choice for choice in sure if choice not in meant and choice not in named]
    return (*meant, *named, *rest, *(choice for choice in (*panels, *single) if not choice.safe))


def _panel(place: int) -> Choice:
    panel = PANELS[place]
    count = ngettext("{n} test", "{n} tests", len(panel.tests)).format(n=len(panel.tests))
    return Choice(panel.tests, panel.name, note=count, synonyms=panel.also)


async def _single(cabinet: Cabinet, choice: Choice) -> Choice:
    """One entry of the book of tests: its results come under the code of LOINC, where it has one."""
    from medcab_tui.domain.reference import Book

    entry: Entry | None = await cabinet.reference.entry(Book.ANALYTES, choice.value.code)
    code = (entry.extra.get("loinc") if entry is not None else "") or choice.value.code
    return Choice((OrderedTest(code, choice.title),), choice.title, safe=choice.safe, note=choice.note)
