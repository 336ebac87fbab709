"""Opening the door must not wait for what only signing in needs."""

from __future__ import annotations

import subprocess
import sys


def test_cryptography_is_not_loaded_before_it_is_needed() -> None:
    program = (
        "import sys, medcab_tui.store.vault, medcab_tui.store.counters, medcab_tui.store.backup;"
        "sys.exit(any(name.split('.')[0] in {'cryptography', 'textual', 'pydantic'} for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
