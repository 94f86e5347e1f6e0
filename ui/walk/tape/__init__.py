"""What is drawn of a run: its story, its steps, its cells, and which rows and columns of them; `ui.walk.stage` draws it."""
