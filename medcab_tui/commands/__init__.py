"""The subcommands of `medcab`. Loaded by `medcab_tui.cli` only when one of them is asked for."""
