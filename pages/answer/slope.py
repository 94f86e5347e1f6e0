"""Slope: move one coefficient and see what the gradient predicted."""

from ui import choose, frame, onward
from ui.slope import page

frame.header("slope", page.lead())
choose.coefficient()
page.curve_and_move()
page.on_demand()
onward.onward("slope")
