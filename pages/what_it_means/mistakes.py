"""Mistakes: programs that really run, and what torch really says."""

from ui import mistakes
from ui.frame.header import header
from ui.sessions.fold import functions

header("mistakes")
mistakes.page()
functions()
