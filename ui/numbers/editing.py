"""One editor's draft, apart from any widget: what it shows, what it was read as, why it cannot be read."""

from dataclasses import dataclass, field

from core import OWN_NUMBERS, Scenario, ScenarioError, base_scenario, count_numbers
from ui.numbers.draft import Draft
from ui.numbers.reading import CellsError, read


@dataclass
class Editing:
    """What one editor holds for a session.

    Attributes:
        scenario: the last valid numbers that it showed or produced.
        read: the draft that they were read from.
        draft: what is shown now.
        refusal: why the draft cannot be used; "" when it can.
        problems: what is wrong with each cell, by its place.
        row: the sample whose numbers have fields, where not all have.
    """

    scenario: Scenario
    read: Draft
    draft: Draft
    refusal: str = ""
    problems: dict[str, str] = field(default_factory=dict)
    row: int = 0

    @classmethod
    def of(cls, scenario: Scenario) -> "Editing":
        """An editor that shows a scenario."""
        draft = Draft.of(scenario)
        return cls(scenario, draft, draft)

    def show(self, scenario: Scenario) -> None:
        """Start over from numbers that came from outside."""
        self._accept(scenario, Draft.of(scenario))

    def take(self, draft: Draft, like: Scenario) -> bool:
        """Show a draft, and read it where that is possible.

        Args:
            draft: the texts.
            like: where loss, reduction and dtype come from.

        Returns:
            Whether it could be read. Where not, `scenario` stays what it was.
        """
        self.draft = draft
        try:
            self._accept(read(draft, like, (self.read, self.scenario)), draft)
        except ScenarioError as error:
            self.refusal, self.problems = str(error), error.cells if isinstance(error, CellsError) else {}
            return False
        return True

    def convert(self, scenario: Scenario) -> Scenario:
        """What to show after the last valid numbers were converted to another dtype.

        A refused draft is read again, and its texts stay, whether they can be used now or not.
        """
        if not self.refusal:
            return scenario
        if not self.take(self.draft, scenario):
            self.scenario, self.read = scenario, Draft.of(scenario)
        return self.scenario

    def _accept(self, scenario: Scenario, draft: Draft) -> None:
        self.scenario, self.read, self.draft = scenario, draft, draft
        self.refusal, self.problems = "", {}


def same_numbers(one: Scenario, other: Scenario) -> bool:
    """Whether model and tensors are the same to the bit (0 is not -0), whatever the loss and the reduction."""
    return (one.model, one.dtype) == (other.model, other.dtype) and count_numbers(one, other.tensors) == 0


def named(scenario: Scenario, base: str, start: int = 0) -> Scenario:
    """The scenario under the name that a link to it would give it."""
    if not base:
        return scenario.replace(name=OWN_NUMBERS)
    begun = base_scenario(base, scenario.dtype, scenario.model, start)
    return scenario.replace(name=begun.name if same_numbers(scenario, begun) else f"{begun.name}, changed")
