"""The life of .grad: the calls as buttons, and what each left behind."""

from ui import frame, onward
from ui.life import page

frame.header("life")
page.show()
onward.onward("life")
