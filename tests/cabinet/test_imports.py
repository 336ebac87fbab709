"""What importing the cabinet loads: neither the screen nor the network."""

from __future__ import annotations

import subprocess
import sys


def test_the_cabinet_loads_no_screen_no_network_and_no_forms() -> None:
    code = (
        "import sys\n"
        "import medcab_tui.cabinet, medcab_tui.cabinet.door, medcab_tui.cabinet.bulk\n"
        "heavy = {'textual', 'rich', 'httpx', 'pydantic', 'fhir', 'keyring', 'cryptography'}\n"
        "print(sorted(heavy & {name.partition('.')[0] for name in sys.modules}))\n"
        "print('medcab_tui.cabinet.cabinet' in sys.modules)\n"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.split("\n")[:2] == ["[]", "True"], ran.stdout
