"""The worked numbers of a step for the chosen entry, from the rule of the operation's kind: what its card holds.

How many digits the numbers of a line take, and whether the sign in it is = or ≈, is worked out from the text itself
(`ui.walk.formula.digits`), so that each line holds as it stands there.
"""

from html import escape

from ui.program.stage.additions import only_sheet
from ui.program.stage.backward_sheets import edge_sheet, kept_sheet, meetings
from ui.program.stage.forward_sheets import forward_sheet
from ui.program.stage.sheets import Sheet
from ui.program.steps import ProgramStep, running
from ui.program.story import ProgramStory


def worked(story: ProgramStory, step: ProgramStep) -> tuple[tuple[Sheet, int], ...]:
    """What a step computed, each with the number of the value that it is about; nothing where it computes nothing."""
    if step.direction == "forward":
        made = {each.operation.result: each for each in story.forward.steps}
        return ((forward_sheet(story, made[step.value]), step.value),) if step.made and step.value in made else ()
    back = running(story, step)
    if back is None:
        result = story.names[step.value]
        return ((only_sheet((f"∂L/∂{escape(result)}", f"∂L/∂{result}"), "+1", "gradient"), step.value),)
    if back.held is not None:
        return ((kept_sheet(story, back), step.value),)
    return (*((edge_sheet(story, back, edge), edge.value) for edge in back.edges), *meetings(story, step))
