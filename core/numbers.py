"""Numbers as text, both ways: what a person types or pastes, and what a link, a file, a cell or a picture shows."""

from core.number_read import NumberError, parse_number
from core.number_refuse import quote
from core.number_table import Block, parse_table, read_block
from core.number_write import exact, short

__all__ = ["Block", "NumberError", "exact", "parse_number", "parse_table", "quote", "read_block", "short"]
