"""By hand: the gradient without autograd, what cancels in it, and why a mean divides by N."""
