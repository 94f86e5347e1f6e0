"""A walk as one piece of markup that holds all of its steps; a script shows one of them without asking a server."""
