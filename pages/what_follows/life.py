"""The life of .grad: the calls as buttons, and what each left behind."""

from ui import onward
from ui.frame.header import header
from ui.life import page

header("life")
page.show()
onward.onward("life")
