"""Numbers as text, both ways: what a person types or pastes, and what a link, a file, a cell or a picture shows."""

from core.numbers.as_code import dtype_option, tensor_code
from core.numbers.comparing import alike
from core.numbers.names import cell_name, dtype_name
from core.numbers.reading import NumberError, parse_number
from core.numbers.refusing import quote
from core.numbers.rows import Block, parse_table, read_block
from core.numbers.writing import exact, short

__all__ = [
    "Block",
    "NumberError",
    "alike",
    "cell_name",
    "dtype_name",
    "dtype_option",
    "exact",
    "parse_number",
    "parse_table",
    "quote",
    "read_block",
    "short",
    "tensor_code",
]
