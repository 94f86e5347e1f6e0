"""Every kind against torch: what it computes in each way of writing, its nodes, its rules."""

# ruff: noqa: E501  # a row of a table is one line

import re
from dataclasses import replace
from itertools import product

import pytest
import torch
from torch import Tensor

from core.engine import run_backward, run_forward
from core.hand.gradients import by_hand
from core.hand.verdicts import agreement
from core.kinds import KINDS, Call, Kind, MisfitError, Operand, Option, OptionError, Rule, Shape, said
from core.scenario.scenario import Scenario
from tests.core.kinds.cases import GIVEN, LOSSES, OPTIONS, Case, cases, ways

DTYPES = (torch.float32, torch.float64)
ALL = [case for kind in KINDS.values() for case in cases(kind)]
SMALL: tuple[Shape, ...] = ((), (1,), (2,), (3,), (0,), (2, 3), (3, 2), (2, 1), (1, 3), (2, 1, 3))


def weighted(case: Case, dtype: torch.dtype) -> Scenario:
    """The call with a weight for each number that it makes, so that no gradient is 1; its operands are the leaves."""
    tensors = case.tensors(dtype)
    shape = case.plain(tensors).shape
    weights = torch.linspace(0.4, 1.9, max(1, torch.Size(shape).numel()), dtype=dtype)[: torch.Size(shape).numel()]
    text = f"out = {case.text}\nloss = (out * weights).sum()"
    return Scenario.of(text, {**tensors, "weights": weights.reshape(shape)}, dtype=dtype, tracked=case.names)


def live(scenario: Scenario, case: Case) -> tuple[dict[str, Tensor], Tensor]:
    """The leaves and the loss by Python and torch alone."""
    leaves = {name: scenario.tensors[name].clone().requires_grad_() for name in case.names}
    return leaves, (case.plain(leaves) * scenario.tensors["weights"]).sum()


def names_under(node: torch.autograd.graph.Node | None) -> list[str]:
    """The names of all nodes under one, sorted."""
    found, open_ = set(), [node]
    while open_:
        each = open_.pop()
        if each is not None and each not in found:
            found.add(each)
            open_.extend(target for target, _ in each.next_functions)
    return sorted(type(each).__name__ for each in found)


def test_each_kind_has_cases() -> None:
    """The tables name kinds that exist, and a new kind is tried without an entry."""
    assert {case.kind.name for case in ALL} == set(KINDS)
    assert set(OPTIONS) <= set(KINDS)


def test_every_way_of_writing_computes_what_plain_torch_does() -> None:
    for case, dtype in product(ALL, DTYPES):
        scenario = weighted(case, dtype)
        leaves, loss = live(scenario, case)
        forward = run_forward(scenario)
        plain = case.plain(leaves)
        out = forward["out"]
        assert torch.equal(out.value, plain.detach()), case
        assert out.value.dtype == plain.dtype == dtype, case
        assert scenario.shapes[out.operation.result] == plain.shape, case
        assert out.grad_fn == ("None" if plain.grad_fn is None else type(plain.grad_fn).__name__), case
        backward = run_backward(scenario)
        assert sorted(place.name for place in backward.places if place.name != "AccumulateGrad") == [
            name for name in names_under(loss.grad_fn) if name != "AccumulateGrad"
        ], case
        if loss.grad_fn is None:
            assert backward.raised
            continue
        loss.backward()  # type: ignore[no-untyped-call]
        for name, leaf in leaves.items():
            mine = backward.grads[name]
            assert (mine is None) == (leaf.grad is None), case
            assert mine is None or torch.equal(mine, leaf.grad), case  # type: ignore[arg-type]  # both are tensors then


def test_every_rule_gives_the_gradient_of_torch_and_of_finite_differences() -> None:
    for case in ALL:
        if case.kind.cut:
            continue
        scenario = weighted(case, torch.float64)
        hand = by_hand(scenario)
        found = agreement(run_backward(scenario), hand)
        assert found.verdict.outcome == "agree", (case, found.verdict)
        for name in case.names:
            grad = hand.grads[name]
            assert (grad is None) == (case.kind.name == "where" and name == "a"), case
            if grad is None:
                continue
            slopes = differences(case, scenario, name)
            assert torch.allclose(grad, slopes, rtol=1e-6, atol=1e-8), (case, name, grad, slopes)


