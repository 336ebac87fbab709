"""What lies on Иванова's desk in a demo store: things that wait, this week's visits, documents.

Only what a store can honestly hold without exchange, signing or approval. Dates are told for Monday
2026-11-23; names are surname and initials of the cast.
"""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from medcab_tui.domain.notices import NoticeKind
from medcab_tui.domain.rooms import AppointmentStatus, Attention, TaskState


class DeskTask(Struct, frozen=True):
    """A line of «Требует внимания»."""

    attention: Attention | None
    state: TaskState
    since: str
    due: str
    title: str
    patient: str
    number: str
    status: str
    place: str
    detail: str
    worker: str = "ivanova"
    kind: NoticeKind = NoticeKind.TASK
    sender: str = ""
    thread: str = ""
    """Those that share it are one exchange."""
    code: str = ""
    """Instead of a title, with `params`; moments in them are wall times."""
    params: tuple[tuple[str, str], ...] = ()
    visit: str = ""
    """Day and time of the visit it is about: «3 09:15»."""


class DeskVisit(Struct, frozen=True):
    """A booked visit; the day counts from today."""

    day: int
    at: str
    patient: str
    status: AppointmentStatus
    reason: str = ""


class DeskDocument(Struct, frozen=True):
    kind: str
    title: str
    number: str
    issued: str
    status: str
    author: str
    patient: str = ""
    lines: tuple[str, ...] = ()
    """What stands in its file; empty: there is none."""


TASKS = (
    DeskTask(
        Attention.MESSAGE, TaskState.AWAITING, "2026-11-23 11:15", "", "Отдел кадров: уточните стаж",
        "", "№ 2026-00417", "ждёт ответа", "documents",
        "Просим до конца недели подтвердить стаж по специальности «Терапия» на 2026-11-01.\n"
        "Подтверждающие документы — в отдел кадров, каб. 214.",
        kind=NoticeKind.QUERY, sender="admin", thread="service",
    ),
    DeskTask(
        None, TaskState.IN_WORK, "2026-11-20 09:55", "", "Направление к эндокринологу",
        "Кузнецова М. П.", "", "в работе", "patients",
        "Сахарный диабет 2 типа, HbA1c 7,9 % при цели < 7,0 %. Приём эндокринолога не назначен.",
    ),
    DeskTask(
        None, TaskState.IN_WORK, "2026-11-20 10:45", "", "Направление к кардиологу",
        "Аббасов Р. Т.", "", "в работе", "patients",
        "Стенокардия напряжения II ФК. Вопрос о велоэргометрии.",
    ),
    DeskTask(
        None, TaskState.IN_WORK, "2026-11-18 14:10", "", "О повышении квалификации",
        "", "№ 2026-00422", "в работе", "documents",
        "Заявление о повышении квалификации по специальности «Терапия», 36 часов.",
        kind=NoticeKind.DOCUMENT,
    ),
    DeskTask(
        None, TaskState.DONE, "2026-11-22 12:00", "", "Справка 086/у",
        "Кузнецова М. П.", "№ 2026-00398", "выдана", "documents",
        "Выдана на руки 2026-11-22.", kind=NoticeKind.DOCUMENT,
    ),
    DeskTask(
        Attention.TO_CONFIRM, TaskState.AWAITING, "2026-11-20 16:05", "2026-11-24 18:00",
        "График дежурств, январь 2027", "", "№ 2026-00440", "на подтверждении", "documents",
        "Терапевтическое отделение, январь 2027. Свободны 2 и 7 января: нет согласия Галиева М. И.", "petrov",
        kind=NoticeKind.SHIFT, sender="admin",
    ),
    DeskTask(
        Attention.OVERDUE, TaskState.AWAITING, "2026-11-16 09:30", "2026-11-20 18:00",
        "Акт сверки талонов за октябрь", "", "№ 2026-00407", "не подписан", "documents",
        "Расхождение с регистратурой: 3 талона участка 4.", "petrov", kind=NoticeKind.CHECK,
    ),
    DeskTask(
        None, TaskState.IN_WORK, "2026-11-19 10:20", "", "Разбор обращения пациента", "",
        "№ 2026-00419", "в работе", "home",
        "Долгое ожидание 2026-11-12, кабинет 215. Ответ до 2026-12-12.", "petrov",
        kind=NoticeKind.APPLICATION,
    ),
    DeskTask(
        None, TaskState.DONE, "2026-11-18 15:40", "", "Заявка на вакцину против гриппа", "",
        "№ 2026-00401", "отправлена", "documents", "120 доз, отправлена на склад.", "petrov",
    ),
    DeskTask(
        Attention.MESSAGE, TaskState.AWAITING, "2026-11-23 08:20", "", "Лаборатория: забор крови до 10:30",
        "", "", "прочтите", "home", "С 2026-11-30 курьер забирает пробы в 10:30, а не в 11:00.", "sidorova",
        kind=NoticeKind.SCHEDULE, sender="admin",
    ),
    DeskTask(
        None, TaskState.IN_WORK, "2026-11-20 11:00", "", "Вызвать на контроль HbA1c", "Кузнецова М. П.",
        "", "в работе", "patients", "Забор крови через 3 месяца, напомнить по телефону.", "sidorova",
    ),
    DeskTask(
        Attention.TO_CONFIRM, TaskState.AWAITING, "2026-11-23 10:10", "2026-11-25 18:00",
        "Замена дежурства 2026-11-28", "", "", "ждёт ответа", "schedule",
        "Морозова И. Н. просит поменяться с 28 на 29 ноября.", "galiev",
        kind=NoticeKind.SHIFT, sender="morozova",
    ),
    DeskTask(
        Attention.OVERDUE, TaskState.AWAITING, "2026-10-23 09:00", "2026-11-22 18:00",
        "Лицензия: выписка из реестра до 2026-12-21", "", "ЛО-00-01-012345", "не начато", "documents",
        "Пять лет с выдачи. Проверьте адреса мест осуществления деятельности.", "license",
        kind=NoticeKind.UPCOMING,
    ),
    DeskTask(
        None, TaskState.IN_WORK, "2026-11-17 12:00", "", "Портфолио Морозовой И. Н.", "", "№ 2026-00411",
        "в работе", "documents", "Периодическая аккредитация, 144 часа: есть 126.", "license",
    ),
    DeskTask(
        Attention.MESSAGE, TaskState.AWAITING, "2026-11-23 09:40", "", "Новый сотрудник с 2026-12-01", "",
        "№ 2026-00436", "ждёт ответа", "settings", "Врач-терапевт участковый, участки 11 и 12.", "admin",
    ),
)  # fmt: skip

