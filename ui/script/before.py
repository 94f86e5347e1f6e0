"""What a program's earlier calls had left in `.grad`: the walk of one call starts from None."""

from core import Link
from ui.frame.notices import caption
from ui.script.texts import leaf_name, written


def before_this_call(link: Link) -> None:
    """A word on every `.grad` that the call added to; nothing where it was the first."""
    assert link.script is not None
    trace = link.script.trace
    call = trace.calls[link.call]
    for leaf, grad in call.before.items():
        after = call.after.get(leaf)
        if grad is not None and after is not None and call.result in trace.carries[leaf]:
            name = leaf_name(trace, leaf, call.statement)
            held, now = written(grad), written(after)
            caption(
                f"This walk is of one call alone. In your program `{name}.grad` held {held} before it, and the call "
                f"added to that: {now}."
            )
