"""Numbers of people against the published and synthetic vectors of DOMAIN.md §1, and their rules at large."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medcab_tui.domain.errors import Invalid
from medcab_tui.domain.identifiers import (
    check_phone,
    check_policy,
    check_snils,
    policy_check_digit,
    print_phone,
    print_policy,
    print_snils,
    snils_checksum,
)

SNILS = ["112-233-445 95", "001-326-679 00", "001-508-816 00", "001-437-545 01", "000-000-600 06"]
POLICIES = ["7700000000000016", "3400000000000174", "9990000000123458"]
numbers = st.integers(1_001_999, 999_999_999).map("{:09d}".format)
fifteen = st.integers(0, 10**15 - 1).map("{:015d}".format)


@pytest.mark.parametrize("printed", SNILS)
def test_snils_vectors_are_accepted_and_printed_back(printed: str) -> None:
    bare = check_snils(printed)
    assert bare == "".join(filter(str.isdigit, printed))
    assert print_snils(bare) == printed


@given(numbers)
def test_snils_of_any_number_is_accepted_with_its_own_checksum_only(number: str) -> None:
    right = snils_checksum(number)
    assert check_snils(number + right) == number + right
    wrong = f"{(int(right) + 1) % 100:02d}"
    with pytest.raises(Invalid) as refused:
        check_snils(number + wrong)
    assert (refused.value.code, refused.value.field) == ("snils.checksum", "snils")


@given(numbers, st.integers(0, 7))
def test_snils_notices_two_neighbours_swapped(number: str, place: int) -> None:
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    one, other = snils_checksum(number), snils_checksum(swapped)
    # remainders 0 and 100 are both written 00: the one pair of neighbours that the rule cannot tell apart
    assert (one != other) == (swapped != number) or one == other == "00"


@pytest.mark.parametrize("number", POLICIES)
def test_policy_vectors(number: str) -> None:
    assert check_policy(number) == number
    assert check_policy(print_policy(number)) == number


def luhn(number: str) -> str:
    """An independent form of the same digit (DOMAIN.md §1 found no difference in 200,000 numbers)."""
    doubled = (int(digit) * (2 - place % 2) for place, digit in enumerate(reversed(number)))
    return str(-sum(value - 9 * (value > 9) for value in doubled) % 10)


@given(fifteen)
def test_policy_check_digit_equals_luhn_and_no_other_is_accepted(number: str) -> None:
    right = policy_check_digit(number)
    assert right == luhn(number)
    with pytest.raises(Invalid, match=r"policy\.checksum"):
        check_policy(number + str((int(right) + 1) % 10))


def test_temporary_policy_has_nine_digits() -> None:
    assert check_policy("123 456 789") == "123456789"


@pytest.mark.parametrize(
    ("check", "text", "code"),
    [
        (check_snils, "112-233-445 9", "snils.length"),
        (check_snils, "112-233-445 9а", "snils.digits"),
        (check_snils, "١١٢٢٣٣٤٤٥٩٥", "snils.digits"),
        (check_policy, "1234567890", "policy.length"),
        (check_policy, "77000000000000I6", "policy.digits"),
        (check_phone, "+44 20 7946 0000", "phone.country"),
        (check_phone, "345-67-89", "phone.length"),
        (check_phone, "8 912 ABC-67-89", "phone.digits"),
    ],
)
def test_what_is_wrong_is_named(check: object, text: str, code: str) -> None:
    assert callable(check)
    with pytest.raises(Invalid) as refused:
        check(text)
    assert refused.value.code == code


@pytest.mark.parametrize("typed", ["+7 912 345-67-89", "8 (912) 345-67-89", "79123456789", "912 345 67 89"])
def test_a_phone_is_kept_as_e164_however_it_is_typed(typed: str) -> None:
    assert check_phone(typed) == "+79123456789"
    assert print_phone("+79123456789") == "+7 912 345-67-89"


@given(st.integers(0, 10**10 - 1).map("{:010d}".format))
def test_a_printed_phone_is_read_back(ten: str) -> None:
    assert check_phone(print_phone(f"+7{ten}")) == f"+7{ten}"
