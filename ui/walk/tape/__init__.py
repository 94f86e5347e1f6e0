"""The tape: one picture of the forward values, the nodes and the gradients, as HTML without JavaScript."""
