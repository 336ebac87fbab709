"""A document's editions as the comparison shows them: the fields by their titles."""

from __future__ import annotations

from collections.abc import Sequence

from medcab_tui.domain.papers import PaperEdition
from medcab_tui.locale import _
from medcab_tui.ui.comparing.editions import Version
from medcab_tui.ui.patients.printing import moment


def versions_of(editions: Sequence[PaperEdition], zone: str) -> tuple[Version, ...]:
    """The editions of a document made here, the newest first."""
    return tuple(
        Version(one.number, moment(one.at, zone), one.author, one.post, one.reason, _fields(one))
        for one in editions
    )


def _fields(edition: PaperEdition) -> dict[str, str]:
    """Titles may repeat: a later field of the same title gets its name beside it."""
    fields: dict[str, str] = {}
    for one in edition.answers:
        title = one.title if one.title not in fields else f"{one.title} ({one.name})"
        fields[title] = one.text
    fields[_("Fingerprint of the content")] = edition.fingerprint.hex()
    fields[_("Fingerprint of the file")] = edition.hash.hex()
    return fields
