"""The editor: everything that changes the scenario."""

from ui.numbers.page import change_numbers, last_valid, your_numbers

__all__ = ["change_numbers", "last_valid", "your_numbers"]
