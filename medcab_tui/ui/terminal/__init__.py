"""The real terminal: first frame, driver, keys, signals, idle watch.

How a process uses it, in this order:

    from medcab_tui.ui.terminal import firstframe     # cheap: no Textual
    if line := firstframe.refusal(): …                # no terminal, TERM=dumb, no UTF-8: one line, exit 2
    firstframe.paint(settings)                        # the door, while Textual imports on a thread
    …
    from medcab_tui.ui.terminal.run import run
    from medcab_tui.ui.terminal.driver import CabinetDriver
    code = run(MedcabApp(door, settings, driver_class=CabinetDriver))     # then os._exit(code)

What the app gives: `keep_drafts_now()`, `cabinet` (with `close_now()`, or None); optionally `idle`, an
`idle.IdleWatch` touched by every key, and `escape_delay_ms`. `app._driver.flush_input()` on locking throws
away what was typed and not read.
"""
