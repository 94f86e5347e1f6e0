"""The programs as they are shown: core's lines, the one where torch spoke, and those that mend it."""

from xml.etree.ElementTree import Element

from core.mistakes import MISTAKES, run_mistake
from core.presets.presets import PRESETS
from tests.ui.markup import classes, parse, text
from ui.mistakes.code import fixed, mistaken, new_lines, starts_from

MIXED = PRESETS["mixed-4x2"].build()


def lines(markup: str) -> list[Element]:
    return list(parse(markup).iter("span"))


def shown(line: Element) -> str:
    """A line without its sign and the comment on what torch said."""
    return "".join(line.itertext())[2:].split("  # RuntimeError")[0]


def test_the_lines_shown_are_those_that_ran_and_before_a_run_none_is_lit() -> None:
    for slug in MISTAKES:
        mistake = MISTAKES[slug]
        before = lines(mistaken(mistake, None))
        assert [shown(line) for line in before] == mistake.code.splitlines(), slug
        assert not any(classes(line) for line in before), slug
        assert [shown(line) for line in lines(fixed(mistake))] == mistake.mended_code.splitlines(), slug


def test_after_a_run_the_line_where_torch_spoke_is_lit_and_named() -> None:
    for slug in MISTAKES:
        outcome = run_mistake(MISTAKES[slug], MIXED)
        said = next(iter((*filter(None, [outcome.raised]), *outcome.warned)), None)
        lit = [k for k, line in enumerate(lines(mistaken(MISTAKES[slug], outcome))) if "running" in classes(line)]
        assert lit == ([] if said is None else [said.line]), slug
        if said is not None:
            line = text(lines(mistaken(MISTAKES[slug], outcome))[lit[0]])
            assert line.startswith("▸ "), slug
            assert line.endswith(f"# {said.type}"), slug


def test_the_lines_that_mend_it_are_marked_by_more_than_colour() -> None:
    for slug in MISTAKES:
        mistake = MISTAKES[slug]
        all_lines = lines(fixed(mistake))
        marked = [line for line in all_lines if "mended" in classes(line)]
        assert all(text(line).startswith("+ ") for line in marked), slug
        kept = [shown(line) for line in all_lines if line not in marked]
        old = iter(mistake.code.splitlines())
        assert all(line in old for line in kept), "the others stand in the mistaken program, in the same order"
        assert marked, slug


def test_new_lines_are_those_that_were_not_there() -> None:
    assert new_lines("a\nb\nc", "a\nx\nb\nc") == {1}
    assert new_lines("a\nb", "a\ny\nz") == {1, 2}
    assert new_lines("a\nb", "a") == frozenset()


def test_what_a_program_reads_is_named_and_nothing_else() -> None:
    scenario = PRESETS["article-2x2"].build()
    said = {slug: starts_from(MISTAKES[slug], scenario) for slug in ("not-tracked", "column-targets")}
    assert "calc_loss` is the article's function, with the loss absolute error, mean" in said["not-tracked"]
    assert "loss_fn" not in said["not-tracked"]
    assert all(name in said["column-targets"] for name in ("calc_preds", "loss_fn"))
