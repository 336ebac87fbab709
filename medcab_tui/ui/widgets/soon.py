"""Work for the next turn of the loop, which a later call of the same group may give up before it began."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import partial

from textual.dom import DOMNode
from textual.worker import Worker


def soon(
    node: DOMNode,
    work: Callable[..., Coroutine[None, None, None]],
    *given: object,
    group: str,
    exclusive: bool = True,
    exit_on_error: bool = True,
) -> Worker[None]:
    """Run `work(*given)` beside everything else; `exclusive`, it takes the place of what runs in its group.

    The coroutine is made when its turn comes: one made at once and given up before would be told of by
    Python as never awaited.
    """
    run: Callable[[], Coroutine[None, None, None]] = partial(work, *given)
    return node.run_worker(run, group=group, exclusive=exclusive, exit_on_error=exit_on_error)
