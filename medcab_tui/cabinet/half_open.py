"""A door that the password opened and that waits for a code: the store is shut, and only its key is kept."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from medcab_tui.cabinet.stopwatch import Stopwatch
from medcab_tui.domain.errors import Refused, StoreFault

if TYPE_CHECKING:
    from medcab_tui.cabinet.cabinet import Cabinet
    from medcab_tui.domain.second_factor import Typed
    from medcab_tui.domain.sources import Clock

PATIENCE: Final = timedelta(minutes=5)
"""How long the key is kept for a code; then one begins with the password again."""


class CodeNeeded(Refused):
    """The password was right, and this worker has a second factor: give the code to `half`."""

    def __init__(self, code: str, half: HalfOpen) -> None:
        super().__init__(code, "code")
        self.half = half


class HalfOpen:
    """Takes a code and gives the cabinet.

    The attempt that the password began stays counted until the code is right, so that one who knows the
    password and leaves is told of at the next sign-in, and each wrong code is an attempt of its own.
    enter: opens the store again with the key, uses up the code and signs in. begin: counts an attempt.
    counted: whether one was counted on the way here.
    """

    def __init__(
        self,
        key: bytes,
        *,
        clock: Clock,
        enter: Callable[[bytes, Typed], Awaitable[Cabinet]],
        begin: Callable[[], None],
        counted: bool,
    ) -> None:
        self._key = key
        self._since = Stopwatch(clock)
        self._enter = enter
        self._begin = begin
        self._counted = counted

    @property
    def expired(self) -> bool:
        """Whether it waited too long; then the key is forgotten."""
        if self._since.passed() > PATIENCE:
            self.forget()
        return not self._key

    def forget(self) -> None:
        """Whoever was asked goes away: nothing is kept."""
        self._key = b""

    async def give(self, text: str) -> Cabinet:
        """The cabinet, if the code of the app or a recovery code is right.

        Raises Invalid second_factor.shape, which is no attempt; Refused second_factor.wrong, .used, .clock;
        sign_in.wait (`seconds`), sign_in.blocked; sign_in.expired: begin with the password again; StoreFault.
        """
        if self.expired:
            raise Refused("sign_in.expired")
        from medcab_tui.domain.second_factor import meant

        typed = meant(text)
        if not self._counted:
            await asyncio.to_thread(self._begin)
            self._counted = True
        try:
            cabinet = await self._enter(self._key, typed)
        except Refused as refused:
            if refused.code == "second_factor.wrong":
                self._counted = False
            if isinstance(refused, StoreFault) and refused.code == "store.wrong_key":
                self.forget()  # somebody was removed meanwhile and the store has another key
                raise Refused("sign_in.expired") from refused
            raise
        self.forget()
        return cabinet
