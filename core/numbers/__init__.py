"""Numbers as text, both ways: what a person types or pastes, and what a link, a file, a cell or a picture shows."""

from core.numbers.names import cell_name, dtype_name
from core.numbers.reading import NumberError, parse_number
from core.numbers.refusing import quote
from core.numbers.rows import Block, parse_table, read_block
from core.numbers.writing import exact, short

__all__ = [
    "Block",
    "NumberError",
    "cell_name",
    "dtype_name",
    "exact",
    "parse_number",
    "parse_table",
    "quote",
    "read_block",
    "short",
]
