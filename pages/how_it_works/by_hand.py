"""By hand: the same gradient without autograd."""

from ui.by_hand import page, trying
from ui.by_hand.why_n import why_n
from ui.frame.header import header
from ui.frame.next_view import next_link
from ui.walk import choose

problem = page.problem()
header("by_hand", page.lead(problem))
choose.entry_and_reduction()
if trying.trying():
    trying.show(problem.story)
else:
    trying.finished()
    page.show(problem)
    why_n(problem.story.scenario, problem.story.j)
next_link("by_hand")
