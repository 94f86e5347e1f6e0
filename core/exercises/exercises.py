"""All exercises of the page Practice. A new one is one entry in `EXERCISES`, and the function that makes its question.

Each makes a question at a level from a generator. `draw` asks until no slip gives the right number.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import torch
from torch import Generator

from core.engine.backward import run_backward
from core.engine.forward import run_forward
from core.engine.reasons import why
from core.engine.sandbox import Message
from core.exercises.asked import Asked
from core.exercises.levels import LEVELS
from core.exercises.questions import Question, Wrong, draw_from, is_linear, sigmoid_of, slipped, slips_of, tells_apart
from core.exercises.slips import SLIPS
from core.linear.closed_formula import chain_rule
from core.mistakes import MISTAKES, run_mistake
from core.mistakes.mistake import Guess
from core.numbers import short
from core.scenario.scenario import Scenario

TRIES = 400
"""Draws before an exercise gives up; a handful do."""


@dataclass(frozen=True)
class Exercise:
    """One exercise.

    Attributes:
        title: what is practised, in a few words.
        make: (a problem of the level, generator) -> a question.
    """

    title: str
    make: Callable[[Scenario, Generator], Question]


@lru_cache(maxsize=256)  # a page asks for the question at each click, and a message is found by running programs
def draw(name: str, level: str, seed: int) -> Question:
    """The question of an exercise at a level; the same for the same seed.

    Args:
        name: a key of `EXERCISES`.
        level: a key of `LEVELS`.
        seed: of a generator of its own; torch's global one is not touched.

    Raises:
        RuntimeError: where no draw tells the right number from the slips'.
    """
    generator = Generator().manual_seed(seed)
    for _ in range(TRIES):
        question = EXERCISES[name].make(LEVELS[level].draw(generator), generator)
        if tells_apart(question):
            return question
    raise RuntimeError(f"no draw of {name} at {level} tells its answer from a slip")


# -- numbers

PASSES = "What arrives × the local derivative = what leaves."


def _entry(scenario: Scenario, generator: Generator, calls: int = 1) -> Question:
    leaf = "layer2" if scenario.model == "hidden" else "coeffs"
    j = draw_from(generator, len(scenario.tensors[leaf]))
    name = f"{leaf}.grad[{j}]" if leaf == "coeffs" else f"{leaf}.grad[{j}, 0]"
    times = "" if calls == 1 else f" called {calls} times, each after a fresh forward and with nothing zeroed"
    ask = f"`backward()` is{times or ' called once'}. What does `{name}` hold?{_digits(scenario)}"
    if is_linear(scenario):
        right, slips = slips_of(scenario, Asked("kept", "coeffs", (j,), calls))
        read, each = f"t_indep[i, {j}]", _derivative(scenario)
        shares = chain_rule(scenario).contributions[:, j].tolist()
    else:
        factors = sigmoid_of(scenario, j)
        right = calls * (factors.arrives * factors.read).sum().item()
        slips = tuple(slipped(name, calls * (share * factors.read).sum().item()) for name, share in factors.wrong())
        one = tuple(slipped("one", calls * share) for share in (factors.arrives * factors.read).tolist())
        replaced = Wrong(right / calls, SLIPS["replaced"].title, SLIPS["replaced"].says)
        slips = (*slips, *one, *((replaced,) if calls > 1 else ()))
        read = f"t_indep[i, {j}]" if leaf == "coeffs" else f"hidden[i, {j}]"
        each, shares = "2 · residual × p (1 − p)", (factors.arrives * factors.read).tolist()
    again = "" if calls == 1 else f" Each of the {calls} calls adds the same number."
    return Question(
        ask,
        (
            f"Each sample contributes: what arrives at the multiplication × the number that multiplied.{again}",
            f"The contribution of sample i is {each} × `{read}`, divided by N = {scenario.n_samples}. All are added.",
            f"{_read(scenario)}{again}",
        ),
        f"The contributions are {', '.join(map(short, shares))}; their sum{f', {calls} times,' if calls > 1 else ''} "
        f"is {short(right)}.",
        right,
        slips=slips,
        scenario=scenario,
        chosen=(0, j) if is_linear(scenario) else (0, 0),
        view="backward" if calls == 1 else "life",
        within=_rounding(scenario),
    )


def _three(scenario: Scenario, generator: Generator) -> Question:
    return _entry(scenario, generator, calls=3)


def _passes(scenario: Scenario, generator: Generator) -> Question:
    i = draw_from(generator, scenario.n_samples)
    if is_linear(scenario):
        return _through_products(scenario, i, draw_from(generator, scenario.n_coeffs))
    factors = sigmoid_of(scenario, 0)
    right, arrives, p = factors.arrives[i].item(), factors.upstream[i].item(), factors.preds[i].item()
    slips = [slipped(name, share[i].item()) for name, share in factors.wrong()]
    known = f"`preds[{i}]`, p, is {short(p)}"
    return Question(
        f"{short(arrives, signed=True)} arrives at SigmoidBackward0 for sample {i}. What does it pass back?"
        f"{_digits(scenario)}",
        (
            PASSES,
            "The local derivative of a sigmoid is p (1 − p), where p is what it made going forward.",
            f"{known}.",
        ),
        f"{known}, so {short(right, signed=True)} leaves.",
        right,
        slips=(*slips, slipped("upstream", p * (1 - p))),
        scenario=scenario,
        within=_rounding(scenario),
    )


def _through_products(scenario: Scenario, i: int, j: int) -> Question:
    """What MulBackward0 passes back to `coeffs` for one sample: its contribution."""
    right, slips = slips_of(scenario, Asked("contribution", "coeffs", (i, j)))
    node = next(step for step in run_backward(scenario).steps if step.receiver == "coeffs" and step.held is None)
    arrives, read = node.grad_in[i, j].item(), scenario.t_indep[i, j].item()
    return Question(
        f"{short(arrives, signed=True)} arrives at {node.node}, the node of `products`, for entry [{i}, {j}]. "
        f"What does it pass back to `coeffs[{j}]` for this sample?",
        (
            PASSES,
            f"`products[{i}, {j}]` is `t_indep[{i}, {j}]` × `coeffs[{j}]`: how fast does it grow with `coeffs[{j}]`?",
            f"The local derivative is `t_indep[{i}, {j}]`: {short(read)}.",
        ),
        f"{short(arrives, signed=True)} × {short(read)} = {short(right, signed=True)}.",
        right,
        slips=slips,
        scenario=scenario,
        chosen=(i, j),
    )


# -- choices


def _step(scenario: Scenario, generator: Generator) -> Question:
    leaf = "layer2" if scenario.model == "hidden" else "coeffs"
    grad = run_backward(scenario).grads[leaf]
    assert grad is not None  # the leaf is tracked, and the loss is computed from it
    j = draw_from(generator, len(grad))
    number = grad.flatten()[j].item()
    entry = f"`{leaf}[{j}]`" if leaf == "coeffs" else f"`{leaf}[{j}, 0]`"
    right = "falls" if number > 0 else "rises" if number < 0 else "stays"
    holds = f"its gradient is {short(number, signed=True)}, and the step subtracts lr × that"
    turned = {"falls": "smaller", "rises": "larger", "stays": "neither smaller nor larger"}[right]
    choices = {
        way: Guess(text, "" if way == right else f"It gets {turned}: {holds}.")
        for way, text in {"rises": "It rises", "falls": "It falls", "stays": "It stays as it is"}.items()
    }
    return Question.among(
        f"One step of gradient descent, with a learning rate above 0. Which way does {entry} move?",
        (
            "A step subtracts learning rate × gradient.",
            f"So the sign of the gradient of {entry} decides: the sum of the samples' contributions.",
            _read(scenario),
        ),
        f"It {right}: {holds}.",
        right,
        choices,
        scenario=scenario,
        view="descent",
    )


def _doubled(scenario: Scenario, generator: Generator) -> Question:
    scenario = scenario.replace(reduction=("mean", "sum")[draw_from(generator, 2)])
    leaf = scenario.leaves[-1]
    twice = {name: torch.cat([scenario.tensors[name]] * 2) for name in ("t_indep", "t_dep")}
    once, both = (run_backward(each).grads[leaf] for each in (scenario, scenario.replace(**twice)))
    assert once is not None
    assert both is not None
    held = {"same": once, "double": 2 * once, "half": once / 2, "zero": 0 * once}
    fits = (key for key, number in held.items() if torch.allclose(both, number, rtol=1e-5, atol=1e-7))
    right = next(fits) if once.any() else ""  # of 0 all four are true
    total = "the mean divides twice as many contributions by 2N" if right == "same" else "twice as many are added"
    titles = {"same": "It stays the same", "double": "It doubles", "half": "It halves", "zero": "It becomes 0"}
    code = scenario.program.text.splitlines()[-1]
    return Question.among(
        f"Every sample is put into the data a second time. What becomes of `{leaf}.grad`?",
        (
            "Each sample adds its contribution to the gradient.",
            "There are twice as many contributions. What does the last line do with the errors?",
            f"The last line is `{code}`.",
        ),
        f"{titles.get(right, '')}: {total}.",
        right,
        {key: Guess(title, "" if key == right else f"No: {total}.") for key, title in titles.items()},
        scenario=scenario,
        code=scenario.program.text,
    )


CUTS = {
    "detach": "{name} = {name}.detach()",
    "no_grad": "with torch.no_grad():\n    {name} = {name} * 1.0",
    "data": "{name} = {name}.data",
}
"""Lines that cut the graph behind the line that makes a tensor."""


def _cut(scenario: Scenario, generator: Generator) -> Question:
    text, leaf = scenario.program.text, scenario.leaves[0]
    made = [line.partition(" = ")[0] for line in text.splitlines()]
    at = draw_from(generator, len(made) - 1)
    added = list(CUTS.values())[draw_from(generator, len(CUTS))].format(name=made[at])
    lines = text.splitlines()
    lines[at + 1 : at + 1] = added.splitlines()
    guarded = added.startswith("with")
    broken = Scenario.of("\n".join(lines), dict(scenario.tensors), tracked=(leaf,), name=scenario.name)
    found = why(broken, leaf)
    records = {step.operation.line: step.grad_fn for step in run_forward(broken).steps}
    choices = {
        str(number): Guess(
            f"{number}: `{line.strip()}`",
            "" if number == found.line else _not_cut(records.get(number, "None"), number < found.line, found.line),
        )
        for number, line in enumerate(lines, start=1)
        if number in records
    }
    return Question.among(
        f"`loss` is computed, and no gradient reaches `{leaf}`. Which line cut the graph?",
        (
            "A line cuts the graph where it reads a tracked tensor and makes one that is not.",
            "`detach()` and `.data` hand on the numbers alone, and under `torch.no_grad()` nothing is recorded.",
            f"The lines above it do record a node: the first, `{lines[0]}`, records {records[1]}.",
        ),
        found.sentence,
        str(found.line),
        choices,
        code="\n".join(f"{number}  {line}" for number, line in enumerate(lines, start=1)),
        view="mistakes" if guarded else "question",
        mistake="forward-under-no-grad" if guarded else "",
    )


def _not_cut(node: str, before: bool, line: int) -> str:
    if before:
        return f"It records {node}: up to there the graph is whole."
    return f"It comes after the cut: what it reads has no graph since line {line}."


def _message(_: Scenario, generator: Generator) -> Question:
    order = torch.randperm(len(MISTAKES), generator=generator).tolist()
    names = list(MISTAKES)
    raised: dict[str, Message] = {}
    for at in order:
        mistake = MISTAKES[names[at]]
        if mistake.ends is not None:  # known not to raise, or slow to run
            continue
        said = run_mistake(mistake, mistake.example()).raised
        if said is not None and said.text not in {each.text for each in raised.values()}:
            raised[mistake.slug] = said
        if len(raised) == 3:  # as many as a mistake's own guesses
            break
    right = next(iter(raised))
    listed = sorted(raised)
    message = raised[right]
    choices = {
        slug: Guess(MISTAKES[slug].title, "" if slug == right else f"That one says: {_first(raised[slug])}")
        for slug in listed
    }
    line = message.line
    lines = MISTAKES[right].code.splitlines()
    where = f"`{lines[line].strip()}`" if line is not None else "a line of torch's own"
    return Question.among(
        "PyTorch says this. What went wrong?",
        (
            "Read the message's first sentence: what does it say about which tensor?",
            f"It was said by {where}.",
            f"What to look at: {MISTAKES[right].clue}",
        ),
        MISTAKES[right].cause,
        right,
        choices,
        code=f"{message.type}: {message.text}",
        view="mistakes",
        mistake=right,
    )


def _first(message: Message) -> str:
    """A message's first sentence."""
    return message.text.partition(". ")[0].rstrip(".") + "."