def differences(case: Case, scenario: Scenario, name: str) -> Tensor:
    """Central differences of the weighted sum along each number of one operand."""
    slopes = torch.zeros_like(scenario.tensors[name])
    step = 1e-6
    for at in range(slopes.numel()):
        ends = []
        for by in (step, -step):
            moved = scenario.tensors[name].clone()
            moved.view(-1)[at] += by
            out = case.plain({**{each: scenario.tensors[each] for each in case.names}, name: moved})
            ends.append((out * scenario.tensors["weights"]).sum())
        slopes.view(-1)[at] = (ends[0] - ends[1]) / (2 * step)
    return slopes


def wrong(rule: Rule, name: str) -> Rule:
    """The rule with 0.01 % too much; `sign`, whose gradient is 0, lets 0.01 % through."""

    def pull(gradient: Tensor, local: Operand | None, call: Call, at: int) -> Tensor:
        right = rule.pull(gradient, local, call, at)
        return right + 1e-4 * gradient if name == "sign" else 1.0001 * right

    return replace(rule, pull=pull)


RULED = [(kind, at) for kind in KINDS.values() for at, rule in enumerate(kind.rules) if rule is not None]


def test_a_rule_that_is_wrong_by_a_hundredth_of_a_percent_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    for kind, at in RULED:
        rules = [wrong(rule, kind.name) if rule and index == at else rule for index, rule in enumerate(kind.rules)]
        with monkeypatch.context() as patch:
            patch.setitem(KINDS, kind.name, replace(kind, rules=tuple(rules)))
            caught = False
            for case in cases(kind):
                if len(case.shapes) <= at:
                    continue
                scenario = weighted(case, torch.float64)
                leaf = case.names[at]
                found = agreement(run_backward(scenario), by_hand(scenario)).leaves
                outcomes = {name: each.verdict.outcome for name, each in found.items()}
                nothing = not found[leaf].autograd.any() and kind.name != "sign"  # x ** 0: 0.01 % of nothing
                assert outcomes[leaf] == ("agree" if nothing else "disagree"), (case, leaf)
                if kind.name != "mul":  # which weighs the result, too
                    assert all(each == "agree" for name, each in outcomes.items() if name != leaf), case
                caught |= not nothing
            assert caught, (kind.name, at)


STRICTER = {
    **dict.fromkeys(("sum", "mean", "std", "var", "logsumexp", "softmax", "log_softmax", "squeeze"), "it is a single number"),
    "exchange": "it is a single number",
    "matmul": "each needs one or two dimensions",
    "transpose": "give it two dimensions",
    "linear": "dimensions|bias of shape",
    **dict.fromkeys(LOSSES, "the same shape"),
}  # fmt: skip
"""What the rules refuse although torch takes it, and with what words; each is a limit that is meant."""

NO_SPREAD = {"std", "var"}


def run_of(kind: Kind, count: int, options: str) -> str:
    """One way to write it that is not a special case."""
    return next(iter(ways(kind, count, options)))


def test_every_shape_rule_says_what_torch_does() -> None:
    for kind in KINDS.values():
        counts = {kind.least, len(kind.operands)} if kind.name != "compare" else {2}
        for count, options in product(counts, OPTIONS.get(kind.name, ("",))):
            if kind.name == "compare":
                continue  # inside of where, whose shapes are the same
            text = run_of(kind, count, options)
            settings = {name: option.default for name, option in kind.options.items()}
            written = eval(f"dict({options})", {})  # noqa: S307  # a text of this table
            settings |= {name: kind.options[name].read(value) for name, value in written.items()}
            for shapes in product(SMALL, repeat=count):
                compare(kind, text, shapes, settings)


def compare(kind: Kind, text: str, shapes: tuple[Shape, ...], settings: dict[str, object]) -> None:
    """The rule's shape or refusal beside torch's."""
    case = Case(kind, text, shapes)
    try:
        theirs: object = tuple(
            case.plain({name: torch.full(shape, 0.5) for name, shape in zip(case.names, shapes, strict=True)}).shape
        )
    except (RuntimeError, IndexError, ValueError):
        theirs = None
    except TypeError:
        return  # such a call torch does not know at all, and the program says so in its words
    except UserWarning as warning:
        theirs = str(warning)
    try:
        mine: object = kind.shape(shapes, settings)
    except MisfitError as misfit:
        if theirs is None:
            return
        if kind.name in NO_SPREAD and "has no spread" in str(misfit):
            assert "degrees of freedom" in str(theirs) or torch.Size(shapes[0]).numel() == 0, (text, shapes)
            return
        assert re.search(STRICTER[kind.name], str(misfit)), (text, shapes, theirs, str(misfit))
        return
    assert mine == theirs, (text, shapes, mine, theirs)


