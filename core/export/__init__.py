"""What a reader takes home: a page as a short program in plain torch, the same as a notebook, and the numbers."""
