"""What forms need is loaded when a form is opened, not before."""

from __future__ import annotations

import subprocess
import sys


def test_section_two_is_there_without_pydantic() -> None:
    code = "import sys, medcab_tui.ui.patients.screen; print('pydantic' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "False"
