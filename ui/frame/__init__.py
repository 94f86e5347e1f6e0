"""The frame around every page, and the one door through which sentences reach the screen (notices.py)."""