def test_numbers_may_stand_where_the_kind_says_so() -> None:
    lines = [f"torch.{name}(0.3, a)" for name in ("add", "sub", "mul", "div")]
    lines += [f"torch.{name}(a, 3)" for name in ("add", "sub", "mul", "div")]
    lines += [
        f"{left} {sign} {right}"
        for sign in "+-*/"
        for left, right in (("a", "0.3"), ("0.3", "a"), ("a", "2"), ("2", "a"))
    ]
    lines += [
        "torch.where(a > 0, a, 0)",
        "torch.where(a > 0, 0.1, a)",
        "torch.where(0.2 < a, 3, a)",
        "torch.where(a == 0.1, a, 1.5)",
    ]
    for text, dtype, shape in product(lines, DTYPES, ((), (3,))):
        case = Case(KINDS["add"], text, (shape,))
        scenario = weighted(case, dtype)
        leaves, loss = live(scenario, case)
        loss.backward()  # type: ignore[no-untyped-call]
        backward = run_backward(scenario)
        assert backward.values[-1].dtype == dtype
        assert torch.equal(backward.grads["a"], leaves["a"].grad), text  # type: ignore[arg-type]  # both are there
        assert agreement(backward, by_hand(scenario)).verdict.outcome == "agree", text


KINKS = (
    ("torch.abs(a)", [0.0, -0.0, 1.0]),
    ("torch.relu(a)", [0.0, -0.0, -1.0]),
    ("torch.sign(a)", [0.0, 2.0]),
    ("a.clamp(min=-1, max=1)", [-1.0, 1.0, 0.0, 2.0]),
    ("a.clamp(min=1, max=-1)", [-1.0, 1.0, 0.0]),
    ("torch.maximum(a, a)", [1.0, 2.0]),
    ("torch.maximum(a, a * 1)", [1.0, 2.0]),
    ("torch.minimum(a, 2 - a)", [1.0, 2.0]),
    ("torch.maximum(torch.sqrt(a), 0 * a)", [-1.0, 4.0, 0.0]),
    ("torch.minimum(0 * a, torch.log(a))", [-1.0, 4.0]),
    ("torch.relu(torch.sqrt(a))", [-1.0, 4.0]),
    ("torch.abs(torch.log(a)).clamp(max=3)", [-1.0, 1.0, 4.0]),
    ("F.l1_loss(a, a * 1)", [1.0, 2.0]),
    ("F.huber_loss(a, 0 * a)", [1.0, -1.0, 0.0]),
    ("F.smooth_l1_loss(a, 0 * a)", [1.0, -1.0, 0.0]),
    ("F.binary_cross_entropy(a, 1 - a)", [1e-20, 1e-13, 0.5, 1.0]),
    ("torch.sqrt(a)", [0.0, 1.0]),
    ("a ** 0", [0.0, 1.0]),
    ("a ** 1", [0.0, -1.0]),
    ("a / a", [0.0, -1.0]),
)


def test_at_a_kink_the_rules_take_what_torch_takes() -> None:
    """Where inf or nan comes out, too: never a false disagreement."""
    for (text, a), dtype in product(KINKS, DTYPES):
        scenario = Scenario.of(
            f"loss = ({text}).mean()" if "loss" not in text else f"loss = {text}", {"a": a}, dtype=dtype
        )
        leaf = torch.tensor(a, dtype=dtype, requires_grad=True)
        eval(text, {**GIVEN, "a": leaf}).mean().backward()  # noqa: S307  # a text of this table
        backward = run_backward(scenario)
        assert leaf.grad is not None
        assert torch.equal(backward.grads["a"].nan_to_num(7), leaf.grad.nan_to_num(7)), text  # type: ignore[union-attr]
        verdict = agreement(backward, by_hand(scenario)).verdict
        finite = leaf.grad.isfinite().all()
        assert verdict.outcome == ("agree" if finite else "cannot tell"), (text, verdict)


def test_options_are_refused_in_words() -> None:
    wrong_values = (None, True, "a", 1.5, 10**30, float("inf"), float("nan"), (), (1.5,), (1, 2, 3, 4, 5), ..., b"x")
    for kind in KINDS.values():
        for option in kind.options.values():
            assert isinstance(option, Option)
            for value in wrong_values:
                try:
                    read = option.read(value)
                except OptionError as refusal:
                    assert str(refusal).startswith("must ")
                    continue
                numbers = read if isinstance(read, tuple) else (read,)
                assert all(each is None or abs(each) < 2**63 or isinstance(each, float) for each in numbers)


