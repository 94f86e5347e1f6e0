"""The life of .grad: the calls as buttons, and what each left behind."""

from ui.frame.header import header
from ui.frame.next_view import next_link
from ui.life import page

header("life")
page.show()
next_link("life")
