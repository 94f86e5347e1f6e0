"""How large a problem from outside may be: a link's, a table's, a file's. `Scenario` itself takes what memory holds."""

MAX_SAMPLES = 100_000
MAX_COEFFS = 50
MAX_CELLS = MAX_SAMPLES * MAX_COEFFS
"""Of t_indep: every view answers within a second or so for as many."""
