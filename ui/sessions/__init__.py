"""Folded parts of a page that answer one further question, run on the reader's numbers when they are opened."""
