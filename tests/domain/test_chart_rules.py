"""When an illness began, and numbers of policies and passports."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medcab_tui.domain.chart_rules import check_since
from medcab_tui.domain.errors import Invalid
from medcab_tui.domain.identifiers import check_passport, check_policy_of, print_passport

TODAY = date(2026, 11, 23)
BIRTH = date(1958, 3, 14)


@given(day=st.dates(date(1900, 1, 1), date(2050, 1, 1)), cut=st.sampled_from((4, 7, 10)))
def test_a_part_of_a_date_is_kept_if_any_of_its_days_was_lived(day: date, cut: int) -> None:
    text = day.isoformat()[:cut]
    lived = BIRTH.isoformat()[:cut] <= text and text.ljust(10, "-") <= TODAY.isoformat()
    try:
        assert check_since(f" {text} ", BIRTH, TODAY) == text
    except Invalid as refused:
        assert refused.code == ("since.future" if day > TODAY else "since.before_birth")
        assert not lived
    else:
        assert lived


@given(text=st.text(max_size=12))
def test_any_other_text_is_refused_or_empty(text: str) -> None:
    try:
        kept = check_since(text, BIRTH, TODAY)
    except Invalid as refused:
        assert refused.field == "since"
    else:
        assert kept == text.strip()
        assert kept == "" or kept[:4].isdecimal()


@pytest.mark.parametrize(
    ("kind", "number", "kept"),
    [
        ("", "7700 0000 0000 0016", "7700000000000016"),
        ("2", "3400000000000174", "3400000000000174"),
        ("3", "9990000000123458", "9990000000123458"),
        ("", "123456789", "123456789"),
        ("4", "123-456-789", "123456789"),
        ("1", " 46-11 №  123456 ", "46-11 № 123456"),
        ("", "АБ 123456", "АБ 123456"),
    ],
)
def test_policies_of_every_kind(kind: str, number: str, kept: str) -> None:
    assert check_policy_of(kind, number) == kept


@pytest.mark.parametrize(
    ("kind", "number", "code"),
    [
        ("2", "123456789", "policy.kind"),
        ("4", "7700000000000016", "policy.kind"),
        ("1", "7700000000000016", "policy.old"),
        ("1", "№", "policy.old"),
        ("2", "46-11 № 123456", "policy.digits"),
        ("", "7700000000000017", "policy.checksum"),
        ("", "77000000000000", "policy.length"),
    ],
)
def test_policies_that_are_none(kind: str, number: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_policy_of(kind, number)
    assert (refused.value.code, refused.value.field) == (code, "policy")


@given(st.from_regex(r"[0-9]{2} ?[0-9]{2} ?№? ?[0-9]{6}", fullmatch=True))
def test_a_passport_is_printed_as_it_is_written(text: str) -> None:
    bare = check_passport(text)
    assert check_passport(print_passport(bare)) == bare
    assert len(bare) == 10


@pytest.mark.parametrize("text", ["", "45 08 12345", "45 08 1234567", "4508 12345А", "٤٥٠٨١٢٣٤٥٦"])
def test_a_passport_has_ten_digits(text: str) -> None:
    with pytest.raises(Invalid):
        check_passport(text)
