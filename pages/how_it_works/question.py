"""How can loss fill coeffs.grad? The page that the app opens on."""

from ui.frame.header import header
from ui.question import page
from ui.sessions.fold import fold, functions

header("question")
page.follow()
page.untracked()
fold("What is the 0 in `(node, 0)`?", "outputs")
functions()
