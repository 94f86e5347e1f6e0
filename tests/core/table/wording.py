"""What every refusal has in common."""


def one_sentence(text: str) -> str:
    """The same text, if it is one line and ends like a sentence."""
    assert text.endswith(".")
    assert not text.endswith("..")
    assert "\n" not in text
    return text
