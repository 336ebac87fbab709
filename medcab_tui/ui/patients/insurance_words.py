"""How insurance is told: the state of a policy beside its number, and sums in roubles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from medcab_tui.domain.cleaning import one_line
from medcab_tui.domain.insurance import PolicyCheck, PolicyStanding, PolicyState, patient_pays, roubles
from medcab_tui.locale import _, pgettext
from medcab_tui.ui.patients.printing import dated
from medcab_tui.ui.shell.dates import stamp

if TYPE_CHECKING:
    from medcab_tui.domain.region import ChartAsked
    from medcab_tui.domain.visits import VisitService
    from medcab_tui.ui.widgets.lines import Run

NO_BREAK: Final = 0xA0


def state_words(state: PolicyState) -> str:
    """A state in words, as it stands beside the number."""
    return {
        PolicyState.UNKNOWN: pgettext("policy", "not checked"),
        PolicyState.ASKED: pgettext("policy", "is being checked"),
        PolicyState.VALID: pgettext("policy", "in force"),
        PolicyState.EXPIRED: pgettext("policy", "not in force"),
        PolicyState.NOT_FOUND: pgettext("policy", "not found by the insurer"),
        PolicyState.OFFLINE: pgettext("policy", "not checked: no connection"),
    }[state]


def policy_run(standing: PolicyStanding | None) -> Run | None:
    """What stands behind the number in the heading: «✓ действует»; None where nobody was ever asked.

    A policy that is none stays a warning until somebody says otherwise.
    """
    if standing is None or (standing.state is PolicyState.UNKNOWN and standing.at is None):
        return None
    words = state_words(standing.state)
    if standing.wrong:
        if not standing.state.answered:
            words = f"{state_words(standing.last)} · {words}"
        return (_("⚠ policy {state}").format(state=words), "warning")
    if standing.state is PolicyState.VALID:
        return (f"✓ {words}", "ok")
    return (_("policy {state}").format(state=words), "dim")


def policy_note(standing: PolicyStanding | None, zone: str) -> str:
    """All that is known of it: state, until when, the company, when and by whom it was asked."""
    if standing is None:
        return ""
    parts = [state_words(standing.state)]
    if standing.at is not None:
        if not standing.state.answered:
            parts.append(_("before: {state}").format(state=state_words(standing.last)))
        if standing.until is not None:
            parts.append(_("until {day}").format(day=standing.until.isoformat()))
        parts.append(one_line(standing.company))
        parts.append(stamp(standing.at, zone))
        parts.append(one_line(standing.asker))
    return " · ".join(filter(None, parts))


def check_words(check: PolicyCheck, zone: str) -> str:
    """A line of the history: when, by whom, what was answered."""
    parts = [stamp(check.asked, zone), one_line(check.asker), state_words(check.state)]
    if check.until is not None:
        parts.append(_("until {day}").format(day=check.until.isoformat()))
    parts.append(one_line(check.company) or one_line(check.told))
    if check.answered is not None:
        parts.append(_("answered {when}").format(when=dated(check.answered, zone)))
    return " · ".join(filter(None, parts))


def chart_asked_words(asked: ChartAsked, zone: str) -> tuple[str, str]:
    """When a regional system was asked for a chart and by whom; what it said."""
    said = one_line(asked.told) if asked.answered is not None else _("no answer yet")
    return " · ".join(filter(None, (stamp(asked.asked, zone), one_line(asked.asker)))), said


def chart_words(asked: ChartAsked, zone: str) -> str:
    """The same in a line."""
    return " · ".join(filter(None, chart_asked_words(asked, zone)))


def money(kopecks: int) -> str:
    """«1 234,50 ₽»: exactly, with spaces that no line breaks at."""
    whole, part = f"{roubles(kopecks):,.2f}".split(".")
    return f"{whole.replace(',', chr(NO_BREAK))},{part}{chr(NO_BREAK)}₽"


def price_run(service: VisitService, *, offline: bool) -> Run:
    """What a service of a visit costs and who pays, or why that is not known."""
    if service.cost is None:
        if service.asked is None:
            return ("", "dim")
        return (_("price: no connection"), "warning") if offline else (_("price: awaited"), "dim")
    said = money(service.cost * service.count)
    left = patient_pays(service.cost, service.covered)
    if left is None:
        return (said, "dim")
    if not left:
        return (_("{sum} · OMS").format(sum=said), "dim")
    return (_("{sum} · the patient").format(sum=money(left * service.count)), "warning")


def sums_words(cost: int, covered: int) -> str:
    """«всего 4 000,00 ₽ · ОМС 3 000,00 ₽ · пациент 1 000,00 ₽»."""
    parts = [_("in all {sum}").format(sum=money(cost)), _("OMS {sum}").format(sum=money(covered))]
    if cost > covered:
        parts.append(_("patient {sum}").format(sum=money(cost - covered)))
    return " · ".join(parts)
