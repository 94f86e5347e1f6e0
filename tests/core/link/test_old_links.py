"""Links that people have copied since the first release open the state that they opened then."""

import json
from pathlib import Path

import pytest

from tests.core.link.state import described

OLD = json.loads(Path(__file__).with_name("old_links.json").read_text(encoding="utf-8"))
"""What each link opened at the commit before programs became text, written by that commit's own `decode`."""

SENTENCES = {"name"}
"""What a state is called may change; its numbers may not."""


def test_at_least_thirty_old_links_open_the_same_state() -> None:
    assert len(OLD) >= 30
    for text, old in OLD.items():
        now = described(text)
        for field in old.keys() - SENTENCES:
            expected = old[field]
            if isinstance(expected, dict):  # sums of 10,000 numbers are added in an order that torch may change
                assert now[field]["first"] == expected["first"], (text, field)
                assert now[field]["shape"] == expected["shape"], (text, field)
                assert now[field]["sum"] == pytest.approx(expected["sum"], rel=1e-12), (text, field)
            else:
                assert now[field] == expected, (text, field)
