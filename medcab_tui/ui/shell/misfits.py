"""Words for settings that were read but cannot be followed."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from medcab_tui.locale import _

UNKNOWN = "?: "
"""What `verbs.clashes` puts before a name that no binding has."""


def misfits(
    warnings: Sequence[str], theme: str, themes: Collection[str], clashes: Sequence[str]
) -> Iterator[str]:
    """One sentence for each: keys of the file nobody reads, a theme that is not there, a wrong keymap."""
    yield from warnings
    if theme not in themes:
        yield _("There is no theme “{name}”; there are: {themes}.").format(
            name=theme, themes=", ".join(sorted(themes))
        )
    unknown = [one.removeprefix(UNKNOWN) for one in clashes if one.startswith(UNKNOWN)]
    shared = [one for one in clashes if not one.startswith(UNKNOWN)]
    if unknown:
        yield _("Your own keys are not used, there is no verb called: {names}").format(
            names=", ".join(unknown)
        )
    if shared:
        yield _("Your own keys are not used, two verbs would share one: {clashes}").format(
            clashes="; ".join(shared)
        )
