"""The second factor: getting one, giving it up, and the check of what was typed as proof.

It is a rule of this program and no part of any key: whoever has a slot's password can decrypt the store with
other programs. Here it keeps out who saw a password typed.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from medcab_tui.cabinet.actions import Action, Outcome
from medcab_tui.cabinet.desk import Desk
from medcab_tui.domain.accounts import Permission
from medcab_tui.domain.errors import Refused
from medcab_tui.domain.ids import Id
from medcab_tui.domain.second_factor import (
    SECRET_LENGTH,
    SecondFactor,
    Typed,
    addresses,
    base32,
    code_hash,
    in_groups,
    judge,
    meant,
    recovery_codes,
    seconds_to_next,
    steps_around,
)
from medcab_tui.store import second_factor

if TYPE_CHECKING:
    from medcab_tui.store.transaction import Connection


@dataclass(frozen=True, slots=True)
class Enrolment:
    """A secret on its way into an app; nothing is kept of it until a code proves that it arrived.

    seen: the version of the one it takes the place of.
    """

    secret: bytes = field(repr=False)
    login: str
    seen: int | None

    @property
    def addresses(self) -> Iterator[tuple[str, ...]]:
        """What is scanned, in parts; the fullest first."""
        return addresses(self.secret, self.login)

    @property
    def by_hand(self) -> str:
        """The secret in groups of four."""
        return in_groups(self.secret)


class SecondFactorRoom:
    """One's own second factor; an administrator can take another's away."""

    def __init__(self, desk: Desk, do: Callable[[Action[Any]], Awaitable[Outcome[Any]]]) -> None:
        self._desk = desk
        self._do = do

    async def own(self) -> SecondFactor | None:
        """How it stands with one's own; None without one."""
        mine = self._desk.worker.id
        kept = await self._desk.read(Permission.OWN_ACCOUNT, lambda c: second_factor.of_worker(c, mine))
        return kept.shown if kept is not None else None

    async def begin(self) -> Enrolment:
        """A new secret to be put into an app; what there was before holds until `confirm`."""
        standing = await self.own()
        secret = self._desk.surroundings.random.bytes(SECRET_LENGTH)
        return Enrolment(
            secret,
            self._desk.worker.login,
            standing.version if standing is not None else None,
        )

    async def confirm(self, enrolment: Enrolment, typed: str) -> tuple[str, ...]:
        """Keeps it, if the app shows the right code; gives the recovery codes, to be shown once.

        Raises Invalid second_factor.digits, Refused second_factor.wrong about the field, step_up.needed,
        Stale. Wrong codes are not counted here: the secret stands on the screen.
        """
        from medcab_tui.cabinet.second_factor_actions import EnrolSecondFactor

        self._desk.require(Permission.OWN_ACCOUNT)
        code, now = meant(typed, recovery=False).code, self._desk.surroundings.clock.now()
        step = judge(code, codes_around(enrolment.secret, now), -1, now)
        shown = recovery_codes(self._desk.surroundings.random)
        hashes = tuple(code_hash(self._desk.worker.id, one) for one in shown)
        new = self._desk.surroundings.ids.new()
        await self._do(EnrolSecondFactor(new, enrolment.secret, step, hashes, enrolment.seen))
        return shown

    async def remove(self) -> None:
        """Gives one's own up; from now on the password alone opens the door."""
        from medcab_tui.cabinet.second_factor_actions import RemoveSecondFactor

        standing = await self.own()
        if standing is None:
            raise Refused("second_factor.none")
        await self._do(RemoveSecondFactor(self._desk.surroundings.ids.new(), standing.version))

    async def lift(self, worker: Id) -> None:
        """Takes another's away: the phone is lost, and the recovery codes with it. The worker is told."""
        from medcab_tui.cabinet.second_factor_actions import LiftSecondFactor

        self._desk.require(Permission.MANAGE_WORKERS)
        await self._do(LiftSecondFactor(self._desk.surroundings.ids.new(), worker))


def codes_around(secret: bytes, now: datetime) -> dict[int, str]:
    """What an app shows in the steps that are taken at this moment."""
    import pyotp

    app = pyotp.TOTP(base32(secret))
    return {step: app.generate_otp(step) for step in steps_around(now)}


def accept(connection: Connection, worker: Id, typed: Typed, now: datetime) -> str:
    """Uses up what was typed, if it is right; gives what it was: "code" or "recovery".

    Raises Refused second_factor.none, .wrong, .used or .clock; then nothing is used up.
    """
    kept = second_factor.of_worker(connection, worker)
    if kept is None:
        raise Refused("second_factor.none")
    writes = second_factor.SecondFactorWrites(connection, now)
    if typed.recovery:
        if not writes.use_code(worker, code_hash(worker, typed.code)):
            raise Refused("second_factor.wrong", "code")
        return "recovery"
    step = judge(typed.code, codes_around(kept.secret, now), kept.last, now)
    if not writes.use_step(worker, step):
        raise Refused("second_factor.used", "code", seconds=str(seconds_to_next(now)))
    return "code"
