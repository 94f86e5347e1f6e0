"""The article's model as one picture: tensor, operation, tensor along a line of light that turns at `loss`."""
