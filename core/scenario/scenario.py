"""One validated problem: a program, its tensors, which of them are leaves, and the precision."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self

import torch
from torch import Tensor

from core.kinds import Shape
from core.program import Program, ProgramError, axes_of, carrying, check_scalar, parse, shapes_of
from core.scenario.checks import Numbers, ScenarioError, check_choice, check_finite, check_shapes, to_tensor
from core.scenario.losses import LOSSES, REDUCTIONS
from core.scenario.models import DEFAULT_MODEL, MODELS

__all__ = ["DTYPES", "Numbers", "Scenario", "ScenarioError"]

DTYPES = {"float32": torch.float32, "float64": torch.float64}
DATA = ("t_indep", "t_dep")
"""What a model of `MODELS` is given and does not learn."""


@dataclass(frozen=True, eq=False, init=False)
class Scenario:
    """One problem, validated and copied: the article's model by its three tensors, any other by `Scenario.of`.

    Two scenarios are equal when their programs, leaves, numbers and dtypes are; the name does not count. The tensors
    are copies of what came in, detached and untracked; treat them as read-only.

    Attributes:
        program: the lines that run; the last one makes the loss.
        tensors: what they read, by name.
        leaves: which of these are tracked and get a `.grad`, in the order in which the program reads them.
        dtype: torch.float32 (PyTorch's default) or torch.float64.
        name: what to call it on a page.
        model: a key of `MODELS`; "" for a program of one's own.
        loss: a key of `LOSSES`; "" for a program of one's own.
        reduction: a key of `REDUCTIONS`; "" for a program of one's own.
        shapes: the shape of each value of the program, by its number.
    """

    program: Program
    tensors: Mapping[str, Tensor]
    leaves: tuple[str, ...]
    dtype: torch.dtype
    name: str
    model: str
    loss: str
    reduction: str
    shapes: tuple[Shape, ...]

    def __init__(
        self,
        t_indep: Numbers,
        t_dep: Numbers,
        coeffs: Numbers,
        loss: str = "mae",
        reduction: str = "mean",
        dtype: torch.dtype = torch.float32,
        name: str = "",
    ) -> None:
        """Validate and copy a problem for the article's model.

        Args:
            t_indep: the independent variables, a row a sample, (N, n).
            t_dep: the dependent variable, (N,).
            coeffs: the coefficients, (n,).
            loss: a key of `LOSSES`.
            reduction: a key of `REDUCTIONS`.
            dtype: torch.float32 or torch.float64.
            name: what to call it on a page.

        Raises:
            ScenarioError: for shapes that do not fit, no samples or coefficients, NaN or infinite cells, cells that
                are not real numbers, and names that are not in the registries. Integers are converted.
        """
        given = {"t_indep": t_indep, "t_dep": t_dep, "coeffs": coeffs}
        self._hold(DEFAULT_MODEL, given, None, loss, reduction, dtype, name)

    @classmethod
    def of(
        cls,
        model_or_text: str,
        tensors: Mapping[str, Numbers | float],
        *,
        loss: str | None = None,
        reduction: str | None = None,
        dtype: torch.dtype = torch.float32,
        name: str = "",
        tracked: Sequence[str] | None = None,
    ) -> Self:
        """Validate and copy a problem for any model or program.

        Args:
            model_or_text: a key of `MODELS`, or the text of a program that ends in a scalar.
            tensors: what it reads, by name. With a model all but `t_indep` and `t_dep` are leaves.
            loss: a key of `LOSSES`, with a model alone ("mae" where it is not given).
            reduction: a key of `REDUCTIONS`, with a model alone ("mean" where it is not given).
            dtype: torch.float32 or torch.float64; whole numbers are converted.
            name: what to call it on a page.
            tracked: the leaves of a text. Without it those that a line `x.requires_grad_()` names, and where there is
                none all inputs that were not given as tensors of whole numbers.

        Raises:
            ScenarioError: for tensors that are missing, unknown or do not fit, and for names that are not in the
                registries.
            ProgramError: for a text that cannot be read, and shapes that do not fit its operations.
        """
        scenario = cls.__new__(cls)
        if model_or_text in MODELS:
            if tracked is not None:
                raise ScenarioError(f"tracked is for a program of your own: the model {model_or_text} has its leaves.")
            scenario._hold(model_or_text, tensors, None, loss or "mae", reduction or "mean", dtype, name)  # noqa: SLF001  # its own class
            return scenario
        if loss is not None or reduction is not None:
            raise ScenarioError("a program's loss is one of its lines: leave loss and reduction out.")
        scenario._hold(model_or_text, tensors, tracked, "", "", dtype, name)  # noqa: SLF001  # its own class
        return scenario

    def _hold(  # the fields of a scenario
        self,
        model_or_text: str,
        given: Mapping[str, Numbers | float],
        tracked: Sequence[str] | None,
        loss: str,
        reduction: str,
        dtype: torch.dtype,
        name: str,
    ) -> None:
        if dtype not in DTYPES.values():
            raise ScenarioError(f"dtype is {dtype}; choose torch.float32 or torch.float64.")
        model = model_or_text if model_or_text in MODELS else ""
        if model:
            check_choice("loss", loss, LOSSES)
            check_choice("reduction", reduction, REDUCTIONS)
            program = model_program(model, loss, reduction)
        else:
            program = parse(model_or_text)
        _check_names(program, given)
        tensors = {each: to_tensor(each, given[each], dtype) for each in program.inputs}  # type: ignore[arg-type]  # a single number is read as one
        if model == DEFAULT_MODEL:
            check_shapes(*(tensors[each] for each in (*DATA, "coeffs")))
        elif model:
            _check_data(*(tensors[each] for each in DATA))
        shapes = shapes_of(program, {each: tuple(tensor.shape) for each, tensor in tensors.items()})
        if model:
            _check_preds(model, program, shapes)
        check_scalar(program, shapes)
        for each, tensor in tensors.items():
            check_finite(each, tensor, dtype)
        leaves = MODELS[model].leaves if model else _leaves(program, given, tracked)
        fields = {
            "program": program,
            "tensors": tensors,
            "leaves": leaves,
            "dtype": dtype,
            "name": name,
            "model": model,
            "loss": loss,
            "reduction": reduction,
            "shapes": shapes,
        }
        for field, value in fields.items():
            object.__setattr__(self, field, value)  # the way in for a frozen dataclass that validates first

    def __getattr__(self, name: str) -> Tensor:
        """A tensor by its name: `scenario.t_indep`, (N, n); `scenario.t_dep`, (N,); `scenario.coeffs`, (n,)."""
        tensors: Mapping[str, Tensor] = self.__dict__.get("tensors", {})
        if name in tensors:
            return tensors[name]
        raise AttributeError(f"this scenario has no {name}: it has {', '.join(tensors)}.")

    @cached_property
    def n_samples(self) -> int:
        """N, the number of rows of t_indep.

        Of a program of one's own: the size of the dimension along which its first data run; 1 where it has none.
        """
        if self.model:
            return self.t_indep.shape[0]
        axes = axes_of(self.program, self.shapes)
        data = [axes[at] for at, name in enumerate(self.program.inputs) if name not in self.leaves]
        rows = next((each[0] for each in data if each), None)
        sizes = zip(sum(axes, ()), sum(self.shapes, ()), strict=True)
        return max((size for axis, size in sizes if axis == rows), default=1)

    @property
    def model_title(self) -> str:
        """What the model is called; a program of one's own by its name."""
        return MODELS[self.model].title if self.model else self.name or "a program"

    @property
    def n_coeffs(self) -> int:
        """n, the number of columns of t_indep."""
        return self.t_indep.shape[1]

    @property
    def carrying(self) -> frozenset[int]:
        """The values that a gradient can pass back through to a leaf, by their numbers in the program."""
        return carrying(self.program, self.leaves)

    def replace(self, **changes: Any) -> Self:
        """A new scenario with some tensors or settings changed, validated again.

        Raises:
            ScenarioError: as the constructor does, and for a field that it does not have.
        """
        settings = {field: getattr(self, field) for field in ("dtype", "name")}
        if self.model:
            settings |= {"loss": self.loss, "reduction": self.reduction}
        else:
            settings["tracked"] = self.leaves
        unknown = changes.keys() - settings.keys() - self.tensors.keys()
        if unknown:
            raise ScenarioError(f"{min(unknown)} is not a part of this scenario.")
        tensors = {each: changes.get(each, tensor) for each, tensor in self.tensors.items()}
        settings = {field: changes.get(field, value) for field, value in settings.items()}
        return type(self).of(self.model or self.program.text, tensors, **settings)

    @cached_property
    def _hash(self) -> int:
        # Adding 0 turns -0 into 0: they are equal, so they must hash alike.
        cells = (tensor.add(0).numpy().tobytes() for tensor in self.tensors.values())
        shapes = (tuple(tensor.shape) for tensor in self.tensors.values())
        return hash((self.program.text, self.leaves, self.dtype, *shapes, *cells))

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Scenario):
            return NotImplemented
        return (
            (self.program.text, self.leaves, self.dtype) == (other.program.text, other.leaves, other.dtype)
            and self.tensors.keys() == other.tensors.keys()
            and all(torch.equal(tensor, other.tensors[name]) for name, tensor in self.tensors.items())
        )


