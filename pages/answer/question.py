"""How can loss fill coeffs.grad? The page that the app opens on."""

from ui.frame.header import header
from ui.question import page

header("question")
page.puzzle()
page.follow()
