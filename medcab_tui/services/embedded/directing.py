"""What whoever looks at the stand-in told it to do: be late, refuse, fail; once, or until told otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from medcab_tui.domain.exchange import Notebook, ServiceFault, Throttled, Unreachable, Unwell
from medcab_tui.domain.stand import Deed, Direction

SPACE: Final = "directed"
KEY: Final = "now"
LATER: Final = timedelta(minutes=30)
RETRY: Final = timedelta(minutes=2)


FAILING: Final = frozenset({Deed.UNREACHABLE, Deed.BROKEN, Deed.THROTTLED})


async def directed(notebook: Notebook) -> Direction | None:
    """What it is told to do now; None: nothing."""
    kept = await notebook.get(SPACE, KEY)
    if not isinstance(kept, Mapping) or kept.get("deed") not in list(Deed):
        return None
    return Direction(Deed(str(kept["deed"])), bool(kept.get("once")), str(kept.get("code", "")))


async def direct(notebook: Notebook, direction: Direction | None) -> None:
    """Tells it what to do; None: as usual."""
    if direction is None:
        await notebook.drop(SPACE, KEY)
    else:
        kept = {"deed": direction.deed.value, "once": direction.once, "code": direction.code}
        await notebook.put(SPACE, KEY, kept)


def fault(deed: Any, after: timedelta = RETRY) -> ServiceFault:
    """How it fails."""
    if deed == Deed.THROTTLED:
        return Throttled(
            "Слишком много запросов", after=after, raw="HTTP/1.1 429 Too Many Requests (stand-in)"
        )
    if deed == Deed.BROKEN:
        return Unwell("Внутренняя ошибка службы", raw="HTTP/1.1 500 Internal Server Error (stand-in)")
    return Unreachable("Служба не отвечает", raw="no answer (stand-in)")
