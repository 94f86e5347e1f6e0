"""Your program: type the lines, see what each of them did, and why every `.grad` is what it is."""

from ui import script
from ui.frame.header import header
from ui.frame.next_view import next_link

header("your_program")
script.your_program()
next_link("your_program", primary=False)
