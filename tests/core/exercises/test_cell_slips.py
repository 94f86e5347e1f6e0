"""Each slip in a walk through any program against the same slip in plain torch, and what an answer is told there."""

import math
from collections.abc import Iterator

import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from core import LOSSES, MODELS, PRESETS, REDUCTIONS, Replay, Scenario, replay, short
from core.exercises import CELL_SLIPS, AskedCell, cell_number, check_cell
from core.exercises.answers import SHOWN_ROUNDED
from core.exercises.cells import arrived
from tests.core.exercises.writings import writings
from tests.core.generated import Grown, programs

TEXT = """
s = x @ a
h = torch.relu(s + b)
z = h @ c
u = z.sum(dim=1)
p = torch.sigmoid(u)
r = p - y
e = r ** 2
loss = e.mean()
"""
X, A = torch.tensor([[1.0, 2.0], [3.0, -1.0], [0.5, 2.5]]), torch.tensor([[0.5, -0.25], [1.5, 0.75]])
B, C = torch.tensor([0.1, -0.4]), torch.tensor([[0.3, -0.7], [0.9, 0.2]])
Y = torch.tensor([1.0, 0.0, 0.25])
S = X @ A
H = torch.relu(S + B)
Z = H @ C
U = Z.sum(1)
P = torch.sigmoid(U)
R = P - Y
GR = 2 * R / 3
GU = GR * P * (1 - P)
GZ = GU[:, None].expand(3, 2)
GH = GZ @ C.T
GS = GH * (H > 0)

MADE: list[tuple[str, str, str, tuple[int, ...], float]] = [
    # slip, lane, value, index, the number that comes of it
    ("n", "value", "loss", (), (R**2).sum().item()),
    ("n", "gradient", "e", (0,), 1.0),
    ("n", "kept", "b", (0,), 3 * GS.sum(0)[0].item()),
    ("sign", "gradient", "u", (1,), -GU[1].item()),
    ("exchanged", "value", "r", (1,), (Y - P)[1].item()),
    ("operand", "value", "s + b", (0, 1), S[0, 1].item()),
    ("operand", "value", "s + b", (0, 1), B[1].item()),
    ("function", "value", "p", (1,), U[1].item()),
    ("function", "value", "e", (1,), R[1].item()),
    ("upstream", "gradient", "u", (1,), (P * (1 - P))[1].item()),
    ("upstream", "gradient", "c", (1, 0), H[:, 1].sum().item()),
    ("local", "gradient", "u", (1,), GR[1].item()),
    ("value", "gradient", "u", (1,), (GR * P)[1].item()),
    ("value", "gradient", "r", (0,), (R**2 / 3)[0].item()),
    ("argument", "gradient", "u", (1,), (GR * U * (1 - U))[1].item()),
    ("exponent", "gradient", "r", (2,), (R / 3)[2].item()),
    ("transposed", "value", "z", (0, 1), (H @ C.T)[0, 1].item()),
    ("transposed", "gradient", "h", (1, 0), (GZ @ C)[1, 0].item()),
    ("axis", "value", "u", (1,), Z.sum(0)[1].item()),
    ("axis", "gradient", "b", (1,), GS.sum(1)[1].item()),
    ("one", "value", "u", (0,), Z[0, 1].item()),
    ("one", "value", "loss", (), (R**2)[1].item() / 3),
    ("one", "value", "z", (0, 1), (H[0, 1] * C[1, 1]).item()),
    ("one", "gradient", "c", (1, 0), (H[2, 1] * GZ[2, 0]).item()),
    ("one", "gradient", "h", (0, 1), (GZ[0, 0] * C[1, 0]).item()),
    ("one", "kept", "b", (1,), GS[0, 1].item()),
]


def run(text: str = TEXT) -> Replay:
    return replay(Scenario.of(text, {"x": X, "a": A, "b": B, "c": C, "y": Y}, tracked=("a", "b", "c")))


def cell(of: Replay, lane: str, name: str, index: tuple[int, ...], arrival: int = 0) -> AskedCell:
    return AskedCell(lane, of.scenario.program.names.index(name), index, arrival)  # type: ignore[arg-type]  # a lane


def holds(of: Replay, slip: str, asked: AskedCell, wrong: float) -> None:
    assert any(math.isclose(each, wrong, rel_tol=1e-5) for each in CELL_SLIPS[slip].numbers(of, asked)), (slip, asked)
    told = check_cell(of, asked, repr(wrong))
    assert not told.right, (slip, asked)
    assert slip in told.slips, (slip, asked, told)
    lane, value = CELL_SLIPS[slip].place(of, asked)
    assert lane in {"values", "nodes", "gradients"}
    assert value in range(len(of.scenario.program.names))


