"""The life of .grad: the calls as buttons, and what each left behind."""

from ui.life import page

page.show()
page.folds()
