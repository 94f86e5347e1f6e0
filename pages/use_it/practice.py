"""Practice: exercises from a seed, one question at a time."""

from ui import practice
from ui.frame.header import header
from ui.frame.next_view import next_link

header("practice")
practice.page()
next_link("practice", primary=False)
