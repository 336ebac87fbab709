"""A found patient before the card is opened: numbers, visits, what waits. Pure."""

from __future__ import annotations

from medcab_tui.domain.cleaning import one_line, visible
from medcab_tui.domain.identifiers import print_phone, print_policy, print_snils
from medcab_tui.domain.patients import Card, PatientRow
from medcab_tui.domain.times import day_in
from medcab_tui.locale import _
from medcab_tui.ui.patients.insurance_words import policy_run
from medcab_tui.ui.patients.lines import ALIVE, EXPIRES_SOON, Present, packed, unacknowledged
from medcab_tui.ui.patients.printing import dated
from medcab_tui.ui.patients.warning_lines import alert_runs
from medcab_tui.ui.widgets.lines import Line, Run, wrap


def preview_lines(card: Card, present: Present, width: int) -> list[Line]:
    """A found patient before the card is opened: numbers, visits, what waits."""
    patient = card.patient
    numbers: list[Run] = []
    if patient.snils:
        numbers.append((_("SNILS {number}").format(number=print_snils(patient.snils)), "text"))
    if patient.policy:
        numbers.append((_("OMS {number}").format(number=print_policy(patient.policy)), "text"))
        state = policy_run(card.policy_state)
        if state is not None and state[1] != "dim":  # what nobody asked says nothing here
            numbers.append(state)
    if patient.phone:
        numbers.append((print_phone(patient.phone), "text"))
    lines = packed(alert_runs(card.allergies), width - 2, gap="   ") if card.allergies else []
    lines += packed(numbers, width - 2, gap="   ")
    lines += packed([(text, "dim") for text in _visits(card, present)], width - 2, gap="   ·   ", role="dim")
    lines += packed(_waiting(card, present), width - 2, gap="   ·   ", role="dim")
    if patient.address:
        lines += [((piece, "dim"),) for piece in wrap(visible(patient.address), width - 3)]
    return [(("  ", "text"), *line) for line in lines]


def closed_lines(row: PatientRow, width: int) -> list[Line]:
    """A card of another department is not looked into in passing: what the list tells, and what opens it."""
    said = "◐ " + _("Another department treats this patient: the card opens for a reason, by Enter.")
    warned: list[Line] = [((f"‼ {one_line(row.alert)}", "bold danger"),)] if row.alert else []
    lines = [*warned, *(((piece, "dim"),) for piece in wrap(said, width - 3))]
    return [(("  ", "text"), *line) for line in lines]


def _visits(card: Card, present: Present) -> list[str]:
    if card.encounters:
        last = card.encounters[0]
        code = f": {one_line(last.diagnosis.code)}" if last.diagnosis else ""
        when = day_in(last.at, present.zone)
        said = [_("last visit {day}, {author}").format(day=when, author=one_line(last.author)) + code]
    else:
        said = [_("no visits yet")]
    if card.next_visit is not None:
        said.append(_("next {when}").format(when=dated(card.next_visit, present.zone)))
    return said


def _waiting(card: Card, present: Present) -> list[Run]:
    runs: list[Run] = []
    unread = unacknowledged(card)
    if unread:
        runs.append((_("● results not acknowledged: {n}").format(n=unread), "danger"))
    alive = [one for one in card.prescriptions if one.status in ALIVE]
    soon = [one for one in alive if 0 <= (one.until - present.today).days <= EXPIRES_SOON]
    if alive:
        words = _("prescriptions: {n}").format(n=len(alive))
        if soon:
            words += ", " + _("ending soon: {n}").format(n=len(soon))
        runs.append((words, "danger" if soon else "dim"))
    return runs
