"""Backward: the gradient passes from node to node until it is kept."""

from ui.frame.header import header
from ui.walk import page

header("backward")
page.backward()
