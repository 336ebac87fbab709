"""Everything `medcab` does besides opening the cabinet."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import click

from medcab_tui import __version__, locale, settings
from medcab_tui.commands import spoken
from medcab_tui.commands.faults import INTERRUPTED
from medcab_tui.locale import N_
from medcab_tui.settings import Settings


@dataclass(slots=True)
class Given:
    """What stands before the subcommand."""

    store: str | None = None
    language: str | None = None
    theme: str | None = None

    def settings(self, **nearer: str | None) -> Settings:
        """The settings in force; what a subcommand was given is nearer than what stands before it."""
        asked = {"store": self.store, "language": self.language, "theme": self.theme}
        asked.update({key: value for key, value in nearer.items() if value is not None})
        return settings.load(asked)


def run_command(arguments: list[str]) -> int:
    """Run click without its habit of leaving the process."""
    _choose_language(arguments)
    spoken.speak()
    try:
        code = medcab.main(arguments, prog_name="medcab", standalone_mode=False)
    except click.exceptions.Exit as left:
        return left.exit_code
    except click.Abort:
        return INTERRUPTED
    except click.ClickException as wrong:
        wrong.show(sys.stderr)
        return wrong.exit_code
    return code if isinstance(code, int) else 0


def _choose_language(arguments: list[str]) -> None:
    """Help and complaints are in the reader's language, even when the settings file is broken."""
    asked = None
    for word, following in zip(arguments, [*arguments[1:], ""], strict=True):
        if word.startswith("--lang"):
            asked = word.partition("=")[2] or following
    try:
        settings.load({"language": asked if asked in locale.LANGUAGES else None})
    except settings.SettingsFault:
        return  # the language is chosen by then; the command that needs the settings says what is wrong


def _version(ctx: click.Context, _parameter: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        click.echo(f"medcab {__version__}")
        ctx.exit()


def placed(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options a subcommand shares with `medcab` itself."""
    command = spoken.option("--store", metavar="DIR", help=N_("Folder of the store."))(command)
    language = spoken.option(
        "--lang", "language", type=spoken.choice(locale.LANGUAGES), help=N_("Language of the interface.")
    )
    found: Callable[..., Any] = language(command)
    return found


@click.group(
    cls=spoken.Group,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    help=N_("The medical worker's cabinet in the terminal.\n\nWithout a command it opens the cabinet."),
)
@placed
@spoken.option("--theme", metavar="NAME", help=N_("Name of the theme."))
@spoken.option(
    "--version",
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=_version,
    help=N_("Show the version and exit."),
)
@click.pass_context
def medcab(ctx: click.Context, store: str | None, language: str | None, theme: str | None) -> int | None:
    """Open the cabinet, or hand over to a subcommand."""
    ctx.obj = Given(store, language, theme)
    if ctx.invoked_subcommand is not None:
        return None
    from medcab_tui.commands.opening import open_cabinet

    return open_cabinet(store, language, theme)
