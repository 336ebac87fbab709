"""Settings changed in the program are kept in the file; the rest of it stays, a broken one is left alone."""

from __future__ import annotations

import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medcab_tui import settings
from medcab_tui.setting_kinds import CHANNELS, COLOURS
from medcab_tui.settings import SettingsFault

OWN = """\
# Мои настройки
theme = "ward-light"   # днём светло
idle_minutes = 7

[keymap]
# буква к занята
"record.new" = "f9"  # новая запись
"""
WORDS = st.text(string.ascii_letters + "абвЁ «»\\\"'#=[]{}-", min_size=1).filter(
    lambda text: bool(text.strip())
)
KEYS = st.sampled_from(["f9", "f10", "ctrl+n", "semicolon"])
VALUES = st.one_of(
    st.tuples(st.just("theme"), WORDS.map(str.strip)),
    st.tuples(st.just("language"), st.sampled_from(["ru", "en"])),
    st.tuples(st.just("colours"), st.sampled_from(COLOURS)),
    st.tuples(st.just("notify_terminal"), st.sampled_from(CHANNELS)),
    st.tuples(st.sampled_from(["ascii", "mouse", "notify_line", "notify_bell"]), st.booleans()),
    st.tuples(st.just("idle_minutes"), st.integers(1, 60)),
    st.tuples(st.just("escape_delay_ms"), st.integers(5, 2000)),
    st.tuples(st.just("file_megabytes"), st.integers(1, 10)),
    st.tuples(st.sampled_from(["sign_command", "sign_check"]), st.lists(WORDS, min_size=1).map(tuple)),
    st.tuples(st.just("sign_options"), st.dictionaries(st.sampled_from(["a", "b"]), KEYS)),
    st.tuples(st.just("zone"), st.sampled_from(["Europe/Moscow", "Asia/Novosibirsk"])),
    st.tuples(
        st.sampled_from(["store", "backup_folder"]), WORDS.map(lambda text: Path("/srv") / text.strip())
    ),
    st.tuples(st.just("keymap"), st.dictionaries(st.sampled_from(["record.new", "search"]), KEYS)),
)
STARTS = st.sampled_from(
    ["", OWN, 'ascii = true\r\ntheme = "a"\r\n', "keymap = {search = 'f9'} # в строку\n"]
)


@given(start=STARTS, changes=st.lists(VALUES, min_size=1, max_size=5))
def test_any_valid_value_is_kept_and_read_back(
    tmp_path_factory: pytest.TempPathFactory, start: str, changes: list[tuple[str, object]]
) -> None:
    file = tmp_path_factory.mktemp("kept") / "config.toml"
    file.write_bytes(start.encode())
    before = settings.read_file(file)
    for name, value in changes:
        settings.keep(name, value, path=file)
    assert settings.read_file(file) == before | dict(changes)
    found = settings.load(path=file, environment={})
    assert all(getattr(found, name) == value for name, value in dict(changes).items())


@given(change=VALUES)
def test_comments_and_other_lines_stay(
    tmp_path_factory: pytest.TempPathFactory, change: tuple[str, object]
) -> None:
    file = tmp_path_factory.mktemp("kept") / "config.toml"
    file.write_text(OWN, "utf-8")
    name, value = change
    settings.keep(name, value, path=file)
    after = file.read_text("utf-8")
    assert "# Мои настройки" in after
    assert "# днём светло" in after
    assert "# буква к занята" in after
    if name != "idle_minutes":
        assert "idle_minutes = 7\n" in after
    if name != "keymap":
        assert '"record.new" = "f9"  # новая запись' in after
        settings.keep(name, None, path=file)
        assert name not in settings.read_file(file)


def test_a_file_that_was_not_there_is_the_owner_s_alone(tmp_path: Path) -> None:
    file = tmp_path / "medcab" / "config.toml"
    settings.keep("theme", "ward-light", path=file)
    assert file.read_text("utf-8") == 'theme = "ward-light"\n'
    assert file.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in file.parent.iterdir()] == ["config.toml"]


def test_the_mode_stays_and_a_link_stays_a_link(tmp_path: Path) -> None:
    real, link = tmp_path / "dotfiles.toml", tmp_path / "config.toml"
    real.write_text(OWN, "utf-8")
    real.chmod(0o640)
    link.symlink_to(real)
    settings.keep("ascii", True, path=link)
    assert link.is_symlink()
    assert real.stat().st_mode & 0o777 == 0o640
    assert settings.read_file(link)["ascii"] is True


@pytest.mark.parametrize(
    ("broken", "named"),
    [
        ("theme = \n", "line 1"),
        ("# да\nascii = maybe\n", "line 2"),
        ("idle_minutes = 99\n", "idle_minutes"),
        ("[keymap]\nnew = 3\n", "keymap.new"),
        ('theme = "тёмная"\n'.encode("cp1251"), "UTF-8"),
        ("#" * 70_000, "too large"),
    ],
)
def test_a_file_that_does_not_read_cleanly_is_not_written(
    broken: str | bytes, named: str, tmp_path: Path
) -> None:
    from medcab_tui import locale

    locale.use("en")
    file = tmp_path / "config.toml"
    raw = broken if isinstance(broken, bytes) else broken.encode()
    file.write_bytes(raw)
    with pytest.raises(SettingsFault, match=named) as fault:
        settings.keep("ascii", True, path=file)
    assert str(file) in str(fault.value)
    assert file.read_bytes() == raw
    assert [path.name for path in tmp_path.iterdir()] == ["config.toml"]


@pytest.mark.parametrize(
    ("name", "value"), [("idle_minutes", 0), ("language", "de"), ("theme", ""), ("tehme", "a")]
)
def test_a_wrong_value_is_never_written(name: str, value: object, tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text(OWN, "utf-8")
    with pytest.raises(SettingsFault):
        settings.keep(name, value, path=file)
    assert file.read_text("utf-8") == OWN


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "medcab").write_text("a file where the folder should be", "utf-8")
    with pytest.raises(SettingsFault, match=r"config\.toml"):
        settings.keep("ascii", True, path=tmp_path / "medcab" / "config.toml")


def test_what_outranks_the_file_is_known(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text(OWN, "utf-8")
    found = settings.load({"language": "en"}, path=file, environment={"MEDCAB_THEME": "ward-clear"})
    assert found.outranked == {"theme": "MEDCAB_THEME", "language": "--lang"}
    assert (found.theme, found.idle_minutes, found.file) == ("ward-clear", 7, file)


def test_keeping_loads_its_library_late() -> None:
    import subprocess
    import sys

    code = "import sys, medcab_tui.settings; medcab_tui.settings.load(); sys.exit('tomlkit' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
