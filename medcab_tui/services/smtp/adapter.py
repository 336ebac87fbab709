"""The adapter of mail: letters of the cabinet through the organisation's own server."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final, TypeVar

from medcab_tui.domain.exchange import (
    Capability,
    Change,
    Checked,
    Operation,
    Receipt,
    Rejected,
    Unreachable,
    Way,
)
from medcab_tui.services.adapter import Given, Info
from medcab_tui.services.registry import off_the_loop

if TYPE_CHECKING:
    from pydantic import BaseModel

    from medcab_tui.services.smtp.session import Session

T = TypeVar("T")

DEADLINE: Final = timedelta(seconds=40)
_REMEMBERED: Final = 500


def _settings() -> type[BaseModel]:
    from medcab_tui.services.smtp.settings import Settings

    return Settings


class Smtp:
    """Letters over SMTP. A server takes a letter or refuses it; whether it was read nobody says."""

    info: ClassVar[Info] = Info(
        name="smtp",
        title={"en": "Mail (SMTP)", "ru": "Почта (SMTP)"},
        capabilities=frozenset({Capability.MAIL}),
        settings=_settings,
        takes=frozenset({"notice.letter", "mail"}),
        sees={
            "en": "Notices name no patient. A document that is mailed leaves whole; mail can be read.",
            "ru": "В уведомлениях пациентов не называют. Документ, отправленный по почте, уходит целиком; "
            "письмо могут прочесть по пути.",
        },
        usage={
            "en": "In Settings, Notifications, give your address and choose what is told by mail. "
            "A document is mailed from its list.",
            "ru": "В настройках уведомлений укажите адрес и выберите, о чём писать. "
            "Документ отправляют по почте из списка документов.",
        },
    )
    deadline: ClassVar[timedelta] = DEADLINE

    def __init__(self, given: Given) -> None:
        self._given = given
        self._done: OrderedDict[str, Receipt] = OrderedDict()
        self._turn = asyncio.Lock()

    async def check(self) -> Checked:
        """Greets, encrypts, signs in."""
        greeting = await self._spoken(lambda session: session.check())
        return Checked(greeting, f"220 {greeting}")

    async def pull(self, since: str) -> AsyncIterator[Change]:
        """A mail server has nothing to tell."""
        nothing: tuple[Change, ...] = ()
        for change in nothing:
            yield change

    async def push(self, operation: Operation) -> Receipt:
        """Hands a letter over. A repeat in one sitting sends nothing; a later one has the same Message-ID."""
        from medcab_tui.services.smtp.letter import letter_of, mailbox
        from medcab_tui.services.smtp.settings import Settings

        settings = self._given.settings
        if operation.kind not in self.info.takes or not isinstance(settings, Settings):
            raise Rejected("service.kind", code="service.kind")
        async with self._turn:
            if operation.key in self._done:
                return self._done[operation.key]
            letter = letter_of(
                operation, settings.sender, settings.sender_name, settings.most_megabytes * 1024 * 1024
            )
            content = await asyncio.to_thread(letter.as_bytes)
            sender, to = mailbox(settings.sender), mailbox(str(operation.body.get("to", "")))
            code, words = await self._spoken(lambda session: session.send(sender, to, content))
            number = str(letter["Message-ID"]).strip("<>")
            receipt = Receipt(Way.REGISTERED, number, raw=f"{code} {words}")
            self._done[operation.key] = receipt
            if len(self._done) > _REMEMBERED:
                self._done.popitem(last=False)
            return receipt

    async def close(self) -> None:
        """Nothing stays open between letters."""

    async def _spoken(self, work: Callable[[Session], T]) -> T:
        """A conversation within the deadline; when it is over the line is broken off."""
        from medcab_tui.services.smtp.session import Session, Where
        from medcab_tui.services.smtp.settings import Settings

        settings, seconds = self._given.settings, self.deadline.total_seconds()
        if not isinstance(settings, Settings):
            raise Rejected("service.kind", code="service.kind")
        where = Where(
            settings.host,
            settings.port,
            settings.security,
            settings.login,
            settings.password.get_secret_value(),
            Path(settings.authorities).expanduser() if settings.authorities else None,
            seconds,
        )
        session = Session(where)
        try:
            return await off_the_loop(lambda: work(session), seconds)
        except TimeoutError:
            raise Unreachable("smtp.late") from None
        finally:
            session.break_off()
