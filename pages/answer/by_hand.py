"""By hand: the same gradient without autograd."""

from ui import by_hand, choose, onward, why_n
from ui.frame.header import header

problem = by_hand.problem()
header("by_hand", by_hand.lead(problem))
choose.entry_and_reduction()
by_hand.show(problem)
why_n.why_n(problem.story.scenario, problem.story.j)
onward.onward("by_hand")
