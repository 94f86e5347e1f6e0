"""The groups of the list are what the programs really do."""

import pytest

from core.mistakes import MISTAKES, run_mistake
from core.presets.presets import PRESETS
from ui.mistakes.chooser import GROUPS, grouped


def test_every_mistake_is_in_one_group() -> None:
    assert sorted(slug for slugs in grouped().values() for slug in slugs) == sorted(MISTAKES)
    assert list(grouped()) == list(GROUPS)
    assert all(grouped().values())


@pytest.mark.parametrize("preset", PRESETS)
def test_a_mistake_does_what_its_group_says_on_every_preset(preset: str) -> None:
    for kind, slugs in grouped().items():
        for slug in slugs:
            assert run_mistake(MISTAKES[slug], PRESETS[preset].build()).kind == kind, slug
