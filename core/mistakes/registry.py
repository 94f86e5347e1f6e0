"""All mistakes, by slug. A new one is one entry in the file of its theme."""

from core.mistakes.backwards import BACKWARDS
from core.mistakes.data import DATA
from core.mistakes.leaves import LEAVES
from core.mistakes.mistake import Mistake
from core.mistakes.steps import STEPS
from core.mistakes.untracked import UNTRACKED

MISTAKES: dict[str, Mistake] = {mistake.slug: mistake for mistake in (*UNTRACKED, *BACKWARDS, *STEPS, *LEAVES, *DATA)}
