"""What a visit shows: what is missing first, then what belongs to it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from medcab_tui.domain.cleaning import one_line
from medcab_tui.domain.patients import Card, Coded
from medcab_tui.domain.visits import Lack, Missing, Part, PartKind, Visit, VisitService, lacks, total
from medcab_tui.locale import N_, _, ngettext
from medcab_tui.ui.patients.insurance_words import money, price_run, sums_words
from medcab_tui.ui.patients.printing import moment
from medcab_tui.ui.patients.vital_words import sentence
from medcab_tui.ui.widgets.lines import Run

LACKING: Final[dict[Missing, tuple[str, str, str]]] = {
    Missing.RECORD: (N_("Record"), N_("none yet"), N_("write it")),
    Missing.DRAFT: (N_("Draft"), N_("not saved"), N_("go on with it")),
    Missing.DIAGNOSIS: (N_("Diagnosis"), N_("none yet"), N_("put it into the record")),
    Missing.UNSIGNED: (N_("Signature"), N_("not signed"), N_("sign it")),
    Missing.SERVICE: (N_("Medical service"), N_("none yet"), N_("choose it")),
    Missing.UNSENT: (N_("Order"), N_("not sent"), N_("see its way")),
}
"""What is missing, in which way, and what Enter does about it."""

PARTS: Final[dict[PartKind, str]] = {
    PartKind.RECORD: N_("Record"),
    PartKind.DOCUMENT: N_("Document"),
    PartKind.ORDER: N_("Order"),
    PartKind.VITALS: N_("Vital signs"),
}

PLACES: Final[dict[str, str]] = {
    "patients.record": N_("New record"),
    "patients.amend": N_("Amend a record"),
    "patients.addendum": N_("Note added to a record"),
    "patients.problem": N_("New problem"),
    "patients.allergy": N_("New allergy"),
}
"""What a draft is of, by its place."""


class VisitRow(Struct, frozen=True):
    """A line. of: what it stands for, a `Lack`, a `Part`, a `Coded` or a `VisitService`."""

    id: str
    mark: Run
    what: str
    words: str
    state: Run
    of: Lack | Part | Coded | VisitService


def rows_of(visit: Visit, card: Card, zone: str, *, offline: bool = False) -> tuple[VisitRow, ...]:
    """Every line, in the order in which it is worked through. offline: nobody can say what services cost."""
    lines = [_lacking(number, lack) for number, lack in enumerate(lacks(visit))] if visit.open else []
    for part in visit.records:
        signed = _("signed") if part.signed else _("not signed")
        words = f"{moment(part.at, zone)[11:]}  {one_line(part.words)}" if part.at else one_line(part.words)
        lines.append(_row(f"part {part.id.hex()}", PARTS[part.kind], words, (signed, "dim"), part))
    known = {one.code.code for one in card.problems if one.active}
    for coded in diagnoses_of(visit):
        listed = coded.code in known
        state = (_("on the list of problems"), "dim") if listed else (_("Enter: onto the list"), "accent")
        words = f"{one_line(coded.code)} {one_line(coded.display)}"
        lines.append(_row(f"code {coded.code}", N_("Diagnosis"), words, state, coded))
    for service in visit.services:
        lines.append(_service(service, offline=offline))
    for part in visit.parts:
        if part.kind is not PartKind.RECORD:
            sent = "" if part.kind is not PartKind.ORDER else _("sent") if part.sent else _("not sent")
            words = sentence(part.measured) if part.measured is not None else one_line(part.words)
            lines.append(_row(f"part {part.id.hex()}", PARTS[part.kind], words, (sent, "dim"), part))
    return tuple(lines)


def diagnoses_of(visit: Visit) -> tuple[Coded, ...]:
    """What its records name, each once."""
    found = {one.diagnosis.code: one.diagnosis for one in visit.records if one.diagnosis is not None}
    return tuple(found.values())


def state_line(visit: Visit, zone: str) -> tuple[Run, ...]:
    """«начат 2026-11-23 12:15», «Иванова А. П.», «не хватает: 3», or how it ended: to be laid into lines."""
    began: Run = (_("began {when}").format(when=moment(visit.began, zone)), "text")
    head = (began, (one_line(visit.doctor_name), "text"))
    if visit.closed is not None:
        ended = _("closed {when}").format(when=moment(visit.closed, zone))
        why: tuple[Run, ...] = ((one_line(visit.reason), "warning"),) if visit.reason else ()
        return (*head, (f"✓ {ended}", "ok"), *why)
    count = len(lacks(visit))
    if not count:
        return (*head, ("✓ " + _("nothing is missing"), "ok"))
    words = ngettext("{n} thing is missing", "{n} things are missing", count).format(n=count)
    return (*head, (f"✕ {words}", "warning"))


def lacking_words(found: Sequence[Lack]) -> str:
    """«подпись, услуга»: what is missing, each kind once."""
    return ", ".join(dict.fromkeys(_(LACKING[one.missing][0]).lower() for one in found))


def told_whole(row: VisitRow) -> tuple[str, ...]:
    """What a line stands for, uncut: a name of the nomenclature is longer than any column."""
    if isinstance(row.of, Lack):
        return (row.of.words,) if row.of.words and row.of.missing is not Missing.DRAFT else ()
    if not isinstance(row.of, VisitService):
        return (row.words,)
    service, told = row.of, [row.words]
    if service.cost is not None:
        told.append(_("Cost: {sum}").format(sum=money(service.cost * service.count)))
    if service.covered is not None:
        told.append(_("The insurer pays: {sum}").format(sum=money(service.covered * service.count)))
    return tuple(told)


def cost_words(visit: Visit) -> str:
    """What the services cost together and who pays, once that is known of all; empty before."""
    known = total(visit.services) if visit.services else None
    if known is None:
        return ""
    return sums_words(known, sum((one.covered or 0) * one.count for one in visit.services))


def _lacking(number: int, lack: Lack) -> VisitRow:
    what, how, remedy = LACKING[lack.missing]
    words = _(how)
    if lack.missing is Missing.DRAFT:
        title = PLACES.get(lack.words)
        words = f"{words}: {_(title).lower()}" if title else words
    elif lack.words:
        words = f"{words}: {one_line(lack.words)}"
    return VisitRow(
        f"lack {lack.missing.value} {number}",
        ("✕", "danger"),
        _(what),
        words,
        (f"Enter: {_(remedy)}", "accent"),
        lack,
    )


def _service(service: VisitService, *, offline: bool) -> VisitRow:
    words = f"{one_line(service.code)} {one_line(service.name)}"
    if service.count > 1:
        words += f" ×{service.count}"
    cost = price_run(service, offline=offline)
    return _row(f"service {service.id.hex()}", N_("Medical service"), words, cost, service)


def _row(key: str, what: str, words: str, state: Run, of: Part | Coded | VisitService) -> VisitRow:
    return VisitRow(key, ("✓", "ok"), _(what), words, state, of)
