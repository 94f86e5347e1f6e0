"""Mistakes: programs that really run, and what torch really says."""

from ui import frame, mistakes

frame.header("mistakes")
mistakes.message_box()
mistakes.choose()
mistakes.study()
mistakes.onward()
