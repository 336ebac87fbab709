"""What the department writes to each other, is told and has answered: every kind of the inbox (C022–C033).

Told for Monday 2026-11-23, as `desk` is. What Иванова has still to confirm is `desk`'s; here is what she has
not begun and what she has answered. Lines with the same `thread` are one exchange, the earliest its head.
"""

from __future__ import annotations

from medcab_tui.demo.desk import DeskTask
from medcab_tui.domain.home import Answer
from medcab_tui.domain.notices import Asks, NoticeKind, Service, Told
from medcab_tui.domain.rooms import Attention, TaskState

_AWAITING, _DONE = TaskState.AWAITING, TaskState.DONE
_MESSAGE, _CONFIRM = Attention.MESSAGE, Attention.TO_CONFIRM
_READ, _CONFIRMED, _REPLIED = Answer.READ.value, Answer.CONFIRMED.value, Answer.REPLIED.value
_NEW, _REPLY, _WORK = Asks.READING.value, Asks.REPLY.value, Asks.WORK.value

NOTICES = (
    # what Иванова has not begun
    DeskTask(
        None, _AWAITING, "2026-11-23 08:00", "2026-12-03 18:00", "Отчёт о диспансеризации за ноябрь", "",
        "№ 2026-00438", _WORK, "documents", "Участок 7: осмотрено 41 из 48. Отчёт принимает заведующий.",
        kind=NoticeKind.UPCOMING, sender="petrov",
    ),
    DeskTask(
        None, _AWAITING, "2026-11-19 09:00", "2026-12-10 18:00", "Обязательный модуль «Гигиена рук»", "", "",
        _WORK, "home", "Непрерывное образование: модуль на 2 часа и тест. Пройдите до 2026-12-10.",
        kind=NoticeKind.RULES, sender="license",
    ),
    DeskTask(
        None, _AWAITING, "2026-11-23 08:05", "", "", "", "", Asks.ACTIVATION.value, "home", "",
        kind=NoticeKind.SERVICE, code=Told.SERVICE, params=(("service", Service.REMINDERS.value),),
    ),
    # what she has answered
    DeskTask(
        _MESSAGE, _DONE, "2026-11-20 13:05", "", "", "Гусь И. Ё.", "", _READ, "schedule",
        "По просьбе пациента.", kind=NoticeKind.SCHEDULE, sender="admin", code=Told.VISIT_MOVED,
        params=(("was", "2026-11-25T11:00"), ("when", "2026-11-26T09:15")), visit="3 09:15",
    ),
    DeskTask(
        _MESSAGE, _DONE, "2026-11-17 15:30", "", "Итоги проверки карт за октябрь", "", "№ 2026-00412", _READ,
        "home", "Проверено 20 карт, замечаний два: нет отметки о флюорографии, не указан повод обращения.",
        kind=NoticeKind.CHECK, sender="petrov",
    ),
    DeskTask(
        _MESSAGE, _DONE, "2026-11-10 09:00", "", "Клинические рекомендации: артериальная гипертензия", "", "",
        _READ, "home", "Обновлённый текст лежит у заведующего, разбор на конференции 2026-11-25.",
        kind=NoticeKind.RULES, sender="petrov",
    ),
    DeskTask(
        _CONFIRM, _DONE, "2026-11-19 12:40", "", "Справка для бассейна", "Белова А. С.", "", _CONFIRMED,
        "patients", "Звонила в 12:30: нужна справка для бассейна. Записана на 2026-11-23, 13:45.",
        kind=NoticeKind.APPLICATION, sender="sidorova",
    ),
    DeskTask(
        _CONFIRM, _DONE, "2026-11-11 16:20", "", "Замена дежурства 2026-11-14", "", "", _CONFIRMED,
        "schedule", "Просит поменяться с 14 на 21 ноября.", kind=NoticeKind.SHIFT, sender="galiev",
    ),
    DeskTask(
        _MESSAGE, _DONE, "2026-11-19 10:25", "", "", "", "№ 2026-00419", _READ, "home", "",
        kind=NoticeKind.DECISION, sender="petrov", code="request.approved",
        params=(("title", "Разбор обращения пациента"),),
    ),
    DeskTask(
        _MESSAGE, _DONE, "2026-11-17 09:00", "", "Планёрка 2026-11-18 в 14:00", "", "", _READ, "home",
        "Кабинет заведующего. Возьмите список диспансерной группы.", kind=NoticeKind.REMINDER,
    ),
    # two exchanges
    DeskTask(
        _MESSAGE, _DONE, "2026-11-20 10:20", "", "Забор крови", "Кузнецова М. П.", "", _REPLIED, "home",
        "Пациентка спрашивает, на что сдаёт кровь и нужно ли натощак.",
        kind=NoticeKind.MESSAGE, sender="sidorova", thread="blood",
    ),
    DeskTask(
        _MESSAGE, _DONE, "2026-11-20 10:40", "", "Забор крови", "Кузнецова М. П.", "", _READ, "home",
        "Натощак: глюкоза и HbA1c. Контроль HbA1c через три месяца.", "sidorova",
        kind=NoticeKind.MESSAGE, sender="ivanova", thread="blood",
    ),
    DeskTask(
        _MESSAGE, _DONE, "2026-11-16 09:40", "", "Отдел кадров: уточните стаж", "", "№ 2026-00417", _REPLIED,
        "home", "Для аттестационной комиссии нужны сведения о стаже по специальности «Терапия».",
        kind=NoticeKind.QUERY, sender="admin", thread="service",
    ),
    DeskTask(
        _MESSAGE, _DONE, "2026-11-16 12:10", "", "Отдел кадров: уточните стаж", "", "№ 2026-00417", _READ,
        "home", "По специальности работаю с 2009-08-03, копия трудовой книжки у вас есть.", "admin",
        kind=NoticeKind.MESSAGE, sender="ivanova", thread="service",
    ),
    # the department
    DeskTask(
        None, _AWAITING, "2026-11-23 08:00", "2026-12-05 18:00", "Сводный отчёт по диспансеризации", "",
        "№ 2026-00439", _WORK, "documents", "По участкам 7, 8 и 11. Сдаётся до 2026-12-05.", "petrov",
        kind=NoticeKind.UPCOMING,
    ),
    DeskTask(
        _MESSAGE, _AWAITING, "2026-11-23 09:05", "", "Отпуск в январе", "", "", _REPLY, "home",
        "Олег Дмитриевич, можно ли взять неделю с 2027-01-11? Галиев согласен заменить.", "petrov",
        kind=NoticeKind.MESSAGE, sender="morozova", thread="leave",
    ),
    DeskTask(
        _MESSAGE, _AWAITING, "2026-11-20 16:30", "", "Списки на вакцинацию", "", "№ 2026-00441", _REPLY,
        "documents", "Пришлите до 2026-11-27 число привитых против гриппа по участкам.", "petrov",
        kind=NoticeKind.QUERY, sender="admin",
    ),
    DeskTask(
        _MESSAGE, _AWAITING, "2026-11-20 17:10", "", "", "", "", _NEW, "schedule", "", "morozova",
        kind=NoticeKind.SHIFT, sender="galiev", code=Told.TASK_CONFIRMED,
        params=(("title", "Замена дежурства 2026-11-21"),),
    ),
    DeskTask(
        _CONFIRM, _AWAITING, "2026-11-23 09:50", "", "Повторный рецепт на лизиноприл", "Громов А. А.", "",
        Asks.CONFIRMATION.value, "patients", "Звонил в 9:45, придёт сегодня в 13:00.", "sidorova",
        kind=NoticeKind.APPLICATION, sender="admin",
    ),
    DeskTask(
        _MESSAGE, _AWAITING, "2026-11-23 08:05", "", "", "", "", _NEW, "home", "", "sidorova",
        kind=NoticeKind.SERVICE, code=Told.SERVICE, params=(("service", Service.FREE_TIME.value),),
    ),
    DeskTask(
        _MESSAGE, _AWAITING, "2026-11-20 11:45", "", "Гликированный гемоглобин 7,9 %", "Кузнецова М. П.", "",
        _REPLY, "home", "Направляю к вам. Метформин 1000 мг 2 раза в день, цель < 7,0 %.", "lebedev",
        kind=NoticeKind.MESSAGE, sender="ivanova", thread="sugar",
    ),
    DeskTask(
        _MESSAGE, _AWAITING, "2026-11-19 15:00", "", "Новая форма портфолио с 2027-01-01", "", "", _NEW,
        "documents", "Образец приложен к рассылке отдела кадров.", "license",
        kind=NoticeKind.RULES, sender="admin",
    ),
    # with these there are seven kinds on the desk of Сидорова
    DeskTask(
        _CONFIRM, _AWAITING, "2026-11-16 09:00", "2026-11-20 18:00", "Инструктаж: отходы класса Б", "", "",
        Asks.CONFIRMATION.value, "home", "Новый порядок с 2026-12-01. Подтвердите, что прочли.", "sidorova",
        kind=NoticeKind.RULES, sender="license",
    ),
    DeskTask(
        _CONFIRM, _AWAITING, "2026-11-23 10:20", "", "Замена смены 2026-11-28", "", "",
        Asks.CONFIRMATION.value, "schedule", "Нужна сестра в прививочный кабинет с 8 до 14.", "sidorova",
        kind=NoticeKind.SHIFT, sender="petrov",
    ),
    DeskTask(
        _MESSAGE, _AWAITING, "2026-11-23 10:45", "", "Сколько привито против гриппа?", "", "№ 2026-00441",
        _REPLY, "home", "Участок 7, на сегодня. Число нужно для списков отдела кадров.", "sidorova",
        kind=NoticeKind.QUERY, sender="petrov",
    ),
    DeskTask(
        _MESSAGE, _AWAITING, "2026-11-23 11:30", "", "Аббасов: повторить пробу Реберга", "Аббасов Р. Т.", "",
        _REPLY, "home", "Креатинин 112. Запишите его, пожалуйста, на сбор мочи на этой неделе.", "sidorova",
        kind=NoticeKind.MESSAGE, sender="ivanova", thread="creatinine",
    ),
)  # fmt: skip
