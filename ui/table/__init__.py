"""A table of the reader's own: upload or paste it, pick columns, and every view works on it."""

from ui.table.page import tab

__all__ = ["tab"]
