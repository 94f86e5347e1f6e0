"""The opening page: what connects `loss` and `coeffs`."""
