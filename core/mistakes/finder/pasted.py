"""What in a pasted text is somebody's own: what stands in any traceback and in any warning says nothing.

Paths, addresses, quoted lines of code, "Triggered internally at …". Each pattern takes time in proportion to the text.
"""

import re

_BOILERPLATE = re.compile(
    r"""
    \(Triggered\ internally\ at\ [^)]*\)?                       # torch's own source, after any warning
    | ^[ \t]*File\ "[^"\n]*".*\n(?:[ \t]+.*\n?)*                # a frame of a traceback and the code that it quotes
    | ^(?:Cell|Input)\ In\ ?\[.*\n?
    | ^File\ \S+:\d+.*\n?
    | ^[ \t]*[~^][ \t~^]*$
    | Traceback\ \(most\ recent\ call\ last\):?
    | (?<!\S)\S*://\S*                                          # an address
    | (?<![\w.-])[\w.-]+\.(?:com|org|net|io)/\S*
    | (?<![\w.~\\/-])(?:[\w.~-]*[\\/]){2,}[\w.-]*(?::\d+)*:?    # a path
    | ^[\w.-]+\.py:\d+:                                         # where a warning comes from
    | (?<=\n)[ ]{2}\S.*\n?                                      # the line of code under a warning
    """,
    re.VERBOSE | re.MULTILINE,
)
_POINTED_AT = re.compile(r"^-+> *\d+ ", re.MULTILINE)
_QUOTED = re.compile(r"^(?:-+>| ) *\d+ .*\n?", re.MULTILINE)
"""A notebook quotes some numbered lines of a cell, and points at one."""
_ANNOUNCES = re.compile(r"\b\w*(?:Error|Warning|Exception):", re.IGNORECASE)


def without_boilerplate(text: str) -> str:
    """The text without what any traceback and any warning has in it."""
    text = _BOILERPLATE.sub("\n", text)
    return _QUOTED.sub("", text) if _POINTED_AT.search(text) else text


def pieces(text: str) -> tuple[list[str], str]:
    """What each announced error or warning says, and the prose; where nothing is announced, all of it is both."""
    announced = list(_ANNOUNCES.finditer(text))
    if not announced:
        return [text], text
    ends = [*(match.start() for match in announced[1:]), len(text)]
    said = [text[match.end() : end] for match, end in zip(announced, ends, strict=True)]
    return said, text[: announced[0].start()]
