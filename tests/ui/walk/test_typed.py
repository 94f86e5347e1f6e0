"""What of a script can be typed into its picture."""

from tests.ui.visits import open_view, walk

LOOP = """w = torch.tensor([1., 2.], requires_grad=True)
x = torch.tensor([3., 4.])
for step in range(2):
    loss = (w * x).sum()
    loss.backward()
    with torch.no_grad():
        w -= 0.1 * w.grad
    w.grad = None
"""


def test_what_a_program_works_out_is_not_offered() -> None:
    for view in ("forward", "backward"):
        found = [walk(open_view(view, {"program": text, "call": call}))["editable"] for text, call in CALLS]
        assert found == [["w", "x"], ["x"]], view


ONCE = "\n".join(LOOP.split("\n")[:2]) + "\nloss = (w * x).sum()\nloss.backward()"
CALLS = [(ONCE, "0"), (LOOP, "1")]