EXTREME = (
    "(x / 1e-90)",
    "(x * 1e90)",
    "(x + 1e90)",
    "(1e90 / x)",
    "(1e90 - x)",
    "(x * 1e-90)",
    "x ** 1e30",
    "F.huber_loss(x, y, delta=1e90)",
    "F.huber_loss(x, y, delta=1e-90)",
    "F.smooth_l1_loss(x, y, beta=1e90)",
    "F.smooth_l1_loss(x, y, beta=1e-90)",
)


def test_numbers_that_the_precision_cannot_hold_raise_nothing() -> None:
    """In float32 they are inf or 0; no step of either path fails on them, and none disagrees."""
    for part in EXTREME:
        text = f"loss = ({part}).sum()"
        scenario = Scenario.of(text, {name: [0.5, -1.0] for name in "xy" if name in part.replace("exp", "")})
        backward = run_backward(scenario)
        assert all(step.local is None or step.local.dtype == torch.float32 for step in backward.steps)
        assert agreement(backward, by_hand(scenario)).verdict.outcome != "disagree", text


@pytest.mark.parametrize("delta", [0.3, 1.0, 2.5, 40.0])
def test_huber_s_words_and_formula_have_the_limit_of_the_call(delta: float) -> None:
    """Beyond ±delta its size less half of delta, times delta."""
    kind, options = KINDS["huber_loss"], {"delta": delta, "reduction": "none"}
    rule = kind.rules[0]
    assert rule is not None
    does, name, formula = said(kind.does, options), said(rule.name, options), said(kind.formula, options)
    assert f"beyond ±{delta:g} " in does
    assert f"±{delta:g}" in name
    assert rf"|r| \le {delta:g}" in formula
    less, times = (0.5, 1.0) if delta == 1 else map(float, re.findall(r"[\d.]+", does.partition("less")[2]))
    for r in (-3 * delta, 1.5 * delta, 5 * delta):
        made = torch.nn.functional.huber_loss(torch.tensor(r), torch.tensor(0.0), delta=delta)
        torch.testing.assert_close(torch.tensor(times * (abs(r) - less)), made)


def test_what_relu_holds_back_is_0_whatever_arrives() -> None:
    """Inf, nan, and a sum that overflows: number by number what torch's own relu hands on."""
    inf, nan, huge = float("inf"), float("nan"), 3e38
    numbers = torch.tensor([-1.0, 0.0, -0.0, 2.0, nan, -inf, inf])
    for arrives in (1.0, -2.5, -0.0, huge, -huge, inf, -inf, nan):
        for elsewhere in (1.0, huge, nan):
            gradient = torch.tensor([elsewhere] + [arrives] * (len(numbers) - 1))
            leaf = numbers.clone().requires_grad_()
            (wanted,) = torch.autograd.grad(torch.relu(leaf), leaf, gradient)
            rule, call = KINDS["relu"].rules[0], Call((numbers,), {}, torch.relu(numbers))
            assert rule is not None
            found = rule.down(gradient, call, 0)
            assert torch.equal(found.nan_to_num(7), wanted.nan_to_num(7)), (arrives, elsewhere)
            assert torch.equal(found.isnan(), wanted.isnan())
            assert not torch.signbit(found[torch.relu(numbers) == 0]).any(), "a 0 without a sign"


def test_the_factors_of_a_local_derivative_make_it() -> None:
    factored = [(case, rule) for case in ALL for rule in case.kind.rules if rule and rule.factors and rule.local]
    assert factored
    for case, rule in factored:
        scenario = weighted(case, torch.float64)
        (operation, *_) = scenario.program.operations
        call = operation.call(run_forward(scenario).values)
        made = torch.ones(call.out.shape, dtype=torch.float64)
        for factor in rule.factors(call):  # type: ignore[misc]  # chosen for having them
            made = made * factor
        assert torch.allclose(made, torch.as_tensor(rule.local(call)), rtol=1e-15), case  # type: ignore[misc]


def test_what_a_kind_can_give_is_what_torch_gives() -> None:
    """Over a dense line and both infinities nothing lies outside, and both ends are come close to."""
    line = torch.cat([torch.linspace(-20, 20, 4_001, dtype=torch.float64), torch.tensor([0, -torch.inf, torch.inf])])
    known = {name: kind for name, kind in KINDS.items() if kind.between is not None}
    assert {"sigmoid", "tanh", "relu"} <= known.keys()
    for name, kind in known.items():
        assert kind.between is not None
        made = getattr(torch, name)(line)
        made = made[~made.isnan()]  # of the root of a negative number, and the sine of inf
        for end, bound in ((made.min(), kind.between[0]), (made.max(), kind.between[1])):
            assert end.item() == pytest.approx(bound, abs=1e-5), name
        assert (made >= kind.between[0]).all()
        assert (made <= kind.between[1]).all()
