"""What the pages are made of: state, controls, the tape, tables and words. Imports core; pages import it."""
