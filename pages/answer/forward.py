"""Forward: the program runs one operation at a time and leaves its trail of nodes."""

from ui import frame, walk

frame.header("forward")
walk.forward()
