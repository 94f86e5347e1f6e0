"""Slope: move one coefficient and see what the gradient predicted."""

from ui import choose, onward
from ui.frame.header import header
from ui.slope import page

header("slope", page.lead())
choose.coefficient()
page.curve_and_move()
page.on_demand()
onward.onward("slope")
