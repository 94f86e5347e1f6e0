"""Descent: steps against the gradient, one at a time."""

from ui import frame
from ui.descent import controls, page

frame.header("descent")
controls.controls()
page.descent()
page.answers()
page.side_by_side()
