"""Each mistake has all that a page needs: choices, a cause with its place, a source, and words to find it by."""

from core.mistakes import MISTAKES, run_mistake
from core.presets.presets import PRESETS
from core.scenario.scenario import model_program

MIXED = PRESETS["mixed-4x2"].build()
PLACES = {"t_indep", "t_dep", "coeffs"} | set(model_program("linear", "mae", "mean").finals)


def test_three_choices_of_which_one_is_right_and_each_other_has_its_reason() -> None:
    for slug in MISTAKES:
        mistake = MISTAKES[slug]
        assert mistake.slug == slug, slug
        assert len(mistake.guesses) == len({guess.text for guess in mistake.guesses.values()}) == 3, slug
        for key, guess in mistake.guesses.items():
            assert len(guess.text) <= 45, slug
            assert guess.reason.endswith(".") == (key != mistake.answer), slug
            assert bool(guess.reason) == (key != mistake.answer), slug
        assert mistake.answer in mistake.guesses, slug


def test_the_right_choice_is_not_always_in_the_same_place() -> None:
    assert {list(mistake.guesses).index(mistake.answer) for mistake in MISTAKES.values()} == {0, 1, 2}


def test_the_cause_has_a_place_on_the_tape_and_a_source() -> None:
    for slug in MISTAKES:
        mistake = MISTAKES[slug]
        assert mistake.cause.endswith("."), slug
        assert mistake.cause.count(". ") <= 2, slug
        assert mistake.place in PLACES, slug
        assert mistake.documented.startswith("https://docs.pytorch.org/docs/stable/"), slug
        assert len({other.title for other in MISTAKES.values()}) == len(MISTAKES), slug


def test_a_mistake_without_a_message_of_its_own_has_symptoms() -> None:
    for slug in MISTAKES:
        mistake = MISTAKES[slug]
        assert mistake.symptoms or run_mistake(mistake, mistake.example()).kind == "raised", slug


def test_each_has_a_line_that_tells_it_from_the_others() -> None:
    """It says what to look at, in a sentence; a text that fits several shows it beside each."""
    clues = [mistake.clue for mistake in MISTAKES.values()]
    assert len(set(clues)) == len(clues)
    assert [clue for clue in clues if not clue.endswith(".") or len(clue) > 120] == []


def test_the_programs_shown_are_short_and_differ() -> None:
    for slug in MISTAKES:
        mistake = MISTAKES[slug]
        assert mistake.code != mistake.mended_code, slug
        for code in (mistake.code, mistake.mended_code):
            assert len(code.splitlines()) <= 10, slug
            assert max(map(len, code.splitlines())) <= 80, slug
            assert not any(word in code for word in ("type: ignore", "noqa", "return", "locals")), slug


def test_its_preset_meets_its_needs() -> None:
    for slug in MISTAKES:
        mistake = MISTAKES[slug]
        assert all(need.fits(mistake.example()) for need in mistake.needs), slug
        assert all(need.why.endswith(".") for need in mistake.needs), slug
        assert run_mistake(mistake, mistake.example()).instead == "", slug


def test_what_is_said_of_the_end_of_an_optimizer_s_program_is_what_its_run_shows() -> None:
    """And only of these: any other is run to know it."""
    said = {slug: mistake.ends for slug, mistake in MISTAKES.items() if mistake.ends}
    assert set(said) == {slug for slug, mistake in MISTAKES.items() if "torch.optim" in mistake.code}
    assert said == {slug: run_mistake(MISTAKES[slug], MISTAKES[slug].example()).kind for slug in said}
