"""Folders of templates: a bad one is told by name and reason, and the others stand."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medcab_tui.domain.errors import Invalid
from medcab_tui.domain.paper_folders import SOURCES, template_of
from medcab_tui.domain.papers import FieldKind, Series
from medcab_tui.papers import folders
from medcab_tui.papers.trying import tried
from medcab_tui.papers.typesetting import Typesetter

GOOD = """
title = "Справка для бассейна"
version = "1"
kind = "справка"
number = "С-{n}/{yyyy}"
[fields.conclusion]
title = "Заключение"
kind = "text"
required = true
[fields.group]
title = "Группа"
kind = "choice"
picks = ["основная", "подготовительная"]
"""


def laid(parent: Path, name: str, said: str = GOOD, page: str = '#value("conclusion")') -> Path:
    folder = parent / name
    folder.mkdir(parents=True)
    (folder / "template.toml").write_text(said, encoding="utf-8")
    (folder / "page.typ").write_text(page, encoding="utf-8")
    return folder


def test_the_users_folder_stands_beside_the_shipped(tmp_path: Path) -> None:
    laid(tmp_path, "pool")
    found = folders.found(tmp_path)
    assert [one.name for one in found.good] == ["discharge", "referral_057", "pool"]
    assert not found.bad
    pool = found.named("pool")
    assert pool is not None
    assert pool.own
    assert [one.kind for one in pool.fields] == [FieldKind.TEXT, FieldKind.CHOICE]
    assert pool.series.number(7, 2026) == "С-7/2026"
    assert folders.found(tmp_path / "nothing").named("pool") is None


def test_a_folder_whose_name_is_no_text_is_told_in_letters(tmp_path: Path) -> None:
    (Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff\x1b[31m"))).mkdir()
    (bad,) = folders.found(tmp_path).bad
    assert bad.name.encode()
    assert "\x1b" not in bad.name


def test_each_bad_folder_is_told_with_its_reason(tmp_path: Path) -> None:
    cases = {
        "broken": (GOOD + "[", "paper.toml"),
        "deep": ("a = " + "[" * 3000, "paper.toml"),
        "unknown": ("colour = 1\n" + GOOD, "paper.unknown_key"),
        "kind": (GOOD.replace('"справка"', '"смета"'), "paper.wrong_key"),
        "number": (GOOD.replace("{n}", "{o}"), "paper.wrong_key"),
        "picks": (GOOD.replace('kind = "choice"', 'kind = "line"'), "paper.wrong_key"),
        "autofill": (GOOD + 'autofill = "/etc/passwd"', "paper.wrong_key"),
        "sources": (GOOD + 'autofill = ["today"]', "paper.wrong_key"),
        "digits": (GOOD + "lines = " + "9" * 5000, "paper.toml"),
        "lines": (GOOD + "lines = 1000000000", "paper.wrong_key"),
        "empty": ("", "paper.wrong_key"),
        "large": ("#" * (folders.MOST_BYTES + 1), "paper.large"),
        "discharge": (GOOD, "paper.name_taken"),
        "Name": (GOOD, "paper.folder_name"),
    }
    for name, (said, _code) in cases.items():
        laid(tmp_path, name, said)
    laid(tmp_path, "no_page", page=" ")
    (laid(tmp_path, "bytes") / "page.typ").write_bytes(b"\xff\xfe")
    (laid(tmp_path, "missing") / "page.typ").unlink()
    (tmp_path / "file").write_text("x")
    linked = laid(tmp_path, "linked_page") / "page.typ"
    linked.unlink()
    linked.symlink_to("/etc/passwd")
    (tmp_path / "linked").symlink_to(laid(tmp_path, "target"))
    more = {
        "no_page": "paper.no_page",
        "bytes": "paper.not_text",
        "missing": "paper.no_file",
        "file": "paper.not_folder",
        "linked_page": "paper.link",
        "linked": "paper.link",
    }
    found = folders.found(tmp_path)
    assert {one.name: one.fault.code for one in found.bad} == {
        name: code for name, (_said, code) in cases.items()
    } | more
    assert {one.name for one in found.good} == {"discharge", "referral_057", "target"}


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
_KEYS = st.sampled_from(["title", "version", "kind", "about", "number", "series", "fields", "texts", "x"])


@given(st.dictionaries(_KEYS, _VALUES))
def test_whatever_a_file_says_it_is_a_template_or_a_told_fault(said: dict[str, object]) -> None:
    whole = {"title": "Т", "version": "1", "kind": "справка", "number": "{n}"} | said
    try:
        template = template_of("own", whole, "page", own=True)
    except Invalid as fault:
        assert fault.code.startswith("paper.")
    else:
        assert template.fields


@pytest.mark.parametrize(
    ("pattern", "number"),
    [("В-{n:04}/{yy}", "В-0012/26"), ("{n}", "12"), ("{yyyy}-{n:06}", "2026-000012"), ("№{n}%s", "№12%s")],
)
def test_numbers_are_written_by_their_pattern(pattern: str, number: str) -> None:
    assert Series("s", pattern).number(12, 2026) == number


async def test_the_example_of_the_guide_works_as_it_stands(tmp_path: Path) -> None:
    guide = (Path(__file__).parents[2] / "docs" / "document-templates.md").read_text(encoding="utf-8")
    said = guide.partition("```toml\n")[2].partition("```")[0]
    page = guide.partition("```typst\n")[2].partition("```")[0]
    laid(tmp_path, "pool", said, page)
    laid(tmp_path, "endless", GOOD, "#let")
    typesetter = Typesetter()
    try:
        found = await tried(folders.found(tmp_path), typesetter)
    finally:
        typesetter.close()
    assert [one.name for one in found.good] == ["discharge", "referral_057", "pool"]
    assert [(one.name, one.fault.code) for one in found.bad] == [("endless", "paper.page")]
    kinds = set(guide.partition("Kinds: ")[2].partition(" A field can")[0].split("`")[1::2])
    assert kinds == {kind.value for kind in FieldKind}
    sources = set(guide.partition("(`autofill`) from ")[2].partition(" It can be seen")[0].split("`")[1::2])
    assert sources == SOURCES - {""}
