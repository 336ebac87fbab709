"""The phone of a tape takes a whole secret off the screen and tells the code of the moment."""

from __future__ import annotations

import base64
from datetime import UTC, datetime

import pyotp

from medcab_tui.demo.phone import Phone

SECRET = bytes(range(20))
GROUPS = base64.b32encode(SECRET).decode()
SHOWN = [" ".join(GROUPS[at + 4 * n : at + 4 * n + 4] for n in range(4)) for at in (0, 16)]
AT = datetime(2026, 11, 23, 9, 15, tzinfo=UTC)


def test_the_code_is_that_of_the_secret_and_the_moment() -> None:
    phone = Phone()
    phone.look(["ПОДКЛЮЧИТЬ  MEDC", *(f"  █▀ {line} ▄█" for line in SHOWN), "Код"])
    assert phone.code(AT) == pyotp.TOTP(GROUPS).at(AT)
    phone.look(["ничего больше не видно"])
    assert phone.code(AT) == pyotp.TOTP(GROUPS).at(AT)


def test_half_a_secret_is_none() -> None:
    phone = Phone()
    phone.look([SHOWN[0]])
    phone.look([])
    assert phone.code(AT) == ""
