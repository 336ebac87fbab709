"""`python -m medcab_tui` is the `medcab` command."""

from medcab_tui.cli import main

main()
