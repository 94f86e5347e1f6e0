"""The calls and methods that may stand around pasted numbers, and what each makes of their shape."""

import re

import torch

from core.numbers.reading import NumberError
from core.numbers.refusing import quote
from core.numbers.value import Value


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


WRAPPERS = _words("""
    tensor Tensor FloatTensor DoubleTensor HalfTensor LongTensor IntTensor as_tensor array asarray
    matrix Parameter Variable from_numpy Series DataFrame float float32 float64 list tuple c print
    """)
"""Calls whose first argument holds the numbers."""

SIZED = frozenset({"Tensor", "FloatTensor", "DoubleTensor", "HalfTensor", "LongTensor", "IntTensor"})
"""Calls that take a lone number for a size."""

MAKERS = _words("""
    rand randn randint randperm zeros ones full empty eye arange linspace logspace range uniform normal
    random choice zeros_like ones_like rand_like randn_like repeat tile
    """)

KEEPING = _words("""
    to cuda cpu float double half bfloat16 requires_grad_ detach detach_ clone contiguous numpy tolist
    type astype item data values to_numpy copy long int short bool
    """)
"""Methods and attributes that leave shape and digits alone; with whole numbers some of them do."""

SHAPING = frozenset(["view", "reshape", "unsqueeze", "squeeze", "t", "T", "transpose", "flatten", "ravel", "mT"])

INTEGERS = re.compile(r"\s*[\[(]?\s*(-?[0-9]{1,6}\s*(?:,\s*-?[0-9]{1,6}\s*)*)?[\])]?\s*")
INTEGER_TYPE = re.compile(r"(?:^|[.'\"\s=(,])(?:u?int[0-9]*|long|short|Long|Int|bool_?)\b")
WHOLE = re.compile(r"[+\-\u2212]?[0-9]+(?:\.0*)?")


def changed(value: Value, name: str, given: str | None) -> Value:
    """A value after a method or an attribute (`given` None): with another shape, as torch gives it, or as it was."""
    said = quote(f".{name}" if given is None else f".{name}({given})")
    given = given or ""
    if name in KEEPING:
        return whole_numbers(value, said.strip("“”"), f"{name} {given}")
    match = INTEGERS.fullmatch(given)
    if name not in SHAPING or not match:
        raise NumberError(f"{said} computes with the numbers: print the result and paste that.")
    sizes = [int(size) for size in match[1].split(",")] if match[1] else []
    if name in {"T", "t"} and len(value.shape) < 2:
        return value  # NumPy's has no other, and torch only warns
    places = torch.arange(len(value.cells)).reshape(value.shape)
    try:
        if name == "T" and places.ndim != 2:
            raise IndexError
        moved = getattr(places, name)
        moved = moved(*sizes) if callable(moved) else moved
    except (RuntimeError, IndexError, TypeError, ValueError) as error:
        raise NumberError(f"{said} does not fit the shape {value.shape}: paste the numbers alone.") from error
    return Value(tuple(moved.shape), [value.cells[place] for place in moved.flatten().tolist()])


def whole_numbers(value: Value, name: str, settings: str) -> Value:
    """The value, unless a type of whole numbers would change its digits."""
    if not INTEGER_TYPE.search(settings):
        return value
    truths = "bool" in settings
    for cell in value.cells:
        if cell in {"True", "False"} or (
            WHOLE.fullmatch(cell) and (not truths or float(cell.replace("\u2212", "-")) in {0, 1})
        ):
            continue
        raise NumberError(f"{quote(cell)} is changed by the type in {quote(name)}: print the result and paste that.")
    return value
