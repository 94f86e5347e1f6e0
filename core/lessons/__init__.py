"""Lessons: views in an order, each with a note, as a text for an address or as a file."""
