"""A function runs as a short program: what it leaves, raises and warns, and the lines that it shows."""

import threading
import warnings
from typing import Any

import pytest
import torch
from torch import Tensor

from core.engine.sandbox import lines_of, run


def doubles(number: Tensor) -> dict[str, Any]:
    """Not shown."""
    twice = number * 2  # shown
    thrice = number * 3  # type: ignore[operator, unused-ignore]  # for a tool
    return locals()


def divides(number: int) -> dict[str, Any]:
    before = number
    after = before / 0
    return locals()


def warns() -> None:
    warnings.warn("one", UserWarning, stacklevel=1)
    warnings.warn("two", FutureWarning, stacklevel=1)


def test_the_shown_lines_are_the_body_without_docstring_return_and_notes_to_tools() -> None:
    assert lines_of(doubles) == "twice = number * 2  # shown\nthrice = number * 3"


def test_a_program_leaves_its_variables() -> None:
    ran = run(doubles, number=torch.tensor(2))
    assert {name: value.item() for name, value in ran.names.items()} == {"number": 2, "twice": 4, "thrice": 6}
    assert (ran.raised, ran.warned) == (None, ())


def test_what_was_raised_is_python_s_own_and_names_the_shown_line() -> None:
    ran = run(divides, number=3)
    assert ran.raised is not None
    assert (ran.raised.type, ran.raised.text, ran.raised.line) == ("ZeroDivisionError", "division by zero", 1)
    assert ran.names == {"number": 3, "before": 3}


def test_warnings_are_noted_each_time_and_never_turned_into_errors() -> None:
    for _ in range(2):  # a second run must not be silenced by the first
        ran = run(warns)
        assert [(said.type, said.text, said.line) for said in ran.warned] == [
            ("UserWarning", "one", 0),
            ("FutureWarning", "two", 1),
        ]


def test_what_is_shown_of_warnings_is_put_back() -> None:
    before = warnings.showwarning, list(warnings.filters)
    run(warns)
    run(divides, number=1)
    assert (warnings.showwarning, list(warnings.filters)) == before


def test_another_thread_s_warning_goes_where_it_would_have_gone() -> None:
    def program() -> None:
        other = threading.Thread(target=lambda: warnings.warn("theirs", UserWarning, stacklevel=1))
        other.start()
        other.join()
        warnings.warn("ours", UserWarning, stacklevel=1)

    with pytest.warns(UserWarning, match="theirs") as elsewhere:
        ran = run(program)
    assert [said.text for said in ran.warned] == ["ours"]
    assert [str(said.message) for said in elsewhere] == ["theirs"]


def test_programs_run_one_at_a_time() -> None:
    at_once, most = 0, 0
    barrier = threading.Barrier(4)

    def program() -> None:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        torch.rand(200, 200) @ torch.rand(200, 200)
        at_once -= 1

    def start() -> None:
        barrier.wait()
        for _ in range(20):
            run(program)

    threads = [threading.Thread(target=start) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 1
