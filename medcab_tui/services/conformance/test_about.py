"""What an adapter says of itself, and its settings."""

from __future__ import annotations

import json

from medcab_tui.domain.cleaning import visible
from medcab_tui.domain.exchange import Capability
from medcab_tui.services import asked
from medcab_tui.services.conformance.harness import Bench


def test_it_says_who_it_is(bench: Bench) -> None:
    info = bench.info
    for name in ("title", "usage"):
        text = getattr(info, name).get("en", "")
        assert text.strip(), f"info.{name} has a text in «en»"
    if info.takes and not info.simulates:
        assert info.sees.get("en", "").strip(), "info.sees tells what of a patient leaves the machine"
    assert info.takes or info.gives or Capability.IDENTITY in info.capabilities, "it takes or gives something"
    for name in ("title", "sees", "usage", "simulates"):
        for language, text in getattr(info, name).items():
            assert visible(text) == text, f"info.{name} in «{language}» has characters that are not shown"
            assert len(text) <= 4_000, f"info.{name} in «{language}» is a text for people: 4000 characters"


def test_a_form_can_be_made_of_its_settings(bench: Bench) -> None:
    model = bench.info.settings()
    assert asked.unfit(model) == "", "settings lie flat: text, numbers, switches, choices, secrets, lists"
    for one in asked.asked(model):
        assert one.title.get("en"), f"the setting {one.name} has a title"
        assert one.kind != "secret" or not one.default, f"the secret {one.name} has no default"
    assert bench.info.settings() is model or bench.info.settings() == model, "settings() gives one model"


def test_its_settings_are_kept_and_read_again(bench: Bench) -> None:
    settings = bench.settings()
    kept = json.loads(json.dumps(asked.written(settings)))
    secrets = asked.secrets_of(settings)
    assert not set(kept) & asked.secret_fields(type(settings)), "a secret is a SecretStr, kept apart"
    again = asked.built(type(settings), kept, secrets)
    assert asked.written(again) == asked.written(settings), "settings read again say the same"
    assert asked.secrets_of(again) == secrets


def test_no_secret_is_printed(bench: Bench) -> None:
    settings = bench.settings()
    bench.told += [repr(settings), str(settings), repr(bench.given()), settings.model_dump_json()]
    bench.look_for_secrets()


def test_typed_texts_give_the_same_settings(bench: Bench) -> None:
    """A form gives texts, never values."""
    settings = bench.settings()
    model, kept, secrets = type(settings), asked.written(settings), asked.secrets_of(settings)
    texts = {one.name: asked.text_of(one, kept.get(one.name)) for one in asked.asked(model)} | secrets
    values, wrong = asked.understood(model, texts)
    assert wrong == {}, "what stands in its settings can be typed into a form"
    assert asked.written(asked.built(model, values, {})) == kept
