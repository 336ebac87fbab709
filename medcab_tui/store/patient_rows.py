"""A patient as lists show one: its columns and how a row is read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from medcab_tui.domain.ids import Id
from medcab_tui.domain.patients import PatientRow, Sex

COLUMNS = "n.fold, n.id, n.surname, n.given, n.patronymic, n.sex, n.birth, n.area, n.alert"
"""What a list reads; the folded name first, which `row_of` is not given."""


def row_of(columns: Sequence[Any]) -> PatientRow:
    """A row from the columns after the first."""
    identity, surname, given, patronymic, sex, birth, area, alert = columns
    return PatientRow(
        Id(identity), surname, given, patronymic, Sex(sex), date.fromisoformat(birth), area, alert
    )
