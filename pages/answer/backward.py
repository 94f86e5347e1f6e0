"""Backward: the gradient passes from node to node until it is kept."""

from ui import frame, walk

frame.header("backward")
walk.backward()
