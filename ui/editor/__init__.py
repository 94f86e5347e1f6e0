"""The editor: everything that changes the scenario."""

from ui.editor.page import change_numbers, your_numbers

__all__ = ["change_numbers", "your_numbers"]
