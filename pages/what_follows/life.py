"""The life of .grad: the calls as buttons, and what each left behind."""

from ui import frame

frame.header("life")
