"""By hand: the same gradient without autograd."""

from ui.by_hand import page
from ui.by_hand.why_n import why_n
from ui.frame.header import header
from ui.frame.next_view import next_link
from ui.walk import choose

problem = page.problem()
header("by_hand", page.lead(problem))
choose.entry_and_reduction()
page.show(problem)
why_n(problem.story.scenario, problem.story.j)
next_link("by_hand")
