"""A program as markup: its lines, the one where torch spoke lit, or those that mend it marked."""

from difflib import SequenceMatcher

from core import LOSSES, REDUCTIONS, Mistake, Outcome, Scenario
from ui.words import markup

READS = {
    "calc_loss": "`calc_loss` is the article's function, with the loss {loss}",
    "calc_preds": "`calc_preds` is the article's function",
    "loss_fn": "`loss_fn` is the loss {loss}",
}
"""What the programs call, by name; with the loss of the numbers that they run on."""


def mistaken(mistake: Mistake, outcome: Outcome | None) -> str:
    """The program with the mistake; after a run with the line that raised or warned."""
    said = None if outcome is None else next(iter((*filter(None, [outcome.raised]), *outcome.warned)), None)
    lit = {} if said is None or said.line is None else {said.line: said.type}
    lines = mistake.code.splitlines()
    rows = "".join(_line(line, "running", "▸", lit[k]) if k in lit else _line(line) for k, line in enumerate(lines))
    return f'<pre class="program" role="group" aria-label="The program">{rows}</pre>'


def fixed(mistake: Mistake) -> str:
    """The mended program, with the lines that the mistaken one has not."""
    lines, new = mistake.mended_code.splitlines(), new_lines(mistake.code, mistake.mended_code)
    rows = "".join(_line(line, "mended", "+") if k in new else _line(line) for k, line in enumerate(lines))
    return f'<pre class="program" role="group" aria-label="The mended program">{rows}</pre>'


def starts_from(mistake: Mistake, scenario: Scenario) -> str:
    """What the program starts from where it runs on a problem, in a line of text, code between backticks."""
    loss = f"{LOSSES[scenario.loss].title}, {REDUCTIONS[scenario.reduction].title}"
    called = [text.format(loss=loss) for name, text in READS.items() if f"{name}(" in mistake.code]
    return "; ".join(["It starts from copies of `t_indep`, `t_dep` and `coeffs`, not tracked", *called]) + "."


def new_lines(before: str, after: str) -> frozenset[int]:
    """Which lines of `after` are not in `before`, counted from 0."""
    changes = SequenceMatcher(None, before.splitlines(), after.splitlines(), autojunk=False).get_opcodes()
    return frozenset(k for tag, _, _, start, stop in changes if tag != "equal" for k in range(start, stop))


def _line(code: str, state: str = "", sign: str = " ", comment: str = "") -> str:
    """One line; one with a state is marked by colour and by a sign."""
    note = f"<i>  # {markup(comment)}</i>" if comment else ""
    return f"<span{f' class={chr(34)}{state}{chr(34)}' if state else ''}>{sign} {markup(code)}{note}</span>"
