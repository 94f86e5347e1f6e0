"""What is said of a program that cannot be used."""


class ProgramError(ValueError):
    """Says in one sentence what is wrong in a program, where, and how to mend it.

    Attributes:
        message: the sentence without its place.
        line: the line, counted from 1; 0 where it is about the whole text.
        column: the column, counted from 1.
    """

    def __init__(self, message: str, line: int = 0, column: int = 0) -> None:
        super().__init__(f"Line {line}, column {column}: {message}" if line else message)
        self.message = message
        self.line = line
        self.column = column
