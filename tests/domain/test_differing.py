"""Differences give both texts back, are as small as they can be, and end in time; three versions merge."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medcab_tui.domain.differing import line_pairs, matches, pieces_of
from medcab_tui.domain.merging import Fate, merged, woven

pytestmark = pytest.mark.capability("C073")

anything = st.text(max_size=60) | st.text(alphabet="аб \n.,1", max_size=80)
letters = st.text(alphabet="abc", max_size=12)


@given(anything, anything)
def test_the_difference_gives_both_sides_back(old: str, new: str) -> None:
    pairs = line_pairs(old, new)
    assert "\n".join(pair.old for pair in pairs if pair.old is not None) == old
    assert "\n".join(pair.new for pair in pairs if pair.new is not None) == new
    for pair in pairs:
        assert "".join(text for kind, text in pair.pieces if kind != "come") == (pair.old or "")
        assert "".join(text for kind, text in pair.pieces if kind != "gone") == (pair.new or "")
    assert any(pair.changed or pair.old != pair.new for pair in pairs) == (old != new)


@given(letters, letters)
def test_as_much_as_possible_is_kept(old: str, new: str) -> None:
    found = matches(old, new)
    assert found == sorted(found)
    assert all(old[left] == new[right] for left, right in found)
    assert len({left for left, _ in found}) == len({right for _, right in found}) == len(found)
    assert len(found) == _longest(old, new)


def _longest(old: str, new: str) -> int:
    lengths = [0] * (len(new) + 1)
    for one in old:
        row = [0]
        for place, other in enumerate(new):
            row.append(lengths[place] + 1 if one == other else max(row[place], lengths[place + 1]))
        lengths = row
    return lengths[-1]


@pytest.mark.parametrize("end", [" ", "\n"], ids=["one line", "lines"])
def test_a_long_text_is_compared_in_time(end: str) -> None:
    old = end.join(f"слово{number * number % 97}" for number in range(20_000))
    new = end.join(f"слово{number * number % 89}" for number in range(20_000))
    begun = time.process_time()
    line_pairs(old, new)
    assert time.process_time() - begun < 3


def test_texts_too_long_for_the_table_meet_at_what_stands_once() -> None:
    old = [str(number) for number in range(9000)]
    new = ["x", *old[:4000], "y", *old[4001:], "z"]
    assert len(matches(["a", *old], new)) == 8999


def test_a_number_is_marked_whole() -> None:
    assert pieces_of("температура 37,4 утром", "температура 37,9 утром") == (
        ("kept", "температура "),
        ("gone", "37,4"),
        ("come", "37,9"),
        ("kept", " утром"),
    )


texts = st.dictionaries(st.sampled_from("абвг"), st.sampled_from(("", "1", "2", "3")))


@given(texts, texts, texts)
def test_nothing_either_side_changed_is_lost(
    base: dict[str, str], mine: dict[str, str], theirs: dict[str, str]
) -> None:
    outcome = merged(base, mine, theirs)
    for name, became in outcome.fates.items():
        versions = (base.get(name), mine.get(name), theirs.get(name))
        if became is Fate.CLASH:
            assert len(set(versions)) == 3
            assert name in outcome.clashes
            assert name not in outcome.values
        else:
            changed = {one for one in versions[1:] if one != versions[0]}
            assert outcome.values.get(name) == (changed.pop() if changed else versions[0])
            assert not changed
    assert merged(base, mine, base).values == mine
    assert merged(base, base, theirs).values == theirs


@given(anything, anything)
def test_a_text_that_one_side_changed_is_taken_as_it_is(base: str, other: str) -> None:
    assert woven(base, other, base) == woven(base, base, other) == woven(base, other, other) == other


def test_changes_of_both_are_woven_where_they_do_not_meet() -> None:
    base = "кашель сухой, температура 37,4"
    mine, theirs = "кашель влажный, температура 37,4", "кашель сухой, температура 38,1"
    assert woven(base, mine, theirs) == "кашель влажный, температура 38,1"
    assert woven(base, "кашель влажный, температура 37,4", "кашель частый, температура 37,4") is None
    assert woven("кашель", "кашель, слабость", "кашель, насморк") == "кашель, насморк, слабость"
