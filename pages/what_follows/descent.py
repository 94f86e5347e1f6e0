"""Descent: steps against the gradient, one at a time."""

from ui.descent import controls, page
from ui.frame.header import header

header("descent")
controls.controls()
page.descent()
page.answers()
page.side_by_side()
