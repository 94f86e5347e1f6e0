"""All mistakes, by slug. A new one is one entry in the file of its theme."""

from core.mistakes.backwards import BACKWARDS
from core.mistakes.data import DATA
from core.mistakes.dtypes import DTYPES
from core.mistakes.in_place import IN_PLACE
from core.mistakes.leaves import LEAVES
from core.mistakes.leaving import LEAVING
from core.mistakes.mistake import Mistake
from core.mistakes.new_coeffs import NEW_COEFFS
from core.mistakes.shapes import SHAPES
from core.mistakes.steps import STEPS
from core.mistakes.untracked import UNTRACKED

_THEMES = (UNTRACKED, BACKWARDS, STEPS, NEW_COEFFS, LEAVES, IN_PLACE, LEAVING, SHAPES, DTYPES, DATA)

MISTAKES: dict[str, Mistake] = {mistake.slug: mistake for theme in _THEMES for mistake in theme}
