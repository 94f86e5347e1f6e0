"""What is drawn of a run: its story, steps and cells; and the tables and the lane of nodes that need no stage."""
