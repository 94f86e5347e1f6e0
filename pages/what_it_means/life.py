"""The life of .grad: the calls as buttons, and what each left behind."""

from ui.frame.header import header
from ui.frame.next_view import next_link
from ui.life import page
from ui.sessions.fold import fold, functions

header("life")
page.show()
fold("Why do gradients add up?", "two-losses", "read-twice")
fold("When a new forward, and when `retain_graph`?", "shared", "after-a-step")
fold("`.grad` is filled in place", "in-place")
functions()
next_link("life")
