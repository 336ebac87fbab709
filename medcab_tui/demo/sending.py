"""What was exchanged before a demo begins, with the stand-in of services: all of it by actions and turns.

A colleague chose letters some days ago and wrote an extract, which is under way; two messages were told
to her, by mail and by SMS.
"""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from medcab_tui.cabinet.delivery_actions import ChooseDelivery
from medcab_tui.cabinet.documents_actions import AttachDocument
from medcab_tui.cabinet.home_actions import SendMessage
from medcab_tui.cabinet.links import about
from medcab_tui.cabinet.links_actions import ChangeService, SwitchService
from medcab_tui.cabinet.sending_actions import SendDocument
from medcab_tui.domain.delivery import Channel, Preferences
from medcab_tui.domain.notices import NoticeKind
from medcab_tui.domain.stand import Deed, Direction

if TYPE_CHECKING:
    from medcab_tui.cabinet.cabinet import Cabinet
    from medcab_tui.cabinet.surroundings import TapeClock
    from medcab_tui.domain.ids import Id

STAND: Final = "embedded"
CONDUCT: Final = {"refuses": 0, "seconds": 45}
"""It refuses only when it is told to: what a tape sends is registered."""
SENDER: Final = "morozova"
WAYS: Final = frozenset({Channel.LINE, Channel.TERMINAL, Channel.MAIL})
TOLD: Final = Preferences(
    ((NoticeKind.DECISION, WAYS), (NoticeKind.MESSAGE, WAYS | {Channel.SMS})),
    mail="morozova@poliklinika12.example",
    phone="+79120000215",
)
MESSAGES: Final = (
    ("Электронные документы", "Отказы смотрите у документа: там код и слова службы."),
    ("Обмен включён", "Отвечает имитация служб: настоящие не подключены. Что она получила, видно по Ctrl+P."),
)
PAGE: Final = (
    "Выписка из амбулаторной карты",
    "Поликлиника № 12, терапевтическое отделение",
    "Ким Светлана Робертовна, 1967-03-19",
    "Обращалась с жалобами на боли в пояснице после нагрузки.",
    "Диагноз: M54.5 Боль внизу спины. Лечение проведено, жалоб нет.",
    "Рекомендовано: ЛФК, контроль через месяц.",
    "Врач-терапевт участковый Морозова И. Н.",
)
"""What the colleague sends, and whom it is about."""
ABOUT: Final = "Ким С. Р."
FILE: Final = "vypiska.pdf"
BEFORE: Final = timedelta(minutes=40)
"""How long before the demo begins the first of it is sent."""
BETWEEN: Final = timedelta(minutes=15)


async def switch_on(cabinet: Cabinet) -> None:
    """The stand-in answers from now on."""
    from medcab_tui.services.embedded.adapter import Adapter

    new, said = cabinet.surroundings.ids.new, about(Adapter.info)
    link = await cabinet.links.one(STAND)
    changed = await cabinet.do(ChangeService(new(), STAND, link.version, said, json.dumps(CONDUCT)))
    await cabinet.do(SwitchService(new(), STAND, changed.version or 0, True, said))


async def some_days_ago(cabinet: Cabinet, patient: Id) -> Id:
    """The colleague chooses letters, and keeps an extract with a patient; gives the extract."""
    from medcab_tui.demo.papers import pdfs

    new = cabinet.surroundings.ids.new
    await cabinet.do(ChooseDelivery(new(), TOLD))
    (page,) = pdfs([PAGE])
    return (await cabinet.do(AttachDocument(new(), PAGE[0], "выписка", patient, FILE, page))).result


async def under_way(cabinet: Cabinet, extract: Id) -> None:
    """She sends it; the service will take longer over it than usual, and has not said what came of it."""
    await cabinet.stand.direct(Direction(Deed.LATE, once=True))
    await cabinet.do(SendDocument(cabinet.surroundings.ids.new(), extract, 1, STAND))


async def just_now(cabinet: Cabinet, colleague: Id, clock: TapeClock) -> None:
    """Messages to the colleague, which are told by mail and SMS."""
    for subject, text in MESSAGES:
        await cabinet.do(SendMessage(cabinet.surroundings.ids.new(), colleague, subject, text))
        clock.advance(BETWEEN)
        await cabinet.exchange.step()
    await cabinet.exchange.close()