_DONE, _BOOKED = AppointmentStatus.DONE, AppointmentStatus.BOOKED
_REPEAT, _FIRST = "повторный", "первичный"

VISITS = (
    DeskVisit(0, "09:00", "Кузнецова М. П.", _DONE, _REPEAT),
    DeskVisit(0, "09:15", "Аббасов Р. Т.", _DONE, _REPEAT),
    DeskVisit(0, "09:30", "Орлова Н. В.", AppointmentStatus.NO_SHOW, _FIRST),
    DeskVisit(0, "12:15", "Ёлкин Д. С.", AppointmentStatus.ARRIVED, _REPEAT),
    DeskVisit(0, "12:45", "Соколова Т. И.", _BOOKED, _FIRST),
    DeskVisit(0, "13:00", "Громов А. А.", _BOOKED, _REPEAT),
    DeskVisit(0, "13:15", "Яшин Г. Л.", _BOOKED, _REPEAT),
    DeskVisit(0, "13:45", "Белова А. С.", _BOOKED, _FIRST),
    DeskVisit(1, "09:00", "Орлов П. Н.", _BOOKED, _FIRST),
    DeskVisit(1, "09:30", "Панина О. М.", _BOOKED, _REPEAT),
    DeskVisit(1, "10:00", "Соколова Т. И.", _BOOKED, _REPEAT),
    DeskVisit(1, "10:30", "Яшин Г. Л.", _BOOKED, _REPEAT),
    DeskVisit(3, "09:00", "Белова А. С.", _BOOKED, _REPEAT),
    DeskVisit(3, "09:15", "Гусь И. Ё.", _BOOKED, _REPEAT),
    DeskVisit(3, "10:00", "Маркова Е. О.", _BOOKED, _FIRST),
    DeskVisit(3, "10:30", "Ким С. Р.", _BOOKED, _REPEAT),
    DeskVisit(4, "09:30", "Титов Л. Ф.", _BOOKED, _REPEAT),
    DeskVisit(4, "10:15", "Кац Б. Я.", _BOOKED, _REPEAT),
    DeskVisit(14, "10:15", "Кузнецова М. П.", _BOOKED, _REPEAT),
)

