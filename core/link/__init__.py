"""Links: the whole state of the app as the text of an address, and back."""