def test_each_slip_gives_what_the_same_slip_in_plain_torch_gives() -> None:
    of, summed = run(), run(TEXT.replace("e.mean()", "e.sum()"))
    for slip, lane, name, index, wrong in MADE:
        holds(of, slip, cell(of, lane, name, index), wrong)
    holds(summed, "mean", cell(summed, "value", "loss", ()), (R**2).mean().item())
    holds(summed, "mean", cell(summed, "gradient", "u", (1,)), GU[1].item())
    twice = replay(Scenario.of("loss = k * k * k", {"k": 3.0}, tracked=("k",)))  # 27, and 9 comes back along each way
    asked = cell(twice, "gradient", "k", ())
    assert len(arrived(twice, asked.value)) == 3
    for lane in ("gradient", "kept"):
        holds(twice, "way", cell(twice, lane, "k", ()), 9.0)
    assert check_cell(twice, cell(twice, "arrival", "k", (), 1), "9").right
    assert {slip for slip, *_ in MADE} | {"mean", "way"} == set(CELL_SLIPS)


def test_slips_that_give_the_same_number_are_all_named_and_no_other() -> None:
    of = run()
    assert check_cell(of, cell(of, "gradient", "e", (0,)), "1").slips == ("n", "local")
    assert check_cell(of, cell(of, "value", "r", (1,)), repr((Y - P)[1].item())).slips == ("sign", "exchanged")
    assert check_cell(of, cell(of, "gradient", "u", (1,)), "123").slips == ()


def asks(of: Replay) -> Iterator[AskedCell]:
    """Every sort of number, each at the last entry."""
    program, values = of.scenario.program, of.forward.values
    for value, made in enumerate(values):
        index = tuple(size - 1 for size in made.shape)
        if value in program.makers and made.dtype != torch.bool:
            yield AskedCell("value", value, index)
        came = arrived(of, value)
        if came:
            yield AskedCell("gradient", value, index)
            yield from (AskedCell("arrival", value, index, at) for at in range(len(came)))
    for leaf in of.scenario.leaves:
        if of.backward.grads[leaf] is not None:
            value = program.numbers[leaf]
            yield AskedCell("kept", value, tuple(size - 1 for size in values[value].shape))


def told_truly(of: Replay) -> None:
    """A right answer is right in any writing; a slip's number is right or named; what is named gives the number."""
    for asked in asks(of):
        right = cell_number(of, asked) or 0.0  # not −0
        if not math.isfinite(right) or (right and not 1e-30 < abs(right) < 1e30):
            continue
        for text in writings(right):
            assert check_cell(of, asked, text).right, (asked, right, text)
        given_by = {name: list(slip.numbers(of, asked)) for name, slip in CELL_SLIPS.items()}
        for name, numbers in given_by.items():
            for wrong in numbers[:3]:
                if not math.isfinite(wrong) or (wrong and not 1e-30 < abs(wrong) < 1e30):
                    continue
                answer = check_cell(of, asked, repr(wrong))
                assert answer.right or name in answer.slips, (asked, wrong, name)
                for claimed in answer.slips:
                    assert any(
                        short(wrong) == short(each) or math.isclose(each, wrong, rel_tol=SHOWN_ROUNDED)
                        for each in given_by[claimed]
                    ), (asked, claimed, wrong)


@settings(max_examples=40, deadline=None)
@given(programs())
def test_a_right_answer_is_never_called_wrong_whatever_the_program(grown: Grown) -> None:
    told_truly(replay(grown.scenario()))


@settings(max_examples=25, deadline=None)
@given(
    st.sampled_from([name for name in MODELS if name != "linear"]),
    st.sampled_from(sorted(LOSSES)),
    st.sampled_from(sorted(REDUCTIONS)),
    st.integers(0, 99),
)
def test_nor_in_any_model(model: str, loss: str, reduction: str, seed: int) -> None:
    data = PRESETS["mixed-4x2"].build()
    start = MODELS[model].start(2, torch.Generator().manual_seed(seed))
    tensors = {"t_indep": data.t_indep, "t_dep": (data.t_dep > 1).float()} | start
    told_truly(replay(Scenario.of(model, tensors, loss=loss, reduction=reduction)))
