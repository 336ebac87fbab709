"""Codes of an app by time: drift, clocks set back, each step once; recovery codes however they are typed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from medcab_tui.cabinet.second_factor import codes_around
from medcab_tui.cabinet.surroundings import SeededRandom
from medcab_tui.domain.errors import Invalid, Refused
from medcab_tui.domain.second_factor import (
    PERIOD,
    SECRET_LENGTH,
    addresses,
    base32,
    code_hash,
    in_groups,
    judge,
    meant,
    recovery_codes,
    seconds_to_next,
    step_of,
    steps_around,
)

SECRET = b"12345678901234567890"
"""That of RFC 6238, appendix B."""
BEGAN = datetime(2026, 11, 23, 9, 15, tzinfo=UTC)

pytestmark = pytest.mark.capability("C018")


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"),
        (2000000000, "279037"), (20000000000, "353130"),
    ],
)  # fmt: skip
def test_the_codes_are_those_of_the_standard(seconds: int, code: str) -> None:
    now = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    assert codes_around(SECRET, now)[step_of(now)] == code


@given(
    st.lists(
        st.tuples(st.integers(-7200, 7200), st.integers(-120, 120)),
        min_size=1,
        max_size=12,
    )
)
def test_whatever_the_clocks_do_a_step_is_taken_once_and_within_one_step(
    tries: list[tuple[int, int]],
) -> None:
    """The machine's clock jumps back and forth, the phone's is off by something else each time."""
    phone, last, taken = pyotp.TOTP(base32(SECRET)), -1, set[int]()
    for jump, drift in tries:
        now = BEGAN + timedelta(seconds=jump)
        shown_at = step_of(now + timedelta(seconds=drift))
        typed, codes = phone.generate_otp(shown_at), codes_around(SECRET, now)
        near = abs(shown_at - step_of(now)) <= 1
        try:
            step = judge(typed, codes, last, now)
        except Refused as refused:
            if near and shown_at > last:
                raise
            behind = last > step_of(now) + 1
            expected = "second_factor.clock" if behind else "second_factor.used"
            assert refused.code == (expected if near else "second_factor.wrong")
            if refused.code == "second_factor.used":
                assert 1 <= int(refused.values["seconds"]) <= PERIOD
        else:
            assert near or typed in codes.values()
            assert step > last
            assert step not in taken
            taken.add(step)
            last = step


@given(st.integers(0, 2**33))
def test_once_the_seconds_told_have_passed_the_next_code_is_taken(seconds: int) -> None:
    now = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    for used in steps_around(now):
        later = now + timedelta(seconds=seconds_to_next(now))
        following = pyotp.TOTP(base32(SECRET)).generate_otp(used + 1)
        if used + 1 in steps_around(later):
            assert judge(following, codes_around(SECRET, later), used, later) > used


@given(st.integers(0, 999_999))
def test_a_code_of_no_near_step_is_wrong(number: int) -> None:
    typed, codes = f"{number:06}", codes_around(SECRET, BEGAN)
    if typed in codes.values():
        assert judge(typed, codes, -1, BEGAN) in codes
    else:
        with pytest.raises(Refused, match="second_factor.wrong"):
            judge(typed, codes, -1, BEGAN)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("123456", "123456"), (" 123 456 ", "123456"), ("12-34-56", "123456"),
        ("7K2QD-M41XR", "7K2QDM41XR"), ("7k2qd m41xr", "7K2QDM41XR"), ("7л2йв-ь41чк", "7K2QDM41XR"),
        ("OIL23-45678", "0112345678"),
    ],
)  # fmt: skip
def test_a_code_is_meant_however_it_is_written(text: str, code: str) -> None:
    assert meant(text).code == code


@pytest.mark.parametrize("text", ["", "12345", "1234567", "١٢٣٤٥٦", "7K2QD-M41X", "7K2QD-M41XU", "x" * 999])
def test_what_cannot_be_a_code_is_no_attempt(text: str) -> None:
    with pytest.raises(Invalid, match="second_factor.shape"):
        meant(text)
    with pytest.raises(Invalid, match="second_factor.digits"):
        meant(text, recovery=False)


def test_a_recovery_code_does_not_stand_for_the_apps_where_only_that_is_asked() -> None:
    with pytest.raises(Invalid, match="second_factor.digits"):
        meant("7K2QD-M41XR", recovery=False)


def test_recovery_codes_are_many_differ_and_are_kept_as_hashes_of_whom_they_are() -> None:
    shown = recovery_codes(SeededRandom(7))
    assert len(set(shown)) == 10
    for code in shown:
        assert code_hash(b"ann", code) == code_hash(b"ann", meant(code).code)
        assert code_hash(b"ann", code) != code_hash(b"bob", code)


@given(st.binary(min_size=SECRET_LENGTH, max_size=SECRET_LENGTH), st.text(min_size=1, max_size=12))
def test_an_app_reads_out_of_the_address_what_was_put_in(secret: bytes, login: str) -> None:
    for parts in addresses(secret, login):
        read = pyotp.parse_uri("".join(parts))
        assert isinstance(read, pyotp.TOTP)
        assert (read.secret, read.digits, read.interval) == (base32(secret), 6, 30)
        assert "medcab" in (read.issuer, read.name)
    assert pyotp.parse_uri("".join(next(addresses(secret, login)))).name == login
    assert in_groups(secret).replace(" ", "") == base32(secret)
    assert all(len(group) == 4 for group in in_groups(secret).split())
