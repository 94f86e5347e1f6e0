"""The life of .grad: the calls as buttons, and what each left behind."""

from ui.frame.next_view import next_link
from ui.life import page

page.show()
page.folds()
next_link("life")
