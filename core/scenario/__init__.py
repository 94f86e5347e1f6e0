"""One validated problem: a program, its tensors and leaves; and the registries of models, losses and reductions."""
