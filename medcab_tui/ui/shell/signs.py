"""What the glyphs of a place mean, for the help; whatever they say stands beside them in words too."""

from __future__ import annotations

from typing import Final

from medcab_tui.locale import N_

EVERYWHERE: Final[tuple[tuple[str, str], ...]] = (
    ("▌ │", N_("the row of the cursor; │ while the keys go elsewhere")),
    ("▪", N_("marked: the next verb acts on all marked rows")),
    ("…", N_("cut here, whole in the preview")),
)

OF_PLACE: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    "home": (
        ("!", N_("overdue")),
        ("✓", N_("waits for a confirmation")),
        ("✉", N_("a message")),
        ("▲ ▼", N_("above, below the reference")),
    ),
    "patients": (
        ("‼", N_("the gravest allergy: anaphylaxis")),
        ("⚠", N_("another allergy, a prescription that ends, a namesake")),
        ("●", N_("a result nobody has acknowledged yet")),
        ("▲ ▼", N_("above, below the reference")),
        ("* ?", N_("a corrected result, a preliminary one")),
        ("~", N_("in another unit; which one stands below the table")),
        ("≈", N_("a similar name: never opened by Enter alone")),
    ),
    "schedule": (
        ("○", N_("booked")),
        ("▶", N_("arrived, waits")),
        ("◐", N_("with the doctor")),
        ("✓", N_("attended")),
        ("✕", N_("no-show or cancelled")),
    ),
    "settings": (("● ○", N_("on, off")), ("✓ ✕", N_("done, refused"))),
}


def signs_of(place: str) -> tuple[tuple[str, str], ...]:
    """Glyphs and msgids of what they mean here, those of every list last."""
    return (*OF_PLACE.get(place, ()), *EVERYWHERE)
