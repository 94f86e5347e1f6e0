"""What only the article's model has: the closed formula, kinks, curve, surface, exact answers, finite differences."""
