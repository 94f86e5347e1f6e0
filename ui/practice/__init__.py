"""Practice: a set of exercises, one question at a time; how far it has come stands in the address alone."""

from ui.practice.page import page

__all__ = ["page"]
