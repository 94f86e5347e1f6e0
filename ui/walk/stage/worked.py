"""The worked number of a step, for the chosen entry: symbols above, numbers below in the form of their cells.

How many digits its numbers take, and whether the sign before them is = or ≈, is worked out from the text itself
(`ui.walk.formula.digits`), so that the line holds.
"""

from collections.abc import Sequence
from fractions import Fraction
from html import escape

from torch import Tensor

from core import REDUCTIONS, BackwardStep, ForwardStep, Operation, dtype_name, said, short
from ui.walk.formula.digits import PRODUCT, Writer, at, fit, in_two
from ui.walk.formula.latex import name as latex_name
from ui.walk.formula.latex import put
from ui.walk.formula.of_call import OfCall, call_of
from ui.walk.formula.sums import Term, line_of, terms
from ui.walk.stage.equation import SIGNS, Line, Worked, entry, maths, slope
from ui.walk.tape.steps import TapeStep
from ui.walk.tape.story import Story


def worked(story: Story, step: TapeStep) -> Worked | None:
    """What a step computed for the chosen entry; None where a step computes nothing."""
    if step.direction == "forward":
        return _forward(story, step)
    if not step.node:  # the 1 that it starts with is worked out from nothing
        return None
    back = story.back(step.node)
    if back.rule == "accumulate":
        return _kept(story, back)
    if "g.total" in step.made:
        symbol = slope("coeffs", story.j)
        values = back.unreduced[:, story.j]
        return _sum(story, symbol, "contributions", values, back.grad_out[story.j].item(), "gradient", "i", story.j)
    return _passed_on(story, back)


# -- forward


def _forward(story: Story, step: TapeStep) -> Worked | None:
    made = {each.name: each for each in story.made}
    if step.line not in made:
        return None
    call, i, j = made[step.line], story.i, story.j
    if step.line == "products":
        x, c = story.scenario.t_indep[i, j].item(), story.scenario.coeffs[j].item()
        factors = ((entry("t_indep", i, j), x, "given"), (entry("coeffs", j), c, "value"))
        return _product(story, entry("products", i, j), call.value[i, j].item(), factors)
    if step.line == "preds":
        values = story.forward["products"].value[i]
        return _sum(story, entry("preds", i), "products", values, call.value[i].item(), "value", i, "j")
    if step.line == "residuals":
        return _difference(story, call)
    if step.line == "loss":
        values = story.forward["errors"].value
        return _sum(story, ("loss", "loss"), "errors", values, call.value.item(), "value", "i", divided=True)
    return _elementwise(story, call)


def _difference(story: Story, call: ForwardStep) -> Worked:
    i = story.i
    numbers = story.forward["preds"].value[i].item(), story.scenario.t_dep[i].item()
    made = call.value[i].item()
    fitted = fit(numbers, lambda shown: shown[0] - shown[1], made, story.scenario.dtype)
    write, line = fitted.write, Line()
    _piece(line, entry("residuals", i), short(made), "value", strong=True)
    _equals(line, fitted.sign)
    _piece(line, entry("preds", i), write.words(numbers[0]), "value")
    line.sign("−", "−")
    _piece(line, entry("t_dep", i), write.words(numbers[1]), "given")
    return line.done()


def _elementwise(story: Story, call: ForwardStep) -> Worked:
    i, source, of = story.i, call.inputs[0], OfCall(story, call.operation, story.i)
    read, made = story.forward[source].value[i].item(), call.value[i].item()
    # A function may cancel most of what it reads, as log does near 1.
    fitted = fit((read,), lambda shown: at(of.forward, shown[0]), made, story.scenario.dtype)
    write, line = fitted.write, Line()
    _piece(line, entry(call.name, i), short(made), "value", strong=True)
    _equals(line, fitted.sign)
    symbol, number = put(of.formula, latex_name(source, i)), put(of.formula, write.number(read))
    spoken = _called(call.operation, f"{source}[{i}]"), _called(call.operation, write.words(read))
    line.piece(maths(symbol), spoken[0], f'<b class="n value">{maths(number)}</b>', said=spoken[1])
    return line.done()


