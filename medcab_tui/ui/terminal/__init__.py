"""The real terminal: first frame, driver, keys, signals, idle watch.

How a process uses it, in this order:

    from medcab_tui.ui.terminal import process, firstframe       # cheap: no Textual
    process.harden()                                             # umask, no cores, TEXTUAL_FPS, scrubbed environment
    if line := firstframe.refusal(os.environ): print it, exit 2  # no terminal, TERM=dumb, no UTF-8
    firstframe.paint(organisation, russian=True)                 # the door, while Textual imports on a thread
    …
    from medcab_tui.ui.terminal.run import run, leave
    from medcab_tui.ui.terminal.driver import CabinetDriver
    leave(run(MedcabApp(door, settings, driver_class=CabinetDriver)))

What the app gives: `keep_drafts_now()`, `cabinet` (with `close_now()`, or None); optionally `idle`, an
`idle.IdleWatch` touched by every key, and `escape_delay_ms`. `app._driver.flush_input()` on locking throws
away what was typed and not read.
"""
