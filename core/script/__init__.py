"""Scripts: what a reader types, run on torch a statement at a time; and why each `.grad` is what it is."""