def _called(operation: Operation, operand: str) -> str:
    """An elementwise operation of something, as text: cosh(2), (2)²."""
    symbol = said(operation.kind.symbol, operation.options)
    return symbol.replace("( )", f"({operand})") if "( )" in symbol else f"{operation.kind.name}({operand})"


# -- backward


def _kept(story: Story, back: BackwardStep) -> Worked:
    j, held, arrived = story.j, back.grad_out[story.j].item(), back.grad_in[story.j].item()
    line = Line()
    _piece(line, (f"coeffs.grad<sub>{j}</sub>", f"coeffs.grad[{j}]"), short(held, signed=True), "kept", strong=True)
    line.sign("=", "=")
    _piece(line, slope("coeffs", j), short(arrived, signed=True), "gradient")
    return line.done()


def _passed_on(story: Story, back: BackwardStep) -> Worked:
    out, upstream = _entry(story, back.unreduced).item(), _entry(story, back.grad_in).item()
    arrives = slope(back.tensor, *_index(story, back.grad_in))
    place = _index(story, back.unreduced)
    left = entry("contributions", *place) if back.rule == "multiply then sum" else slope(back.receiver, *place)
    if back.rule == "multiply":
        return _by_derivative(story, back, left, arrives, (out, upstream))
    if back.local is None:  # a sum hands the same number to each that it added
        line = Line()
        _piece(line, left, short(out, signed=True), "gradient", strong=True)
        line.sign("=", "=")
        _piece(line, arrives, short(upstream, signed=True), "gradient")
        return line.done()
    symbol, value = _local(story, back)
    return _product(story, left, out, ((symbol, value, "local"), (arrives, upstream, "gradient")), "gradient", back)


def _local(story: Story, back: BackwardStep) -> tuple[tuple[str, str], float]:
    """A local derivative for the chosen entry: its symbol, as markup and as text, and its value."""
    assert back.local is not None
    value = _entry(story, back.local).item()
    if back.receiver == "errors":
        one_over_n = "1/N" if REDUCTIONS[story.scenario.reduction].divides else "1"
        return (one_over_n, one_over_n), value
    if back.rule == "multiply then sum":
        return entry("t_indep", story.i, story.j), value
    return ("1", "1"), value


def _by_derivative(
    story: Story,
    back: BackwardStep,
    left: tuple[str, str],
    arrives: tuple[str, str],
    numbers: tuple[float, float],
) -> Worked:
    """The derivative of an elementwise call is worked out in a row of its own."""
    out, upstream = numbers
    assert back.local is not None
    call, read = call_of(story, back), story.forward[back.receiver].value[story.i].item()
    value = _entry(story, back.local).item()
    write, between, last = in_two(
        (read, lambda r: at(call.derivative, r), value),
        ((upstream, value), lambda shown: shown[0] * shown[1], out),
        story.scenario.dtype,
    )
    line = Line()
    _piece(line, left, short(out, signed=True), "gradient", strong=True)
    line.sign("=", "", SIGNS.get(last, _rounded(story)))
    formula = call.derivative_formula
    symbol, number = put(formula, latex_name(back.receiver, story.i)), put(formula, write.number(read))
    shown = write.words(value)
    worked_out = f"{maths(number)} <i>{SIGNS.get(between, _rounded(story))}</i>"
    line.piece(
        maths(symbol),
        f"derivative at {back.receiver}[{story.i}]",
        worked_out,
        f'<b class="n local">{shown}</b>',
        said=shown,
    )
    line.sign("×", "", "×")
    _piece(line, arrives, _signed(write, upstream), "gradient")
    return line.done()


# -- pieces


