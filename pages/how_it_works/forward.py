"""Forward: the program runs one operation at a time and leaves its trail of nodes."""

from ui.frame.header import header
from ui.sessions.fold import fold, functions
from ui.walk import page

header("forward")
page.forward()
functions()
fold("The article's program, and what it prints", "article")
