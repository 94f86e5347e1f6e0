"""Mistakes: programs that really run, and what torch really says."""

from ui import frame

frame.header("mistakes")
