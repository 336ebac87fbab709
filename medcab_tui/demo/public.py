"""What everybody may know of a demo store; apart from the cast, which the first frame would pay for."""

from __future__ import annotations

from typing import Final

PASSWORD: Final = "Demo-2026!"  # noqa: S105 -- everybody may know it
"""Opens every demo store, with every login of the cast."""
