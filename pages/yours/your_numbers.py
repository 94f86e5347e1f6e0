"""Your numbers: type, paste, upload, draw or load a problem."""

from ui import editor, frame, table

frame.header("your_numbers")
editor.your_numbers(table.SOURCE)