FREE_TODAY = ("09:45", "10:00", "10:15", "10:30", "10:45", "11:00", "11:15", "11:45", "12:00")
"""Times filled with generated patients who were here this morning, if there are any."""


def _document(
    kind: str, title: str, number: str, issued: str, status: str, author: str, patient: str = ""
) -> DeskDocument:
    return DeskDocument(kind, title, number, issued, status, author, patient)


_LISTED = tuple(
    _document(*(field.strip() for field in row.split("|")))
    for row in (
        "справка | Справка 086/у | 2026-00398 | 2026-11-22 | подтверждён | ivanova | Кузнецова М. П.",
        "направление | К эндокринологу | 2026-00431 | 2026-11-20 | в работе | ivanova | Кузнецова М. П.",
        "направление | К кардиологу | 2026-00432 | 2026-11-20 | в работе | ivanova | Аббасов Р. Т.",
        "заявление | О повышении квалификации | 2026-00422 | 2026-11-18 | в работе | ivanova",
        "заявление | Об отпуске | 2026-00376 | 2026-10-27 | подтверждён | ivanova",
        "график дежурств | Терапевты, декабрь 2026 | 2026-00415 | 2026-11-16 | отправлен | petrov",
        "график дежурств | Терапевты, ноябрь 2026 | 2026-00352 | 2026-10-19 | подтверждён | petrov",
        "акт | Акт выполненных работ, октябрь | 2026-00389 | 2026-11-03 | подтверждён | admin",
        "лицензия | Медицинская деятельность | ЛО-00-01-012345 | 2021-12-21 | подтверждён | license",
    )
)

_PAGES = {
    "2026-00398": (
        "Медицинская справка 086/у № 2026-00398",
        "Поликлиника № 12",
        "Кузнецова Мария Павловна, 1958-03-14",
        "Справка дана для представления по месту требования.",
        "Осмотрена терапевтом. АД 142/88, ЧСС 74.",
        "Сопутствующие: сахарный диабет 2 типа, гипертоническая болезнь II стадии.",
        "Противопоказаний к лечебной физкультуре нет.",
        "Врач-терапевт Иванова А. П.",
        "Дата выдачи: 2026-11-22",
    ),
    "2026-00431": (
        "Направление № 2026-00431",
        "Поликлиника № 12, терапевтическое отделение",
        "Кузнецова Мария Павловна, 1958-03-14",
        "Куда: врач-эндокринолог, кабинет 305",
        "Диагноз: E11.9 Сахарный диабет 2 типа",
        "Обоснование: HbA1c 7,9 % при цели < 7,0 %, метформин 1000 мг 2 раза в день.",
        "Аллергия: пенициллины, анафилаксия (2019).",
        "Врач-терапевт Иванова А. П.",
    ),
    "ЛО-00-01-012345": (
        "Выписка из реестра лицензий ЛО-00-01-012345",
        "Поликлиника № 12, г. Примерск, ул. Больничная, д. 1",
        "Медицинская деятельность: первичная медико-санитарная помощь,",
        "терапия, эндокринология, кардиология, сестринское дело.",
        "Дата предоставления: 2021-12-21",
    ),
}
"""By the numbers of documents. Every name and number is invented."""

DOCUMENTS = tuple(replace(paper, lines=_PAGES.get(paper.number, ())) for paper in _LISTED)

PAPERS = (
    ("направление", "На рентгенографию лёгких", "подтверждён"),
    ("направление", "На УЗИ органов брюшной полости", "в работе"),
    ("справка", "Справка в бассейн", "подтверждён"),
    ("направление", "К неврологу", "подтверждён"),
    ("справка", "Санаторно-курортная карта 072/у", "в работе"),
    ("направление", "На ФГДС", "подтверждён"),
    ("выписка", "Выписка из амбулаторной карты", "подтверждён"),
    ("направление", "На ЭхоКГ", "в работе"),
)
"""Kinds, titles and states of what others wrote about generated patients in the weeks before."""
