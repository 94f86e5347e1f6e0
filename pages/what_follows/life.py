"""The life of .grad: the calls as buttons, and what each left behind."""

from ui import frame
from ui.life import page

frame.header("life")
page.show()
page.onward()
