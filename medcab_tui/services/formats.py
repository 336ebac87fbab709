"""What operations and changes of each kind look like: the register of request formats (C187).

A sample of every kind with invented people. The fields of a body are those of its sample; each may be empty,
more may come with a newer program, and an adapter passes over what it does not know.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from msgspec import Struct

from medcab_tui.domain.accounts import GRANTS, Permission, Role
from medcab_tui.domain.exchange import Json

_PERSON: Final[Mapping[str, Json]] = {
    "surname": "Образцова",
    "given": "Анна",
    "patronymic": "Петровна",
    "sex": "f",
    "birth": "1958-03-14",
    "snils": "",
    "policy": "",
    "policy_kind": "",
    "phone": "+7 900 000-00-00",
    "phone2": "",
    "email": "",
    "address": "630000, г. Примерск, ул. Садовая, 1",
    "area": "7",
    "passport": "",
    "contact": "",
}
_SUM: Final = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"


class Format(Struct, frozen=True):
    """A kind: a sample of its body, and what it takes to send one; None: the cabinet does it by itself."""

    sample: Mapping[str, Json]
    permission: Permission | None = None
    files: bool = False

    @property
    def roles(self) -> frozenset[Role]:
        """Who may send it; nobody in person where the cabinet does."""
        return GRANTS[self.permission] if self.permission is not None else frozenset()


FORMATS: Final[Mapping[str, Format]] = {
    "patient": Format(_PERSON, Permission.AMEND_PATIENT),
    "document": Format(
        {"title": "Выписка", "kind": "выписка", "number": "1", "patient": "", "sha256": _SUM},
        Permission.EXPORT_DOCUMENT,
        files=True,
    ),
    "conclusion": Format(
        {
            "kind": "examination",
            "day": "2026-11-20",
            "at": "2026-11-20T09:15:00+00:00",
            "edition": 1,
            "author": "Образцов О. О.",
            "post": "врач-терапевт",
            "department": "",
            "complaints": "",
            "anamnesis": "",
            "objective": "",
            "conclusion": "Здорова",
            "plan": "",
            "diagnosis_code": "Z00.0",
            "diagnosis_display": "Общий медицинский осмотр",
            "diagnosis_version": "2.27",
            "sha256": _SUM,
            "patient": "",
        },
        Permission.READ_CARD,
        files=True,
    ),
    "results": Format(
        {
            "day": "2026-11-20",
            "results": [
                {
                    "code": "4548-4",
                    "display": "HbA1c",
                    "value": "7.9",
                    "unit": "%",
                    "high": "6.5",
                    "flag": "H",
                }
            ],
            "sha256": _SUM,
            "patient": "",
        },
        Permission.READ_CARD,
    ),
    "mail": Format(
        {"to": "anna@example.org", "subject": "Документ", "text": "Документ приложен."},
        Permission.EXPORT_DOCUMENT,
        files=True,
    ),
    "sms": Format({"to": "+79000000000", "text": "Новое в кабинете: 1"}),
    "notice.letter": Format({"to": "+79000000000", "subject": "Кабинет", "text": "Новая задача: 1"}),
    "policy.asked": Format({"policy": "7700000000000016", "birth": "1958-03-14"}, Permission.READ_CARD),
    "services.priced": Format(
        {
            "policy": "7700000000000016",
            "birth": "1958-03-14",
            "services": [{"code": "B01.047.001", "name": "Прием врача-терапевта", "count": 1}],
        },
        Permission.WRITE_RECORD,
    ),
    "order": Format(
        {
            "title": "HbA1c",
            "tests": ["4548-4"],
            "names": ["HbA1c"],
            "patient": "",
            "urgent": False,
            "reason": "контроль лечения",
            "diagnosis": "E11.9 Сахарный диабет 2 типа",
        },
        Permission.WRITE_RECORD,
    ),
    "prescription": Format({"title": "Метформин 500 мг", "number": "1"}, Permission.WRITE_RECORD),
    "appointment": Format(
        {"start": "2026-11-24T10:00", "minutes": 15, "doctor": "Петров О. Д."}, Permission.BOOK_VISITS
    ),
    "application": Format({"title": "Аккредитация", "specialty": "Терапия"}, Permission.OWN_ACCOUNT),
    "qualification": Format({"title": "Категория", "specialty": "Терапия"}, Permission.OWN_ACCOUNT),
    "course.enrolled": Format({"title": "Терапия, 36 ч", "hours": "36"}, Permission.OWN_ACCOUNT),
    "report": Format({"title": "Форма 30", "period": "2026"}, Permission.EXPORT_DOCUMENT),
    "result": Format(
        {
            "order": "",
            "patient": "",
            "code": "4548-4",
            "display": "HbA1c",
            "value": "7.9",
            "comparator": "",
            "words": "",
            "unit": "%",
            "ucum": "%",
            "low": "",
            "high": "6.5",
            "flag": "H",
            "status": "final",
            "at": "2026-11-20T09:12:00+03:00",
            "source": "Лаборатория",
            "performer": "",
        }
    ),
    "chart.asked": Format({"patient": ""}, Permission.READ_CARD),
    "resource": Format({"resourceType": "AllergyIntolerance", "id": "1", "patient": "", "code": ""}),
    "status": Format({"answers": "key of the operation", "receipt": "way, number, code, text"}),
}
"""By kind. A kind that stands here not is an adapter's own: its body is whatever that adapter says."""


def fields_of(kind: str) -> tuple[str, ...]:
    """The fields of a kind's body; none for a kind that is an adapter's own."""
    known = FORMATS.get(kind)
    return () if known is None else (*known.sample, *(("files",) if known.files else ()))
