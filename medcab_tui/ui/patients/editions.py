"""A record's editions as the comparison shows them: its parts by their titles."""

from __future__ import annotations

from collections.abc import Sequence

from medcab_tui.domain.patients import RecordBody, Revision
from medcab_tui.locale import _
from medcab_tui.ui.comparing.editions import Version
from medcab_tui.ui.patients.lines import SECTIONS, diagnosis_words
from medcab_tui.ui.patients.printing import KINDS, moment


def versions_of(revisions: Sequence[Revision], zone: str) -> tuple[Version, ...]:
    """The editions of a record, the newest first, numbered from the first one."""
    return tuple(
        Version(
            len(revisions) - place,
            moment(one.at, zone),
            one.author.name,
            one.author.post,
            one.reason,
            record_fields(one.body),
        )
        for place, one in enumerate(revisions)
    )


def record_fields(body: RecordBody) -> dict[str, str]:
    """A record part by part."""
    fields = {_("Kind"): _(KINDS[body.kind])}
    for name, label in SECTIONS:
        text = diagnosis_words(body.diagnosis) if name == "diagnosis" else getattr(body, name)
        fields[_(label)] = text
    return fields
