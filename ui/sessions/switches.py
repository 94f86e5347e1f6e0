"""requires_grad_(False), no_grad, detach and inference_mode side by side, as markup."""

from core import Message, Scenario, Switched, run_switches
from ui.words import markup

HEADS = ("loss.grad_fn", "coeffs.grad after loss.backward()", "coeffs.requires_grad")


def switches(scenario: Scenario) -> str:
    """A row for each way, what torch raised, and what tells no_grad from inference_mode."""
    found = run_switches(scenario)
    heads = "".join(f'<th scope="col">{head}</th>' for head in ("the loss", *HEADS))
    raised = dict.fromkeys(_words(each.raised) for each in found if each.raised)
    said = [f"`loss.backward()` raised: {text}" for text in raised]
    said += [
        f"`loss`, from `{each.switch.title}`, times another tracked tensor raised: {_words(each.later)}"
        for each in found
        if each.later
    ]
    return (
        '<h2 class="why-title">Tracked, or not</h2><table class="switches" aria-label="Ways to compute the loss">'
        f"<tr>{heads}</tr>{''.join(map(_row, found))}</table>"
        + "".join(f'<p class="note">{markup(text)}</p>' for text in said)
    )


def _row(each: Switched) -> str:
    grad = f"{each.grad}; it raised" if each.raised else repr(each.grad)
    cells = zip(HEADS, (each.grad_fn, grad, str(each.requires_grad)), strict=True)
    held = "".join(f'<td data-head="{head}">{markup(text)}</td>' for head, text in cells)
    how = f"<pre>{markup(each.switch.code)}</pre><p>{markup(each.switch.sentence)}</p>"
    return f'<tr><th scope="row">{how}</th>{held}</tr>'


def _words(message: Message | None) -> str:
    return f"{message.type}: {message.text}" if message else ""
