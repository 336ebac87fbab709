"""What is said when two cards cannot become one, or apart."""

from __future__ import annotations

from medcab_tui.locale import N_

WORDS: dict[str, tuple[str, str]] = {
    "merge.same": (N_("This is the same card."), N_("Choose the other one.")),
    "merge.leads_away": (
        N_("This card was merged into another one already."),
        N_("Open that one: this card leads there."),
    ),
    "merge.missing": (N_("These cards are not merged."), N_("Open the card again.")),
    "merge.visit": (
        N_("A visit lasts in the card that would lead to the other."),
        N_("Close that visit first, then merge."),
    ),
    "merge.conflict": (
        N_("Two versions of one of these cards wait to be looked at."),
        N_("Settle that on Home first, then merge."),
    ),
}
