"""What a reader takes home from a page: its lines, a notebook, and the numbers."""