def model_program(model: str, loss: str, reduction: str) -> Program:
    """The lines of a model, a loss and a reduction, put together.

    Args:
        model: a key of `MODELS`.
        loss: a key of `LOSSES`.
        reduction: a key of `REDUCTIONS`.
    """
    return parse("\n".join((*MODELS[model].lines, *LOSSES[loss].lines, REDUCTIONS[reduction].line)))


def _check_names(program: Program, given: Mapping[str, object]) -> None:
    for name, place in zip(program.inputs, program.places, strict=True):
        if name not in given:
            known = f"; what was given is {', '.join(given)}" if given else ""
            raise ProgramError(
                f"{name} is read here and was neither computed before nor given: give it{known}.", *place
            )
    if unused := [name for name in given if name not in program.inputs]:
        raise ScenarioError(f"{unused[0]} was given, but the program does not read it: leave it out.")


def _leaves(program: Program, given: Mapping[str, object], tracked: Sequence[str] | None) -> tuple[str, ...]:
    """What a text tracks, in the order in which it reads it."""
    if tracked is not None:
        if unknown := [name for name in tracked if name not in program.inputs]:
            raise ScenarioError(f"tracked names {unknown[0]}, which the program does not read: name one of its inputs.")
        wanted = set(tracked)
    elif program.tracked:
        wanted = set(program.tracked)
    else:
        wanted = {name for name in program.inputs if not _whole(given[name])}
    return tuple(name for name in program.inputs if name in wanted)


