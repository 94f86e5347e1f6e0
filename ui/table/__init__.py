"""A table of the reader's own: upload or paste it, pick columns, and every view works on it."""

from ui.numbers.waiting import Source
from ui.table.choice import use_table
from ui.table.page import tab
from ui.table.upload import TITLE

SOURCE = Source(TITLE, tab, "Use this table and walk forward", use_table)

__all__ = ["SOURCE"]
