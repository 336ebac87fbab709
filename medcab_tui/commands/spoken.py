"""click in the reader's language: help is marked with `N_` where it is written and translated when shown."""

from __future__ import annotations

import gettext
import os
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import click

from medcab_tui import locale
from medcab_tui.locale import N_, NN_, _

ITS_OWN = (
    N_("Usage:"),
    N_("[OPTIONS]"),
    N_("COMMAND [ARGS]..."),
    N_("[COMMAND] [ARGS]..."),
    N_("Options"),
    N_("Commands"),
    N_("Show this message and exit."),
    N_("Error: {message}"),
    N_("Try '{command} {option}' for help."),
    N_("No such option {name!r}."),
    N_("No such command {name!r}."),
    N_("Missing argument"),
    N_("Missing command."),
    N_("Choose from:\n\t{choices}"),
    N_("Option {name!r} does not take a value."),
    N_("Invalid value for {param_hint}: {message}"),
    N_("Invalid value: {message}"),
    N_("{value!r} is not a valid {number_type}."),
    N_("{value} is not in the range {range}."),
    N_("{name} {filename!r} does not exist."),
    N_("default: {default}"),
    N_("Aborted!"),
)
"""What click itself says, so that the catalogue has it."""

ITS_COUNTED = (
    NN_("Did you mean {possibility}?", "(Did you mean one of: {possibilities}?)"),
    NN_("Option {name!r} requires an argument.", "Option {name!r} requires {nargs} arguments."),
    NN_("Got unexpected extra argument ({args})", "Got unexpected extra arguments ({args})"),
    NN_("{value!r} is not {choice}.", "{value!r} is not one of {choices}."),
)
"""What it says of one thing or of several; the second form has names of its own."""


_NUMBERS: tuple[tuple[type[click.ParamType[Any]], str], ...] = (
    (click.IntRange, N_("whole number")),
    (click.FloatRange, N_("number")),
)
"""How click is to call what it asks for: it has no translation for these."""


def speak() -> None:
    """Let click take its own words from our catalogue, in the language in use."""
    os.environ["LANGUAGE"] = locale.language()
    gettext.bindtextdomain(locale.DOMAIN, str(locale.FOLDER))
    gettext.textdomain(locale.DOMAIN)
    for kind, name in _NUMBERS:
        kind.name = _(name)


class Option(click.Option):
    """An option whose help and metavar are translated when they are shown."""

    def make_metavar(self, ctx: click.Context) -> str:
        return _(self.metavar) if self.metavar else super().make_metavar(ctx)

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        written, self.help = self.help, _(self.help) if self.help else ""
        try:
            return super().get_help_record(ctx)
        finally:
            self.help = written


class _Spoken(click.Command):
    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        return [_(piece) if piece else "" for piece in super().collect_usage_pieces(ctx)]

    def get_short_help_str(self, limit: int = 45) -> str:
        return _(self.help).split("\n\n", maxsplit=1)[0].rstrip(".") if self.help else ""

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        written, self.help = self.help, _(self.help) if self.help else ""
        try:
            super().format_help_text(ctx, formatter)
        finally:
            self.help = written


class Command(_Spoken):
    """A command whose help is translated when it is shown."""


class Group(_Spoken, click.Group):
    """A group of such commands."""

    command_class = Command
    group_class = type

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order they were written, the everyday ones first."""
        return list(self.commands)


F = TypeVar("F", bound=Callable[..., Any])


class Argument(click.Argument):
    """An argument whose name is translated also where a complaint tells it."""

    def make_metavar(self, ctx: click.Context) -> str:
        return _(self.metavar) if self.metavar else super().make_metavar(ctx)


def argument(name: str, **rest: Any) -> Callable[[F], F]:
    """click's argument, spoken."""
    return click.argument(name, cls=Argument, **rest)


def option(*names: str, help: str, **rest: Any) -> Callable[[F], F]:  # noqa: A002 - as click calls it
    """click's option, spoken."""
    return click.option(*names, cls=Option, help=help, **rest)


def choice(values: Sequence[str]) -> click.Choice[str]:
    """One of a few words."""
    return click.Choice(list(values))
