"""Backward: the gradient passes from node to node until it is kept."""

from ui.frame.header import header
from ui.sessions.fold import fold, functions
from ui.walk import page

header("backward")
page.backward()
fold("Whose `.grad` is filled, and whose is None?", "filled")
fold("`torch.autograd.grad` and `backward(gradient=…)`", "asked", "handed")
functions()
