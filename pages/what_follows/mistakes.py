"""Mistakes: programs that really run, and what torch really says."""

from ui import mistakes
from ui.frame.header import header

header("mistakes")
mistakes.page()
