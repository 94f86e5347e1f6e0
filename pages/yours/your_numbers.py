"""Your numbers: type, paste, draw or load a problem."""

from ui import editor, frame

frame.header("your_numbers")
editor.your_numbers()
