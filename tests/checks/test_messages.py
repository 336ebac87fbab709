"""Every text of the interface has its Russian, and the compiled catalogue is the written one."""

from __future__ import annotations

import gettext
from pathlib import Path

import pytest

from medcab_tui import locale
from medcab_tui.locale.catalogue import Catalogue
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
    counted = [
        locale.ngettext("{n} patient", "{n} patients", number) for number in (1, 2, 5, 11, 21, 22, 111)
    ]
    assert len(set(counted)) == 3
    assert counted[0] == counted[4] != counted[2] == counted[3] == counted[6]


def test_what_is_looked_up_is_what_the_whole_catalogue_says() -> None:
    """Message by message, forms and contexts, beside the reader that takes all of them in."""
    whole = gettext.GNUTranslations(messages.MO.open("rb"))
    ours = Catalogue(messages.MO)
    known = [message for message in messages.kept() if message.id]
    assert len(known) > 3000
    for message in known:
        key, context = message.id, message.context
        if isinstance(key, str):
            said = [one.pgettext(context, key) if context else one.gettext(key) for one in (whole, ours)]
            assert said[0] == said[1], key
            continue
        for number in (0, 1, 2, 5, 11, 21, 101):
            counts = [one.ngettext(*key, number) for one in (whole, ours)]
            assert counts[0] == counts[1], key


def test_an_unknown_text_is_itself() -> None:
    ours = Catalogue(messages.MO)
    assert (ours.gettext("No such text"), ours.pgettext("nowhere", "Open")) == ("No such text", "Open")
    assert [ours.ngettext("a stone", "stones", number) for number in (1, 2)] == ["a stone", "stones"]


@pytest.mark.parametrize("length", [0, 10, 40, 1000, -20_000, -2])
def test_a_file_that_is_no_whole_catalogue_is_refused(tmp_path: Path, length: int) -> None:
    (tmp_path / "cut.mo").write_bytes(messages.MO.read_bytes()[:length] if length != 40 else bytes(40))
    with pytest.raises(ValueError, match="cut"):
        Catalogue(tmp_path / "cut.mo")


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(ValueError, match="tlh"):
        locale.use("tlh")
