"""Descent: learning rates, stories, and what repeated data make of a mean and a sum."""
