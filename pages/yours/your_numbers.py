"""Your numbers: type, paste, upload, draw or load a problem."""

from ui import editor, table
from ui.frame.header import header

header("your_numbers")
editor.your_numbers(table.SOURCE)
