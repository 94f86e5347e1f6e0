"""The loss of any program along one entry of one leaf, all else held: the curve, its kinks, what a move does."""
