"""A few thousand of the fuzzer's texts with every run; a million by hand."""

from collections import Counter

from tests.fuzz.programs import faults


def test_mutated_texts_raise_nothing_but_what_is_said_in_a_sentence() -> None:
    counted: Counter[str] = Counter()
    assert list(faults(3_000, 5, counted)) == []
    assert counted["parsed"] > 50
    assert counted["agree"] > 20
