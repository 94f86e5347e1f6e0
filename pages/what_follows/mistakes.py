"""Mistakes: programs that really run, and what torch really says."""

from ui import frame, mistakes

frame.header("mistakes")
mistakes.page()