def _whole(given: object) -> bool:
    """Whether it came as a tensor of whole numbers, which PyTorch cannot track."""
    return isinstance(given, Tensor) and not given.is_floating_point() and not given.is_complex()


def _check_data(t_indep: Tensor, t_dep: Tensor) -> None:
    """Refuse data that are not one row and one target a sample."""
    if t_indep.ndim != 2 or 0 in t_indep.shape:
        raise ScenarioError(
            f"t_indep has shape {tuple(t_indep.shape)}: give it a row for each sample and a column for each input."
        )
    if tuple(t_dep.shape) != (len(t_indep),):
        raise ScenarioError(
            f"t_dep has shape {tuple(t_dep.shape)} but t_indep has {len(t_indep)} rows: "
            f"give t_dep the shape ({len(t_indep)},), one number for each row."
        )


def _check_preds(model: str, program: Program, shapes: tuple[Shape, ...]) -> None:
    """Refuse a model whose predictions are not one a sample: they would be broadcast against the targets in silence."""
    rows = shapes[program.finals["t_indep"]][0]
    wanted = (rows, 1) if MODELS[model].column else (rows,)
    found = shapes[program.finals["preds"]]
    if found != wanted:
        last = MODELS[model].leaves[-1] if model != DEFAULT_MODEL else "coeffs"
        raise ScenarioError(
            f"preds has shape {found} where {wanted} is needed, one prediction a row of t_indep: "
            f"change the shapes of the leaves, such as {last}."
        )
