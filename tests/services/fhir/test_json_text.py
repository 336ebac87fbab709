"""JSON with every digit of a number."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medcab_tui.services.fhir.json_text import encoded, pieces

texts = st.text(st.characters(exclude_categories=("Cs",)), max_size=6) | st.sampled_from(
    ["\ue000", "\ue0007\ue000"]
)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | texts | st.decimals(allow_nan=False, allow_infinity=False),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(texts, inside, max_size=3),
    max_leaves=8,
)


@given(values)
def test_what_is_written_is_read_again_digit_for_digit(value: Any) -> None:
    for text in (encoded(value), "".join(pieces(value))):
        assert _exact(json.loads(text, parse_float=Decimal)) == _exact(value)


def _exact(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _exact(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_exact(one) for one in value]
    return str(value) if isinstance(value, int | Decimal) and not isinstance(value, bool) else ("text", value)


def test_what_is_no_json_is_refused() -> None:
    assert encoded({"a": [Decimal("72.50"), 0.5, True, None, ()]}) == '{"a":[72.50,0.5,true,null,[]]}'
    for write in (encoded, lambda value: "".join(pieces(value))):
        with pytest.raises(TypeError):
            write({"a": b"1"})
