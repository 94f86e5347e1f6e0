"""Slope: move one coefficient and see what the gradient predicted."""

from ui.frame.header import header
from ui.frame.next_view import next_link
from ui.slope import page
from ui.walk import choose

header("slope", page.lead())
choose.coefficient()
page.curve_and_move()
page.on_demand()
next_link("slope")
