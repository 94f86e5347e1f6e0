"""A program as one picture, turned: its lines one under the other, values down, nodes between, gradients up."""
