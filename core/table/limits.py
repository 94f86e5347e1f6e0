"""How large a table may be. Each limit is kept before the memory that it protects is spent."""

from core.scenario.limits import MAX_CELLS, MAX_COEFFS, MAX_SAMPLES

MAX_BYTES = 10 * 2**20
"""Of a source; no more than this, and one byte to know that there is more, is ever read."""

MAX_ROWS = MAX_SAMPLES
"""Rows below the names; reading stops at the first one too many."""

MAX_COLUMNS = 200
"""Columns of the table; known from its first row."""

MAX_TABLE_CELLS = MAX_CELLS
"""Rows times columns; reading stops at the first row too many."""

MAX_FEATURES = MAX_COEFFS
"""Columns of t_indep, the constant one with them."""


class TableError(ValueError):
    """Says in one sentence what is wrong with a table, in which row and column, and how to mend it.

    Rows and columns are counted from 1, as a spreadsheet shows them: the row of the names is row 1 where there is one,
    and empty rows count too.
    """
