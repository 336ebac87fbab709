"""What `medcab` does behind its door, from the start of the process: `python inside.py STORE LOGIN PASSWORD`.

The door waits for a person; here the password is given, so that what is measured is the program.
"""

import asyncio
import gc
import sys

from medcab_tui import settings
from medcab_tui.cli import SELDOM, leave
from medcab_tui.commands.process import harden
from medcab_tui.ui.terminal import firstframe


def main() -> None:
    """Open the store and run until a key ends it."""
    gc.set_threshold(SELDOM)
    harden()
    store, login, password = sys.argv[1:]
    chosen = settings.load({"store": store})
    firstframe.paint(chosen)
    from medcab_tui.cabinet.door import Door
    from medcab_tui.cabinet.surroundings import Surroundings
    from medcab_tui.commands.opening import run_app

    door = Door(chosen.store, Surroundings.real(chosen.zone))
    loop = asyncio.new_event_loop()
    cabinet = loop.run_until_complete(door.sign_in(login, password))
    leave(run_app(door, chosen, cabinet, loop))


if __name__ == "__main__":
    main()
