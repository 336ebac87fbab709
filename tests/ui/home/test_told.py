"""Lines that nobody wrote say something in both languages, whatever the code and its parameters."""

from __future__ import annotations

import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medcab_tui import locale
from medcab_tui.domain.home import Answer
from medcab_tui.domain.notices import Asks, NoticeKind, Service, Told
from medcab_tui.ui.home.kinds import kind_title, kind_word
from medcab_tui.ui.home.told import service_title, standing_words, told, usage

PARAMS = {
    "when": "2026-11-24T10:00", "was": "2026-11-23T09:15", "doctor": "Петров О. Д.", "title": "Акт",
    "service": "reminders", "copy": "2026-11-23", "who": "Иванова А. П.", "since": "2026-11-23",
    "until": "2026-12-01", "area": "7",
}  # fmt: skip


@pytest.fixture(params=locale.LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    locale.use(request.param)
    return str(request.param)


@pytest.mark.capability("C032")
def test_every_code_says_something_in_the_readers_language(language: str) -> None:
    said = {code: told(code.value, PARAMS) for code in Told}
    assert len(set(said.values())) == len(Told), "each says something of its own"
    for code, sentence in said.items():
        assert sentence != code.value
        assert "{" not in sentence
        assert "—" not in sentence.replace(" — ", "")
        assert bool(re.search("[а-яё]", sentence)) or language == "en", sentence
    assert "11-24 10:00" in said[Told.VISIT_MOVED]
    assert "Петров О. Д." in said[Told.VISIT_GIVEN]


def test_what_a_line_waits_for_has_words(language: str) -> None:
    for status in (*Asks, *Answer):
        words = standing_words(status.value)
        assert words != status.value
        assert bool(re.search("[а-яё]", words)) == (language == "ru")
    assert standing_words("выдана") == "выдана"


@pytest.mark.capability("C033")
def test_a_service_says_what_it_is_and_how_it_is_used(language: str) -> None:
    for service in Service:
        assert usage(service.value)[-1] == "."
        assert service_title(service.value) in told(Told.SERVICE, {"service": service.value})
        assert bool(re.search("[а-яё]", service_title(service.value))) == (language == "ru")
        assert service.place[0] in ("home", "patients", "schedule", "documents", "settings")
    assert (service_title("later"), usage("later")) == ("later", "")


KINDS = {
    NoticeKind.SCHEDULE: ("C022", "изменения графика"),
    NoticeKind.CHECK: ("C023", "результаты проверок"),
    NoticeKind.QUERY: ("C024", "запросы на предоставление данных"),
    NoticeKind.RULES: ("C025", "протоколы"),
    NoticeKind.UPCOMING: ("C026", "приёмы"),
    NoticeKind.APPLICATION: ("C027", "новые заявки"),
    NoticeKind.SHIFT: ("C028", "уведомления о сменах"),
}


@pytest.mark.parametrize(
    ("kind", "title"),
    [pytest.param(kind, title, marks=pytest.mark.capability(code)) for kind, (code, title) in KINDS.items()],
)
def test_a_kind_is_called_as_the_brief_calls_it(kind: NoticeKind, title: str) -> None:
    locale.use("ru")
    assert title in kind_title(kind)


def test_every_kind_has_a_name_and_a_word_of_its_own(language: str) -> None:
    for name in (kind_title, kind_word):
        assert len({name(kind) for kind in NoticeKind}) == len(NoticeKind)


def test_the_answer_to_a_line_told_by_code_tells_that_line(language: str) -> None:
    answer = told(Told.TASK_REFUSED, {"of": "request.hand_over", "title": "Акт сверки"})
    assert answer.endswith("Акт сверки")
    assert told("request.hand_over", {"title": "Акт сверки"}) in answer


@given(st.text(max_size=12), st.dictionaries(st.text(max_size=6), st.text(max_size=20), max_size=4))
def test_no_code_and_no_parameter_breaks_a_line(code: str, params: dict[str, str]) -> None:
    """A newer program may have written it."""
    assert isinstance(told(code, params), str)
    for known in Told:
        sentence = told(known.value, params)
        fields = [name for _, name, _, _ in string.Formatter().parse(sentence) if name]
        assert not set(fields) & {"when", "doctor"} or any("{" in text for text in params.values())
