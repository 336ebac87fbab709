"""Settings: the nearer place outranks the farther, and every fault is named with its line or key."""

from __future__ import annotations

import os
from dataclasses import fields
from pathlib import Path

import platformdirs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from medcab_tui import locale, settings
from medcab_tui.setting_kinds import KINDS
from medcab_tui.settings import Settings, SettingsFault


def load(path: Path, environment: dict[str, str] | None = None, **near: object) -> Settings:
    return settings.load(near, path=path, environment=environment or {})


def test_without_a_file_the_defaults_hold(tmp_path: Path) -> None:
    found = load(tmp_path / "none.toml")
    assert found == Settings(store=settings.default_store(), language="ru")
    assert not (tmp_path / "none.toml").exists()


def test_the_environment_outranks_the_file_and_the_command_line_both(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text('theme = "file"\nidle_minutes = 7\nlanguage = "en"\n', "utf-8")
    environment = {"MEDCAB_THEME": "environment", "MEDCAB_IDLE_MINUTES": "9"}
    assert load(file).theme == "file"
    assert load(file, environment).theme == "environment"
    assert load(file, environment, theme="nearest").theme == "nearest"
    assert load(file, environment).idle_minutes == 9
    assert load(file, environment).language == "en"


@pytest.mark.parametrize(
    ("text", "line"),
    [("theme = \n", 1), ('theme = "a"\nidle_minutes 5\n', 2), ('\n\n[keymap\nnew = "n"', 3), ('a = "b', 1)],
)
def test_a_broken_file_is_named_with_its_line_and_left_alone(text: str, line: int, tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text(text, "utf-8")
    with pytest.raises(SettingsFault) as fault:
        load(file, {"MEDCAB_LANG": "en"})
    assert f"{file}, line {line}:" in str(fault.value)
    assert file.read_text("utf-8") == text


def test_a_file_in_another_encoding_is_named_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_bytes('theme = "a"\n# тёмная\n'.encode("cp1251"))
    with pytest.raises(SettingsFault, match="line 2: not UTF-8"):
        load(file, {"MEDCAB_LANG": "en"})


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ("idle_minutes = 0", "idle_minutes"),
        ("idle_minutes = true", "idle_minutes"),
        ('idle_minutes = "five"', "idle_minutes"),
        ("escape_delay_ms = 9999", "escape_delay_ms"),
        ('language = "tlh"', "language"),
        ("theme = 3", "theme"),
        ('theme = "\\u001b[2J"', "theme"),
        ('ascii = "perhaps"', "ascii"),
        ("store = 1", "store"),
        ('zone = "Mars/Base"', "zone"),
        ('zone = "../../etc/passwd"', "zone"),
        ('keymap = "n"', "keymap"),
        ("[keymap]\nnew = 3", "keymap.new"),
    ],
)
def test_a_wrong_value_is_named_by_its_key_with_what_to_write(line: str, key: str, tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text(line, "utf-8")
    with pytest.raises(SettingsFault) as fault:
        load(file, {"MEDCAB_LANG": "en"})
    assert f": {key}: wrong value. Write " in str(fault.value)


def test_a_wrong_value_of_the_environment_is_named_by_its_variable(tmp_path: Path) -> None:
    with pytest.raises(SettingsFault, match="MEDCAB_ASCII: wrong value. Write true or false"):
        load(tmp_path / "none.toml", {"MEDCAB_ASCII": "maybe", "LANG": "en_GB.UTF-8"})


def test_an_unknown_key_is_a_warning_that_moves_no_cursor(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text('"them\\u001b[2Je" = "a"\nascii = true\n', "utf-8")
    found = load(file, {"MEDCAB_LANG": "en"})
    assert found.ascii
    assert len(found.warnings) == 1
    assert "them?[2Je is not a setting" in found.warnings[0]


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "ru"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "en_GB.UTF-8", "LC_ALL": "ru_RU.UTF-8"}, "ru"),
        ({"LANG": "C.UTF-8"}, "ru"),
        ({"LANG": "en_GB.UTF-8", "MEDCAB_LANG": "ru"}, "ru"),
    ],
)
def test_the_language_is_that_of_the_system_unless_said(
    environment: dict[str, str], language: str, tmp_path: Path
) -> None:
    assert load(tmp_path / "none.toml", environment).language == language
    assert locale.language() == language


def test_complaints_are_in_the_language_asked_for(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text("=", "utf-8")
    with pytest.raises(SettingsFault, match="строка 1"):
        load(file, {"LANG": "en_GB.UTF-8"}, language="ru")


@given(st.binary(max_size=200))
def test_whatever_the_file_holds_it_is_read_or_named(
    tmp_path_factory: pytest.TempPathFactory, raw: bytes
) -> None:
    file = tmp_path_factory.getbasetemp() / "any.toml"
    file.write_bytes(raw)
    try:
        assert isinstance(load(file), Settings)
    except SettingsFault as fault:
        assert str(file) in str(fault)
        assert "\x1b" not in str(fault)
    assert file.read_bytes() == raw


def test_the_folders_are_those_of_platformdirs(monkeypatch: pytest.MonkeyPatch) -> None:
    for setting in ("", "relative", "/srv/xdg"):
        for variable in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
            monkeypatch.setenv(variable, setting)
        assert settings.config_path() == platformdirs.user_config_path("medcab") / "config.toml"
        assert settings.default_store() == platformdirs.user_data_path("medcab") / "store"
        assert settings.log_folder() == platformdirs.user_log_path("medcab")


def test_every_setting_has_its_purpose_and_its_check() -> None:
    names = {each.name for each in fields(Settings)} - {"warnings", "file", "outranked"}
    assert names == set(settings.PURPOSES) == set(KINDS)
    assert set(settings.VARIABLES) == names - {"keymap", "sign_options"}


def test_a_home_sign_in_the_path_is_understood(tmp_path: Path) -> None:
    assert load(tmp_path / "none.toml", store="~/clinic").store == Path(os.environ["HOME"]) / "clinic"
