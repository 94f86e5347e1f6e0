"""Lessons: the strip under the bar that walks one, the fold that makes one, and the place where they are found."""
