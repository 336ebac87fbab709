"""What stands in the keyring is text from outside: whatever it is, nothing breaks."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from medcab_tui.cabinet.witness import Kept

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@given(st.text(max_size=60) | st.none())
def test_text_that_is_no_anchor_is_none(text: str | None) -> None:
    assert Kept.read(text) is None


@given(st.fixed_dictionaries({"sequence": JSON, "hash": JSON, "restored": JSON, "odd": JSON}))
def test_values_of_any_kind_break_nothing(plain: dict[str, object]) -> None:
    import json

    known = Kept.read(json.dumps(plain))
    assert known is None or Kept.read(known.written()) == known


@given(
    st.integers(1, 1 << 62),
    st.binary(min_size=32, max_size=32),
    st.lists(st.tuples(st.integers(1, 1 << 62), st.just("ab")), max_size=4),
)
def test_an_anchor_is_read_as_it_was_written(sequence: int, link: bytes, odd: list[tuple[int, str]]) -> None:
    kept = Kept(sequence, link.hex(), odd=tuple(odd))
    assert Kept.read(kept.written()) == kept
