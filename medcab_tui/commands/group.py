"""`medcab` itself as click sees it, and the options its subcommands share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click
from msgspec import Struct

from medcab_tui import __version__, locale, settings
from medcab_tui.commands import spoken
from medcab_tui.locale import N_
from medcab_tui.settings import Settings

F = TypeVar("F", bound=Callable[..., Any])


class Given(Struct):
    """What stands before the subcommand."""

    store: str | None = None
    language: str | None = None
    theme: str | None = None

    def settings(self, **nearer: str | None) -> Settings:
        """The settings in force; what a subcommand was given is nearer than what stands before it."""
        asked = {"store": self.store, "language": self.language, "theme": self.theme}
        asked.update({key: value for key, value in nearer.items() if value is not None})
        return settings.load(asked)


def _version(ctx: click.Context, _parameter: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        click.echo(f"medcab {__version__}")
        ctx.exit()


def placed(command: F) -> F:
    """The options a subcommand shares with `medcab` itself."""
    language = spoken.option(
        "--lang", "language", type=spoken.choice(locale.LANGUAGES), help=N_("Language of the interface.")
    )
    return spoken.option("--store", metavar=N_("DIR"), help=N_("Folder of the store."))(language(command))


def signing(command: F) -> F:
    """The option of those subcommands that need a worker's password, which is always asked for."""
    return spoken.option("--login", metavar=N_("LOGIN"), help=N_("Who signs in; asked for if not given."))(
        command
    )


def themed(command: F) -> F:
    """The option of those subcommands that draw."""
    return spoken.option("--theme", metavar=N_("NAME"), help=N_("Name of the theme."))(command)


@click.group(
    cls=spoken.Group,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    help=N_("The medical worker's cabinet in the terminal.\n\nWithout a command it opens the cabinet."),
)
@placed
@themed
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
