"""Where does this number come from? One line of plain text, which a browser may break: the total and its products."""

from core.numbers import short
from ui.formula.latex import relation, shown
from ui.formula.sums import counted
from ui.tape.elide import Slot
from ui.tape.story import Story

SIGNS = {"=": "=", r"\approx": "≈"}


def origin_line(story: Story) -> str:
    """coeffs.grad[j] as the sum of ∂L/∂preds × t_indep, a product a sample, as `0.5 = −0.25·1 − 0.25·3 + 0.25·2`.

    Of many samples the tape's rows are written, and how many are left out between them; the total is exact.
    """
    upstream, inputs = story.back("preds").grad_in.tolist(), story.scenario.t_indep[:, story.j].tolist()
    total, slots = story.backward.coeffs_grad[story.j].item(), story.view.rows
    terms = " ".join(_term(upstream, inputs, slot, count) for slot, count in counted(slots))
    products = [shown(one) * shown(other) for one, other in zip(upstream, inputs, strict=True)]
    computed = total if None in slots else sum(products)
    sign = SIGNS[relation(computed, total, size=max(map(abs, products)))]
    first = terms.removeprefix("+ ").replace("− ", "−", 1) if terms.startswith("− ") else terms.removeprefix("+ ")
    return f"{short(total)} {sign} {first}"


def _term(upstream: list[float], inputs: list[float], slot: Slot, count: int) -> str:
    if slot is None:
        return f"+ … {count:,} more …"
    sign, other = "−" if upstream[slot] < 0 else "+", short(inputs[slot])
    return f"{sign} {short(abs(upstream[slot]))}·{f'({other})' if inputs[slot] < 0 else other}"
