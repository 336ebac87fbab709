"""A whole card on pages: in Russian whatever language the cabinet speaks, as every paper of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from medcab_tui.domain.errors import Invalid
from medcab_tui.domain.identifiers import print_passport, print_phone, print_policy, print_snils
from medcab_tui.papers.wording import fit

CPU_SECONDS: Final = 20
"""Of work: a card of years is longer than a document."""
_PAGE: Final = Path(__file__).with_name("chart.typ")
_SEXES: Final = {"f": "женский", "m": "мужской"}
_KINDS: Final = {
    "examination": "Осмотр",
    "consultation": "Консультация",
    "procedure": "Процедура",
    "epicrisis": "Эпикриз",
    "immunization": "Вакцинация",
    "care_plan": "План ведения",
}
_PARTS: Final = {
    "complaints": "Жалобы",
    "anamnesis": "Анамнез",
    "objective": "Объективно",
    "conclusion": "Заключение",
    "plan": "Рекомендации",
}
_GRADES: Final = {
    "anaphylaxis": "анафилаксия",
    "severe": "тяжёлая реакция",
    "moderate": "реакция средней тяжести",
    "mild": "лёгкая реакция",
    "reaction": "",
}
_CERTAINTIES: Final = {"confirmed": "подтверждена", "reported": "со слов", "suspected": "предполагается"}
_MARKS: Final = {"low": "↓", "high": "↑", "abnormal": "!"}
_STATUSES: Final = {
    "registered": "выписан",
    "dispensed": "отпущен",
    "partly_dispensed": "отпущен частично",
    "cancelled": "отменён",
    "deferred": "отложен",
    "annulled": "аннулирован",
}
_RESULTS: Final = {"preliminary": "предварительный", "corrected": "исправлен"}
_SIGNS: Final = {
    "heart_rate": "ЧСС",
    "pulse": "Пульс",
    "temperature": "Т",
    "saturation": "SpO₂",
    "breathing": "ЧДД",
    "glucose": "Глюкоза",
    "pain": "Боль",
    "weight": "Вес",
    "height": "Рост",
    "bmi": "ИМТ",
}


class ChartPdf:
    """Sets a card that `cabinet/chart_plain` told."""

    def __init__(self, zone: str) -> None:
        self._zone = ZoneInfo(zone)

    def set(self, chart: dict[str, Any], at: datetime, author: str) -> bytes:
        """The file; Invalid `export.heavy` if the card is more than can be set. Called on a thread."""
        from medcab_tui.papers.typesetting import Typesetter

        typesetter = Typesetter(CPU_SECONDS)
        try:
            return typesetter.set(_PAGE.read_text(encoding="utf-8"), self._values(chart, at, author), at)
        except Invalid as wrong:
            if wrong.code != "paper.heavy":
                raise
            raise Invalid("export.heavy", "format") from wrong
        finally:
            typesetter.close()

    def _values(self, chart: dict[str, Any], at: datetime, author: str) -> dict[str, Any]:
        person = chart["patient"]
        day = at.astimezone(self._zone)
        told: dict[str, Any] = {
            "title": "Медицинская карта",
            "organisation": chart["organisation"],
            "name": " ".join(filter(None, (person["surname"], person["given"], person["patronymic"]))),
            "made": f"{self._when(chart['made'])}, {author}",
            "person": [list(pair) for pair in _person(person)],
            "allergies": [_allergy(one) for one in chart["allergies"]],
            "problems": [_problem(one) for one in chart["problems"]],
            "prescriptions": [self._prescription(one) for one in reversed(chart["prescriptions"])],
            "records": [self._record(one) for one in reversed(chart["records"])],
            "results": [self._result(one) for one in reversed(chart["results"])],
            "measurements": [self._measurement(one) for one in reversed(chart["measurements"])],
            "documents": [_document(one) for one in reversed(chart["documents"])],
        }
        shown: dict[str, Any] = {name: _shown(value) for name, value in told.items()}
        issued = {"year": day.year, "month": day.month, "day": day.day}
        return shown | {"author": {"name": ""}, "issued": issued}

    def _when(self, moment: str) -> str:
        return f"{datetime.fromisoformat(moment).astimezone(self._zone):%d.%m.%Y %H:%M}"

    def _record(self, one: dict[str, Any]) -> dict[str, Any]:
        author = one["author"]
        diagnosis = one["diagnosis"]
        who = ", ".join(dict.fromkeys(filter(None, (author["name"], author["post"], one["origin"]))))
        return {
            "head": f"{self._when(one['at'])}  {_KINDS[one['kind']]}",
            "who": who,
            "diagnosis": f"{diagnosis['code']} {diagnosis['display']}".strip() if diagnosis else "",
            "parts": [[title, one[part]] for part, title in _PARTS.items() if one[part]],
        }

    def _result(self, one: dict[str, Any]) -> list[str]:
        value = one["words"] or f"{one['comparator']}{_comma(one['value'])} {one['unit']}".strip()
        low, high = _comma(one["low"]), _comma(one["high"])
        norm = f"{low}–{high}" if low and high else f"≥ {low}" if low else f"≤ {high}" if high else ""
        mark = " ".join(filter(None, (_MARKS.get(one["mark"], ""), _RESULTS.get(one["status"], ""))))
        return [self._when(one["at"]), one["code"]["display"], value, norm, mark, one["source"]]

    def _measurement(self, one: dict[str, Any]) -> list[str]:
        values = {said["kind"]: said for said in one["values"]}
        top, bottom = values.pop("systolic", None), values.pop("diastolic", None)
        told = []
        if top or bottom:
            told.append("АД " + "/".join(_comma(said["value"]) if said else "—" for said in (top, bottom)))
        told += [
            f"{_SIGNS.get(kind, kind)} {_comma(said['value'])} {said['unit']}"
            for kind, said in values.items()
        ]
        return [self._when(one["at"]), ", ".join(told), one["author"]["name"] or one["origin"]]

    def _prescription(self, one: dict[str, Any]) -> list[str]:
        days = f"{_day(one['issued'])} – {_day(one['until'])}"
        return [days, one["text"], _STATUSES.get(one["status"], one["status"]), one["author"]["name"]]


def _person(one: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for title, value in (
        ("Дата рождения", _day(one["birth"])),
        ("Пол", _SEXES.get(one["sex"], "")),
        ("СНИЛС", print_snils(one["snils"])),
        ("Полис ОМС", print_policy(one["policy"])),
        ("Паспорт", print_passport(one["passport"])),
        ("Телефон", ", ".join(print_phone(phone) for phone in (one["phone"], one["phone2"]) if phone)),
        ("Электронная почта", one["email"]),
        ("Адрес", one["address"]),
        ("Участок", one["area"]),
        ("Кому сообщить", one["contact"]),
    ):
        if value:
            yield title, value


def _allergy(one: dict[str, Any]) -> str:
    told = (
        one["reaction"],
        _GRADES.get(one["grade"], ""),
        _CERTAINTIES.get(one["certainty"], ""),
        _day(one["since"]),
    )
    return f"{one['substance']}: {', '.join(filter(None, told))}"


def _problem(one: dict[str, Any]) -> list[str]:
    code = one["code"]
    more = ", ".join(held["display"] for held in (one["kind"], one["stage"], one["nature"]) if held)
    days = f"с {_day(one['since'])}" if one["since"] else ""
    if one["closed"]:
        days = f"{days} по {_day(one['closed'])}".strip()
    return [code["code"], code["display"], more, days]


def _document(one: dict[str, Any]) -> list[str]:
    return [_day(one["issued"]), one["kind"], one["title"], one["number"], one["status"]]


def _day(text: str) -> str:
    """«14.03.2026», «03.2026», «2026»."""
    return ".".join(reversed(text.split("-")))


def _comma(number: str | None) -> str:
    return (number or "").replace(".", ",")


def _shown(value: Any) -> Any:
    """Texts as pages can show them."""
    if isinstance(value, str):
        return fit(value)
    if isinstance(value, list):
        return [_shown(one) for one in value]
    return {name: _shown(one) for name, one in value.items()} if isinstance(value, dict) else value
