"""Tables of a person's own: CSV in, a scenario out, and a sentence for each thing that stands in the way."""

from core.table.building import TableOptions, TableProblem, build_scenario, missing_rows, read_csv
from core.table.clean import SCALINGS, Scaling
from core.table.columns import Column
from core.table.limits import MAX_BYTES, MAX_COLUMNS, MAX_FEATURES, MAX_ROWS, MAX_TABLE_CELLS, TableError
from core.table.read import read_table
from core.table.table import Table

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
    "TableOptions",
    "TableProblem",
    "build_scenario",
    "missing_rows",
    "read_csv",
    "read_table",
]
