"""Descent: steps against the gradient, one at a time."""

from ui.descent import controls, page
from ui.descent.optimizer import optimizer
from ui.frame.header import header
from ui.sessions.fold import functions

header("descent")
controls.controls()
page.descent()
page.answers()
page.side_by_side()
optimizer()
functions()
