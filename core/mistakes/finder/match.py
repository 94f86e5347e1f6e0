"""What the finder answers."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Match:
    """A mistake that fits a text.

    Attributes:
        slug: its key in `MISTAKES`.
        words: the words of the text that matched, as they stand in it; () where a message did.
    """

    slug: str
    words: tuple[str, ...] = ()

    @property
    def by_message(self) -> bool:
        """Whether the text holds what torch or Python says of this mistake."""
        return not self.words
