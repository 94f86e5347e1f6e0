"""A table of the reader's own: upload or paste it, pick columns, and every view works on it."""

from ui.editor.waiting import Source
from ui.table.choice import use_table
from ui.table.held import TITLE
from ui.table.page import tab

SOURCE = Source(TITLE, tab, "Use this table and walk forward", use_table)

__all__ = ["SOURCE"]
