"""Short programs that print: each answers one question about autograd on the numbers of the scenario."""
