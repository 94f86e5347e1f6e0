"""Forward: the program runs one operation at a time and leaves its trail of nodes."""

from ui import walk
from ui.frame.header import header

header("forward")
walk.forward()
