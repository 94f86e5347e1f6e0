"""Descent: the steps of gradient descent, where they lead, and how far they end from the exact answers."""
