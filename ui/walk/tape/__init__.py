"""What is drawn of a run: its story, steps and cells, and which rows and columns of them; `ui.walk.stage` draws it."""