def _derivative(scenario: Scenario) -> str:
    return {"mae": "the sign of its residual", "mse": "2 · residual"}[scenario.loss]


def _rounding(scenario: Scenario) -> float:
    """How far an answer may be off: a sigmoid's results are shown rounded, and what is made of them is as well."""
    return 0.0 if is_linear(scenario) else 0.005


def _digits(scenario: Scenario) -> str:
    return "" if is_linear(scenario) else " Three digits are enough."


def _read(scenario: Scenario) -> str:
    """What a reader works out first, with its numbers."""
    forward = run_forward(scenario)
    residuals = ", ".join(short(each) for each in forward["residuals"].value.flatten().tolist())
    if is_linear(scenario):
        return f"The residuals are {residuals}."
    preds = ", ".join(short(each) for each in forward["preds"].value.flatten().tolist())
    hidden = ""
    if scenario.model == "hidden":
        rows = "; ".join(", ".join(map(short, row)) for row in forward["hidden"].value.tolist())
        hidden = f" `hidden` holds {rows}, a sample after the other."
    return f"The predictions p are {preds}, and the residuals {residuals}.{hidden}"


EXERCISES: dict[str, Exercise] = {
    "entry": Exercise("one entry of the gradient", _entry),
    "passes": Exercise("what an operation passes back", _passes),
    "step": Exercise("which way a step moves", _step),
    "three": Exercise("`.grad` after three backwards", _three),
    "doubled": Exercise("what twice the samples do", _doubled),
    "cut": Exercise("which line cut the graph", _cut),
    "message": Exercise("what a message means", _message),
}
