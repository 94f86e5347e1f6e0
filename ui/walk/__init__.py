"""The walks, Forward and Backward, and what other views take from them: tape, formulas, the choice of an entry."""
