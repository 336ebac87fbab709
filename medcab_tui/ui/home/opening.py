"""From a line of Home to the thing itself: the card, the visit, the document."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from medcab_tui.domain.notices import Service
from medcab_tui.domain.rooms import AttentionRow, SourceKind
from medcab_tui.ui.home.reminded import VISITS
from medcab_tui.ui.shell.dates import local

if TYPE_CHECKING:
    from medcab_tui.ui.shell.commands import Commands

PAGES: Final = {
    Service.REFERENCE: "books", Service.REMINDERS: "notices", Service.EXCHANGE: "services",
}  # fmt: skip
"""The pages of «Настройки» that services are used on."""


def open_source(app: Commands, row: AttentionRow, zone: str) -> bool:
    """Go where the row leads; false if it leads nowhere. Esc there comes back to Home."""
    if row.source is not None and row.source.kind is SourceKind.REQUEST:
        app.call_later(app.open_request, row.source.id)
        return True
    if row.source is not None and row.source.kind is SourceKind.CONFLICT:
        app.call_later(app.open_conflict, row.source.id)
        return True
    target = _target(row, zone)
    if target is None:
        return False
    place, state = target
    app.states[place] = {**state, "back": "home"}
    app.go(place, state["view"])
    return True


def _target(row: AttentionRow, zone: str) -> tuple[str, dict[str, str]] | None:
    source, patient = row.source, row.patient
    if row.code == VISITS:
        start = f"{row.params.get('day', '')}T{row.params.get('first', '')}"
        return "schedule", {"view": "list", **_when(replace(row, params={"when": start}), zone)}
    if source is not None and source.kind is SourceKind.DOCUMENT:
        return "documents", {"view": "list", "row": source.id.hex()}
    if source is not None and source.kind is SourceKind.VISIT:
        return "schedule", {"view": "list", "row": source.id.hex(), **_when(row, zone)}
    if source is not None and source.kind is SourceKind.HOURS:
        return "schedule", {"view": "summary"}
    if source is not None and source.kind is SourceKind.SERVICE:
        return _service(row)
    if source is not None and source.kind is SourceKind.STORE:
        return "settings", {"view": "summary", "page": source.id.decode()}
    if patient is None:
        return None
    card = {"view": "summary", "card": patient.hex()}
    if row.result is not None:
        return "patients", {**card, "tab": "results", "test": row.result.code.code}
    if source is not None and source.kind is SourceKind.RECORD:
        return "patients", {**card, "tab": "history", "record": source.id.hex()}
    if source is not None and source.kind is SourceKind.RESULT:
        return "patients", {**card, "tab": "results"}
    return "patients", {**card, "tab": "overview"}


def _service(row: AttentionRow) -> tuple[str, dict[str, str]] | None:
    """Where a service is used; None for one that only a newer program knows."""
    try:
        service = Service(row.params.get("service", ""))
    except ValueError:
        return None
    place, view = service.place
    return place, {"view": view, "page": PAGES.get(service, "")}


def _when(row: AttentionRow, zone: str) -> dict[str, str]:
    """Week and wall time of a visit, which its own line is titled by."""
    try:
        start = datetime.fromisoformat(row.params.get("when", row.title))
    except ValueError:
        start = local(row.due or row.since, zone).replace(tzinfo=None)
    monday = start.date() - timedelta(days=start.weekday())
    return {"monday": monday.isoformat(), "moment": start.isoformat(), "day": start.date().isoformat()}
