"""Tables of a person's own: CSV in, a scenario out, and a sentence for each thing that stands in the way."""

from core.table.clean import SCALINGS, Scaling
from core.table.columns import Column
from core.table.limits import MAX_BYTES, MAX_COLUMNS, MAX_FEATURES, MAX_ROWS, MAX_TABLE_CELLS, TableError
from core.table.pose import TableProblem, Wish, missing_rows, pose
from core.table.read import Table, read_csv, read_table

__all__ = [
    "MAX_BYTES",
    "MAX_COLUMNS",
    "MAX_FEATURES",
    "MAX_ROWS",
    "MAX_TABLE_CELLS",
    "SCALINGS",
    "Column",
    "Scaling",
    "Table",
    "TableError",
    "TableProblem",
    "Wish",
    "missing_rows",
    "pose",
    "read_csv",
    "read_table",
]
