"""Backward: the gradient passes from node to node until it is kept."""

from ui import walk
from ui.frame.header import header

header("backward")
walk.backward()
