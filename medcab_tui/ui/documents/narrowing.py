"""What lists of documents can be narrowed by, and the question that comes of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from medcab_tui.domain.documents import Asked, DocumentCount
from medcab_tui.domain.ids import Id
from medcab_tui.locale import _, pgettext

if TYPE_CHECKING:
    from medcab_tui.domain.patients import PatientRow
    from medcab_tui.domain.preferences import Wanted
    from medcab_tui.ui.shell.filters import Choice

WITHDRAWN: Final = "~withdrawn"
"""Stands among the statuses: those entered in error, instead of those that stand."""


def choices(counts: Sequence[DocumentCount], pinned: PatientRow | None) -> tuple[Choice, ...]:
    """Kinds and statuses there are, whose, about whom, from when."""
    from medcab_tui.ui.shell.filters import Choice

    kinds = sorted({count.kind for count in counts})
    statuses = sorted({count.status for count in counts})
    offered = [
        Choice("kind", _("kind"), tuple((kind, all_of(kind)) for kind in kinds)),
        Choice(
            "status", _("status"), (*((status, status) for status in statuses), (WITHDRAWN, _("withdrawn")))
        ),
        Choice("whose", _("author"), (("mine", _("mine")),)),
        Choice(
            "period",
            _("period"),
            (
                ("week", _("7 days")),
                ("month", _("30 days")),
                ("year", _("this year")),
                ("earlier", _("earlier years")),
            ),
        ),
    ]
    if pinned is not None:
        name = f"{pinned.surname} {pinned.given}"
        offered.insert(3, Choice("patient", _("patient"), (("pinned", name),)))
    return tuple(offered)


def all_of(kind: str) -> str:
    """All documents of a kind: «акты выполненных работ»; a kind of another system stands for itself."""
    return {
        "справка": pgettext("kind of documents", "certificates"),
        "направление": pgettext("kind of documents", "referrals"),
        "выписка": pgettext("kind of documents", "extracts"),
        "результат исследования": pgettext("kind of documents", "results of examinations"),
        "заявление": pgettext("kind of documents", "applications"),
        "акт": pgettext("kind of documents", "acts of completed work"),
        "шаблон рецепта": pgettext("kind of documents", "prescription templates"),
        "график дежурств": pgettext("kind of documents", "duty rosters"),
        "лицензия": pgettext("kind of documents", "licences"),
        "сертификат": pgettext("kind of documents", "certificates of specialists"),
        "другое": pgettext("kind of documents", "others"),
    }.get(kind, kind)


def asked_of(wanted: Wanted, worker: Id, pinned: Id | None, today: date) -> Asked:
    """A filter as a question to the store."""
    status = wanted.option("status")
    since, until = _period(wanted.option("period"), today)
    return Asked(
        kind=wanted.option("kind") or None,
        status=status if status and status != WITHDRAWN else None,
        worker=worker if wanted.option("whose") else None,
        patient=pinned if wanted.option("patient") else None,
        since=since,
        until=until,
        withdrawn=status == WITHDRAWN,
    )


def _period(period: str, today: date) -> tuple[date | None, date | None]:
    match period:
        case "week":
            return today - timedelta(days=7), None
        case "month":
            return today - timedelta(days=30), None
        case "year":
            return date(today.year, 1, 1), None
        case "earlier":
            return None, date(today.year - 1, 12, 31)
    return None, None
