"""Your numbers: type, paste, upload, draw or load a problem."""

from ui import numbers, table
from ui.frame.header import header
from ui.lessons.place import lessons

header("your_numbers")
numbers.your_numbers(table.SOURCE)
lessons()