def _product(
    story: Story,
    left: tuple[str, str],
    out: float,
    factors: Sequence[tuple[tuple[str, str], float, str]],
    form: str = "value",
    back: BackwardStep | None = None,
) -> Worked:
    """A product of two numbers; of 1/N its exact value, which reads off the page."""
    exact = [_exact(story, back, symbol) for symbol, _, _ in factors]
    numbers = [value for value, known in zip((value for _, value, _ in factors), exact, strict=True) if known is None]
    known = [each for each in exact if each is not None]

    def work_out(shown: Sequence[Fraction | float]) -> Fraction | float:
        product: Fraction | float = Fraction(1)
        for number in (*shown, *known):
            product = product * number
        return product

    fitted = fit(numbers, work_out, out, story.scenario.dtype, PRODUCT)
    line = Line()
    _piece(line, left, short(out, signed=form == "gradient"), form, strong=True)
    _equals(line, fitted.sign)
    for at_, (symbol, value, look) in enumerate(factors):
        if at_:
            line.sign("×", "×")
        fraction = exact[at_]
        text = _signed(fitted.write, value) if look == "gradient" else fitted.write.words(value)
        _piece(line, symbol, text if fraction is None else str(fraction), look)
    return line.done()


def _exact(story: Story, back: BackwardStep | None, symbol: tuple[str, str]) -> Fraction | None:
    """1/N for the node of a mean, which a rounded number would not be."""
    if back is None or back.rule != "scale" or back.receiver != "errors":
        return None
    size = story.scenario.n_samples
    divides = REDUCTIONS[story.scenario.reduction].divides
    return Fraction(1, size) if divides and symbol == ("1/N", "1/N") else None


def _sum(
    story: Story,
    left: tuple[str, str],
    of: str,
    values: Tensor,
    out: float,
    form: str,
    *index: int | str,
    divided: bool = False,
) -> Worked:
    """A sum over samples or coefficients; of a long one the drawn terms, and the rest as one number."""
    over = next(place for place in index if isinstance(place, str))
    slots = story.view.rows if over == "i" else story.view.columns
    parts = terms(slots, values)
    n = story.scenario.n_samples if divided and REDUCTIONS[story.scenario.reduction].divides else 1
    fitted, line = line_of(parts, out, story.scenario.dtype, n), Line()
    _piece(line, left, short(out, signed=form == "gradient"), form, strong=True)
    _equals(line, fitted.sign)
    if n > 1:
        _piece(line, ("1/N", "1/N"), str(Fraction(1, n)), "plain")
        line.sign("×", "× (")
    symbol, spoken = entry(of, *index)
    for at_, part in enumerate(parts):
        if at_:
            line.sign("", "+")
        first = (f"Σ<sub>{over}</sub> {symbol}", f"sum over {over} of {spoken}") if at_ == 0 else ("", "")
        _piece(line, first, _term(fitted.write, part, form), form if not part.left_out else "plain")
    if n > 1:
        line.sign("", ")")
    return line.done()


def _term(write: Writer, part: Term, form: str) -> str:
    text = _signed(write, part.number) if form == "gradient" else write.words(part.number)
    return f"{text} ({part.left_out:,} more)" if part.left_out else text


def _piece(line: Line, symbol: tuple[str, str], number: str, form: str, *, strong: bool = False) -> None:
    markup, spoken = symbol
    classes = f"n {form} result" if strong else f"n {form}"
    shown = f"<u>{markup}</u>" if markup else ""
    line.piece(shown, spoken, f'<b class="{classes}">{escape(number)}</b>', said=number)


def _equals(line: Line, sign: str) -> None:
    line.sign("=", SIGNS.get(sign) or f"= ({sign.partition('text{')[2].partition('}')[0]})")


def _rounded(story: Story) -> str:
    return f"= ({dtype_name(story.scenario.dtype)})"


def _signed(write: Writer, x: float) -> str:
    text = write.words(x)
    return text if x <= 0 or text.startswith(("−", "nan")) else f"+{text}"


def _index(story: Story, tensor: Tensor) -> tuple[int, ...]:
    """The chosen place in a tensor of shape (N, n), (N,) or ()."""
    return (story.i, story.j)[: tensor.ndim]


def _entry(story: Story, tensor: Tensor) -> Tensor:
    return tensor[_index(story, tensor)]
