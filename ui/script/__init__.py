"""Your program: a reader's own lines, what each of them did, and why every `.grad` is what it is."""

from ui.script.page import your_program

__all__ = ["your_program"]
