"""Mutates links, numbers, pastes and tables, and looks for what is raised, misread or slow. Run by hand:

    nice .venv/bin/python -m tests.fuzz.inputs --seed 0 --seconds 180

Nothing but our own errors may be raised, each in one sentence, and nothing may warn; and what is read must be what
plain Python reads: `float` for a number and the cells of a table, `ast.literal_eval` for a list, the same link again
for a link.
"""

import argparse
import ast
import csv
import io
import math
import random
import re
import time
import traceback
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from urllib.parse import parse_qsl

import torch

from core.link.links import PermalinkError, decode, encode
from core.link.tensors import changed_cells
from core.numbers import NumberError, exact, parse_number, read_block
from core.presets.presets import PRESETS
from core.scenario.json_file import ScenarioFileError, from_json, to_json
from core.scenario.scenario import Scenario, ScenarioError
from core.table import TableError, TableOptions, build_scenario, read_table
from tests.core.numbers.pastes import CELLS, FLAT, REFUSED, ROWS
from tests.core.table import written

SLOW = 2.0
"""Seconds of the processor's time: an input of a few hundred characters must never take as long."""

JUNK = [
    *"0123456789.,;:|#?-+−eE_'\"()[]{}<>=/\\ \t\n\r",
    "\u00a0", "\u202f", "\ufeff", "\x00", "𝟑", "٣", "½", "…", "...", ">>> ", "In [1]: ", "tensor(", ")", "[[", "]]",
    "e999", "1e-400", "nan", "inf", "True", "None", "NA", ".view(-1, 1)", ".T", "torch.Size([2])", "dtype: float64",
    "sep=;", "|---|", "# ", ", requires_grad=True", "0x1F", "1_000", "  ",
]  # fmt: skip

LINKS = [
    "", "from=mixed-4x2", "from=hidden-6-3-7&set=indep.0.1_0.07", "from=uniform-4-2-1&loss=mse&reduction=sum",
    "indep=1_2__3_4&dep=5_6&coeffs=0.5_0.5", "from=tips&step=3&i=1&j=0", "dtype=float64&dep=1e300_6",
    "from=mixed-4x2&set=dep.0_5__coeffs.1_-0", "calls=backward.zero.step&k=1", "lr=0.1&steps=20&rate=constant&zero=1",
]  # fmt: skip


def mutated(rng: random.Random, text: str, pool: list[str]) -> str:
    """A text with a few pieces changed, taken out, doubled, or from another one."""
    for _ in range(rng.choice([0, 1, 1, 2, 3, 6])):
        at, other = rng.randint(0, len(text)), rng.choice(pool)
        end = min(len(text), at + rng.choice([0, 1, 1, 2, 5, 20]))
        piece = rng.choice(
            [rng.choice(JUNK), "", text[at:end] * 2, other[rng.randint(0, len(other)) :][: rng.choice([1, 5, 30])]]
        )
        text = text[:at] + piece + text[end:]
    return text[:3000]


def same(one: float, other: float) -> bool:
    return one == other and math.copysign(1, one) == math.copysign(1, other)


def number(rng: random.Random) -> bool:
    """One cell: what is read is what `float` reads in the same characters."""
    start = rng.choice([repr(rng.uniform(-1e3, 1e3)), f"{rng.gauss(0, 1):.3e}", str(rng.randint(-9999, 9999)), ".07"])
    text = mutated(rng, start, [each for each, _ in CELLS.values()])
    dtype = rng.choice([torch.float32, torch.float64])
    try:
        read = parse_number(text, dtype)
    except NumberError as error:
        return one_sentence(str(error))
    assert same(read, float(text.strip(" \t\r\n\u00a0\u202f\ufeff").replace("−", "-"))), text
    assert math.isfinite(torch.tensor(read, dtype=dtype).item()), text
    return True


PASTES = [text for text, _ in [*FLAT.values(), *ROWS.values(), *REFUSED.values()]]


def paste(rng: random.Random) -> bool:
    """A paste: rows of one length, and where Python reads a list or a tuple, the same numbers."""
    text = mutated(rng, rng.choice([*PASTES, written_list(rng)]), PASTES)
    try:
        block = read_block(text)
    except NumberError as error:
        return one_sentence(str(error))
    assert block.rows
    assert block.rows[0]
    assert {len(row) for row in block.rows} == {len(block.rows[0])}
    known = literal(text)
    if known is None:
        return True
    try:
        read = [parse_number(cell, torch.float64) for row in block.rows for cell in row]
    except NumberError:
        return False  # refused, not misread
    assert len(read) == len(known), text
    for one, other in zip(read, known, strict=True):
        assert same(one, other) or one == other == 0, text  # Python's -0 is 0
    return True


def written_list(rng: random.Random) -> str:
    """Nested lists or tuples of numbers, as Python writes them."""
    width = rng.randint(1, 4)
    rows = [[rng.choice([rng.gauss(0, 1), rng.randint(-5, 5)]) for _ in range(width)] for _ in range(3)]
    return str(rng.choice([rows, rows[0], tuple(rows[0]), tuple(map(tuple, rows)), list(map(tuple, rows))]))


def literal(text: str) -> list[float] | None:
    """The numbers of a list or tuple that Python itself would read; None where it is none, or computes."""
    try:
        held = ast.literal_eval(text.strip())
    except (ValueError, SyntaxError, MemoryError, RecursionError, TypeError):
        return None
    cells = list(flat(held)) if isinstance(held, list | tuple) else []
    # Between two numbers and no comma Python subtracts, where NumPy prints two: `[1 -2]`.
    if not cells or None in cells or re.search(r"[0-9.]\s*[+-]\s*[0-9.]|\\|\(\s*[^,()]*\)", text):
        return None
    return [float(cell) for cell in cells if cell is not None]


