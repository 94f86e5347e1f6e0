"""What is said to a guess."""

from core.mistakes import MISTAKES, Mistake
from tests.ui.markup import parse, text
from ui.mistakes.guess import verdict


def said(mistake: Mistake, guessed: str | None, *, has_run: bool) -> str:
    return text(parse(verdict(mistake, guessed, has_run=has_run)))


def test_a_wrong_guess_gets_its_reason_and_only_after_the_run_what_happened() -> None:
    for slug in MISTAKES:
        mistake = MISTAKES[slug]
        right = mistake.guesses[mistake.answer].text.replace("`", "")
        for key, guess in mistake.guesses.items():
            before, after = (said(mistake, key, has_run=ran) for ran in (False, True))
            if key == mistake.answer:
                assert before == after == "Right.", slug
            else:
                assert before == f"Not so. {guess.reason.replace('`', '')}", slug
                assert after.startswith(before), slug
                assert after.lower().endswith(f"what happened: {right}.".lower()), slug


def test_without_a_guess_only_what_happened_is_said() -> None:
    mistake = MISTAKES["not-tracked"]
    assert said(mistake, None, has_run=True) == "What happened: backward() raises an error."
