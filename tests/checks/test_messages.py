"""Every text of the interface has its Russian, and the compiled catalogue is the written one."""

from __future__ import annotations

from pathlib import Path

import pytest

from medcab_tui import locale
from tests.checks import messages


def test_the_russian_catalogue_is_complete() -> None:
    assert messages.complaints() == []


def test_no_text_is_put_together_before_it_is_translated() -> None:
    found = [
        f"{file.relative_to(messages.ROOT)}:{line}"
        for file in sorted(messages.PACKAGE.rglob("*.py"))
        for line in messages.dynamic(file.read_text("utf-8"))
    ]
    assert found == []


@pytest.mark.parametrize("code", ["_(f'a {b}')", "_('a ' + b)", "ngettext('a', 'b %s' % c, n)"])
def test_a_text_put_together_is_noticed(code: str) -> None:
    assert list(messages.dynamic(code)) == [1]


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ('msgid "a {b}"\nmsgstr "а {в}"', "placeholders"),
        ('msgid "a"\nmsgstr ""', "not translated"),
        ('#, fuzzy\nmsgid "a"\nmsgstr "а"', "fuzzy"),
        ('msgid "a {n}"\nmsgid_plural "b {n}"\nmsgstr[0] "а {n}"\nmsgstr[1] "б {n}"', "not translated"),
    ],
)
def test_a_faulty_translation_is_noticed(
    source: str, fault: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    po = tmp_path / "medcab.po"
    po.write_text(f'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n{source}\n', "utf-8")
    monkeypatch.setattr(messages, "PO", po)
    monkeypatch.setattr(messages, "MO", tmp_path / "none.mo")
    monkeypatch.setattr(messages, "source", messages.kept)
    assert any(complaint.startswith(fault) for complaint in messages.complaints())


def test_russian_counts_in_three_forms() -> None:
    catalogue = locale._catalogue("ru")
    forms = {catalogue.plural(number) for number in (1, 2, 5, 11, 21, 22, 111)}
    assert forms == {0, 1, 2}


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(ValueError, match="tlh"):
        locale.use("tlh")