def flat(held: object) -> Iterator[float | None]:
    for each in held if isinstance(held, list | tuple) else [held]:
        if isinstance(each, list | tuple):
            yield from flat(each)
        else:
            yield each if isinstance(each, bool | int | float) and math.isfinite(each) else None


TABLES = [
    *(text for text, _, _ in written.READ.values()),
    *(text for text, _ in [*written.REFUSED.values(), *written.WHY_NOT.values()]),
]


def table(rng: random.Random) -> bool:
    """A table: each usable column holds what its cells say; names are unique and reachable."""
    text = mutated(rng, rng.choice([*TABLES, written_table(rng)]), TABLES)
    raw = text.encode(rng.choice(["utf-8", "utf-8", "utf-8-sig", "utf-16"]), "ignore")
    try:
        read = read_table(raw, rng.choice([None, None, True, False]))
    except TableError as error:
        return one_sentence(str(error))
    names = [column.name for column in read.columns]
    assert len(set(names)) == len(names), text
    for position, name in enumerate(names):
        column = read.columns[position]
        if column.numbers is None:
            continue
        assert read.column(name) is column
        assert len(column.numbers) == len(read.rows)
        for row, held in zip(read.head, column.numbers.tolist(), strict=False):
            cell = row[position].strip(" \t\r\n\u00a0\u202f\ufeff").replace("−", "-")
            plain = {"true": "1", "false": "0"}.get(cell.lower(), cell.replace(",", "."))
            assert math.isnan(held) or same(held, float(plain)), text
    if len(read.usable) > 1:
        try:
            build_scenario(read, TableOptions(read.usable[0], read.usable[1:3], drop_missing=True))
        except TableError as error:
            one_sentence(str(error))
    return True


def written_table(rng: random.Random) -> str:
    """A table of numbers as `csv` writes it."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=rng.choice(",;\t|"), lineterminator=rng.choice(["\n", "\r\n"]))
    writer.writerows([["x", "y", "z"], *([rng.gauss(0, 9) for _ in range(3)] for _ in range(rng.randint(1, 5)))])
    return out.getvalue()


def link(rng: random.Random) -> bool:
    """A link: refused in a sentence, or a state whose own link says the same again."""
    text = mutated(rng, rng.choice(LINKS), LINKS)
    try:
        read = decode(text)
    except (PermalinkError, ScenarioError) as error:
        return one_sentence(str(error))
    again = decode(encode(read))
    for name in ("t_indep", "t_dep", "coeffs"):
        changed = changed_cells(getattr(read.scenario, name), getattr(again.scenario, name))
        assert changed is not None and not changed.any(), text  # noqa: PT018  # two parts of one statement
    pairs = dict(parse_qsl(text, keep_blank_values=True))
    if "dep" in pairs:
        held = [float(cell.strip("\ufeff").replace("−", "-")) for cell in pairs["dep"].split("_")]
        assert read.scenario.t_dep.tolist() == torch.tensor(held, dtype=read.scenario.dtype).tolist(), text
    return True


def file(rng: random.Random) -> bool:
    """A saved scenario: refused in a sentence, or numbers that a second file brings again."""
    saved = to_json(rng.choice([PRESETS["mixed-4x2"].build(), Scenario([[0.1]], [1e-7], [-0.0])]))
    try:
        read = from_json(mutated(rng, saved, [saved]), 1000)
    except ScenarioFileError as error:
        return one_sentence(str(error))
    assert [exact(x) for x in from_json(to_json(read), 1000).coeffs.tolist()] == [
        exact(x) for x in read.coeffs.tolist()
    ]
    return True


def one_sentence(text: str) -> bool:
    """False, since nothing was read, if the refusal is one sentence."""
    assert text.endswith("."), text
    assert len(text) < 700, text
    assert "\n" not in text, text
    return False


KINDS: dict[str, Callable[[random.Random], bool]] = {
    "numbers": number,
    "pastes": paste,
    "tables": table,
    "links": link,
    "files": file,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--kinds", nargs="+", choices=KINDS, default=list(KINDS))
    parser.add_argument("--most", type=int, default=1_000_000, help="inputs a kind")
    asked = parser.parse_args()
    warnings.simplefilter("error")
    warnings.simplefilter("ignore", SyntaxWarning)  # of ast.literal_eval, about what it is given here
    tried, read, faults, seen = Counter[str](), Counter[str](), Counter[str](), set[str]()
    for kind in asked.kinds:
        check, end = KINDS[kind], time.monotonic() + asked.seconds / len(asked.kinds)
        while tried[kind] < asked.most and time.monotonic() < end:
            seed = f"{asked.seed} {kind} {tried[kind]}"
            tried[kind] += 1
            start = time.process_time()
            try:
                read[kind] += check(random.Random(seed))  # noqa: S311  # repeatable, not secret
                if time.process_time() - start > SLOW:
                    raise TimeoutError(f"{time.process_time() - start:.1f} s")
            except Exception as error:  # whatever it is, it is the finding
                faults[kind] += 1
                where = traceback.extract_tb(error.__traceback__)[-1]
                if (fault := f"{type(error).__name__} at {where.filename}:{where.lineno}") not in seen:
                    seen.add(fault)
                    say(f"{fault}: {str(error)[:300]!r} (seed {seed!r})")
        say(f"{kind}: {tried[kind]:,} inputs tried, {read[kind]:,} read, {faults[kind]:,} faults")


def say(line: str) -> None:
    print(line, flush=True)  # a script's answer


if __name__ == "__main__":
    main()
