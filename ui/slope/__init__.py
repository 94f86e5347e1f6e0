"""Slope: the loss along one coefficient, what its gradient predicts, and how far the number can be trusted."""
