"""How can loss fill coeffs.grad? The page that the app opens on."""

from ui import frame
from ui.question import page

frame.header("question")
page.puzzle()
page.follow()
