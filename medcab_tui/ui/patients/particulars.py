"""The tab «Сведения»: what a patient can't bear, suffers from, and who this is, line by line."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct
from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll

from medcab_tui.domain.chart import Problem
from medcab_tui.domain.cleaning import one_line
from medcab_tui.domain.identifiers import print_passport, print_phone, print_policy, print_snils
from medcab_tui.domain.patients import Allergy, AllergyGrade, Card, Certainty
from medcab_tui.domain.region import ORIGIN
from medcab_tui.locale import N_, _
from medcab_tui.ui.patients.card_pane import CardPane, Here
from medcab_tui.ui.patients.insurance_words import chart_asked_words, chart_words, check_words, policy_note
from medcab_tui.ui.patients.lines import Present
from medcab_tui.ui.patients.matters import founded
from medcab_tui.ui.patients.printing import SEXES, aged, heading_name, moment, padded
from medcab_tui.ui.patients.warning_lines import allergy_words
from medcab_tui.ui.widgets.columns import Column
from medcab_tui.ui.widgets.glyphs import NO
from medcab_tui.ui.widgets.lines import Line, Run, wrap
from medcab_tui.ui.widgets.panel import Panel
from medcab_tui.ui.widgets.row_list import RowList

if TYPE_CHECKING:
    from medcab_tui.domain.insurance import PolicyCheck
    from medcab_tui.domain.region import ChartAsked

GRADES: dict[AllergyGrade, str] = {
    AllergyGrade.ANAPHYLAXIS: N_("anaphylaxis"),
    AllergyGrade.SEVERE: N_("severe"),
    AllergyGrade.MODERATE: N_("moderate"),
    AllergyGrade.MILD: N_("mild"),
    AllergyGrade.REACTION: N_("not known"),
}
CERTAINTIES: dict[Certainty, str] = {
    Certainty.CONFIRMED: N_("confirmed"),
    Certainty.REPORTED: N_("the patient says so"),
    Certainty.SUSPECTED: N_("to be confirmed"),
}
LABEL = 16


class Part(StrEnum):
    """Which part of a card a line belongs to."""

    ALLERGY = "allergy"
    PROBLEM = "problem"
    PERSON = "person"
    REGION = "region"


class Particular(Struct, frozen=True):
    """A line: of an allergy or a problem, of the person, or that a part is empty."""

    id: object
    part: Part
    label: str
    text: Run
    note: Run = ("", "dim")
    of: Allergy | Problem | None = None
    withdrawn: bool = False


def particulars(card: Card, present: Present) -> list[Particular]:
    """Everything, the gravest first."""
    return [*_allergies(card), *_problems(card), *_person(card, present), *_withdrawn(card)]


def _allergies(card: Card) -> list[Particular]:
    label = _("Allergy")
    if not card.allergies:
        return [Particular("no-allergy", Part.ALLERGY, label, (_("none recorded"), "dim"))]
    return [
        Particular(
            one.id, Part.ALLERGY, label, (allergy_words(one), allergy_role(one)),
            (_from(one.origin, _(CERTAINTIES[one.certainty])), "dim"), one,
        )
        for one in card.allergies
    ]  # fmt: skip


def _withdrawn(card: Card) -> list[Particular]:
    return [
        Particular(
            one.id,
            Part.ALLERGY if isinstance(one, Allergy) else Part.PROBLEM,
            _("Allergy") if isinstance(one, Allergy) else _("Problem"),
            (allergy_words(one) if isinstance(one, Allergy) else problem_words(one), "dim"),
            (f"{NO} {_('entered in error')}", "dim"),
            one,
            withdrawn=True,
        )
        for one in card.withdrawn
    ]


def allergy_role(allergy: Allergy) -> str:
    """The look of an allergy: what may kill stands out among warnings."""
    return "danger" if allergy.grade in (AllergyGrade.ANAPHYLAXIS, AllergyGrade.SEVERE) else "warning"


def _problems(card: Card) -> list[Particular]:
    label = _("Problem")
    if not card.problems:
        return [Particular("no-problem", Part.PROBLEM, label, (_("none on the list"), "dim"))]
    return [
        Particular(
            one.id, Part.PROBLEM, label, (problem_words(one), "text" if one.active else "dim"),
            (" · ".join(filter(None, (one_line(one.origin), _lasting(one), founded(one)))), "dim"), one,
        )
        for one in card.problems
    ]  # fmt: skip


def _from(origin: str, words: str) -> str:
    """With where it came from before it: «РМИС · со слов»."""
    return " · ".join(filter(None, (one_line(origin), words)))


def problem_words(problem: Problem) -> str:
    """«I10 Эссенциальная гипертензия»."""
    return f"{one_line(problem.code.code)} {one_line(problem.code.display)}"


def _lasting(problem: Problem) -> str:
    since = one_line(problem.since)
    if problem.closed:
        return _("closed {day}").format(day=one_line(problem.closed))
    return _("since {when}").format(when=since) if since else _("active")


def _person(card: Card, present: Present) -> list[Particular]:
    patient = card.patient
    kind = one_line(patient.policy_kind.display) if patient.policy_kind is not None else ""
    kind = " · ".join(filter(None, (policy_note(card.policy_state, present.zone), kind)))
    born = f"{patient.birth.isoformat()}, {aged(patient.birth, present.today)}"
    facts = (
        ("name", _("Full name"), heading_name(patient), _(SEXES[patient.sex])),
        ("birth", _("Birth date"), born, ""),
        ("snils", _("SNILS"), print_snils(patient.snils), ""),
        ("policy", _("OMS policy"), print_policy(patient.policy), kind),
        ("passport", _("Passport"), print_passport(patient.passport), ""),
        ("phone", _("Phone"), print_phone(patient.phone), print_phone(patient.phone2)),
        ("email", _("E-mail address"), one_line(patient.email), ""),
        ("address", _("Address"), one_line(patient.address), ""),
        ("area", _("Area"), one_line(patient.area), ""),
        ("contact", _("Whom to call"), one_line(patient.contact), ""),
    )
    led = [
        Particular(
            one.id.hex(),
            Part.PERSON,
            _("Merged card"),
            (one_line(f"{one.surname} {one.given} {one.patronymic} · {one.birth.isoformat()}"), "text"),
            (f"{moment(one.at, present.zone)} · {one_line(one.by)}", "dim"),
        )
        for one in card.merged
    ]
    rows = [
        Particular(name, Part.PERSON, label, (text or "—", "text" if text else "dim"), (note, "dim"))
        for name, label, text, note in facts
    ]
    return [*rows, *led]


def told_whole(row: Particular | None) -> list[tuple[str, str]]:
    """Everything that is known of the allergy or the problem under the cursor, by label."""
    one = row.of if row is not None else None
    if isinstance(one, Allergy):
        facts = [
            (_("Substance"), one.substance),
            (_("Reaction"), one.reaction),
            (_("Severity"), _(GRADES[one.grade])),
            (_("Certainty"), _(CERTAINTIES[one.certainty])),
            (_("Since"), one.since),
            (_("Source"), one.origin),
        ]
    elif isinstance(one, Problem):
        facts = [
            (_("Diagnosis ICD-10"), problem_words(one)),
            (_("Kind of diagnosis"), one.kind.display if one.kind else ""),
            (_("How founded"), one.stage.display if one.stage else ""),
            (_("Nature"), one.nature.display if one.nature else ""),
            (_("Since"), one.since),
            (_("Closed"), one.closed),
            (_("Source"), one.origin),
        ]
    elif row is not None and row.part is Part.PERSON:
        facts = [(row.label, row.text[0]), ("", row.note[0])]
    else:
        facts = []
    return [(label, one_line(text)) for label, text in facts if text]


class ParticularsPane(CardPane):
    """One list; the line under the cursor is told whole beneath."""

    DEFAULT_CSS = """
    ParticularsPane { layout: vertical; }
    ParticularsPane > RowList { height: auto; max-height: 75%; }
    ParticularsPane > VerticalScroll { height: 1fr; margin-top: 1; scrollbar-size-vertical: 1; }
    ParticularsPane.-low > VerticalScroll { margin-top: 0; }
    """

    def __init__(self, here: Here) -> None:
        super().__init__(id="pane-particulars")
        self.here = here
        self.rows = RowList(
            (
                Column(lambda row: (row.label, "dim"), width=15),
                Column(lambda row: row.text, flex=3, least=20),
                Column(lambda row: row.note, flex=2, least=18),
            ),
            title=_("Particulars"),
            id="particulars-rows",
        )
        self._whole = Panel(id="particular", indent=0)
        self._checks: tuple[PolicyCheck, ...] = ()
        self._asked: tuple[ChartAsked, ...] = ()

    def compose(self) -> ComposeResult:
        yield self.rows
        yield VerticalScroll(self._whole, can_focus=False)

    @property
    def particular(self) -> Particular | None:
        """What a verb acts on."""
        row = self.rows.painted_row
        return row if isinstance(row, Particular) else None

    async def show(self, card: Card, *, keep: bool) -> None:
        """This card's; `keep` leaves the cursor on its line."""
        self.wanted = card.patient.id
        self.rows.set_rows(particulars(card, self.here.present()), keep=keep, arrived=False)
        self._checks, self._asked = (), ()
        self._tell()
        room = self.here.cabinet().insurance
        asked = await room.charts_asked(card.patient.id)
        if asked and self.refers_to(card.patient.id):
            self._asked = asked
            rows = [*particulars(card, self.here.present()), self._region(asked[0])]
            self.rows.set_rows(rows, keep=True, arrived=False)
        checks = await self.here.cabinet().insurance.checks(card.patient.id) if card.patient.policy else ()
        if self.refers_to(card.patient.id) and checks:
            self._checks = checks
            self._tell()

    def on_resize(self) -> None:
        self.set_class(self.size.height < 22, "-low")
        self._tell()

    @on(RowList.Moved)
    def _moved(self) -> None:
        self._tell()

    def _tell(self) -> None:
        row = self.rows.cursor_row
        lines: list[Line] = []
        told = told_whole(row if isinstance(row, Particular) else None)
        if isinstance(row, Particular) and row.id == "policy":
            told += [("" if place else _("Checked"), one) for place, one in enumerate(self._told_checks())]
        if isinstance(row, Particular) and row.id == "region":
            zone = self.here.cabinet().surroundings.zone
            told = [
                ("" if place else _("Asked"), chart_words(one, zone)) for place, one in enumerate(self._asked)
            ]
        for label, text in told:
            for number, piece in enumerate(wrap(text, max(20, self.size.width - LABEL - 4))):
                lines.append((("  " + padded(label if number == 0 else "", LABEL), "dim"), (piece, "text")))
        self._whole.show(lines, title=_("Whole") if lines else "")

    def _region(self, last: ChartAsked) -> Particular:
        """When the regional system was asked last, and what it said."""
        zone = self.here.cabinet().surroundings.zone
        asked, said = chart_asked_words(last, zone)
        return Particular("region", Part.REGION, ORIGIN, (asked, "text"), (said, "dim"))

    def _told_checks(self) -> list[str]:
        """What insurers said of the policy, the latest first."""
        zone = self.here.cabinet().surroundings.zone
        return [check_words(one, zone) for one in self._checks]
