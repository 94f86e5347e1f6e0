"""The article's model and loss, whole and as the single operations that they are made of.

The article (Richard Djarbeng, "Understanding Gradients with loss.backward() in PyTorch") defines `calc_preds` and
`calc_loss`; its first example calls the same three tensors params, inputs and targets.
"""

from torch import Tensor

from core.scenario.losses import LOSSES, REDUCTIONS


def calc_preds(coeffs: Tensor, indeps: Tensor) -> Tensor:
    """Predictions of the linear model, one a sample.

    Args:
        coeffs: the coefficients, (n,).
        indeps: the independent variables, a row a sample, (N, n).

    Returns:
        (N,): each row's products added up. `axis=1` is another name for `dim=1`: it adds the features within a row.
    """
    return (indeps * coeffs).sum(axis=1)  # type: ignore[call-overload, no-any-return]  # torch's stubs know `dim` only


def calc_loss(coeffs: Tensor, indeps: Tensor, deps: Tensor, loss: str = "mae", reduction: str = "mean") -> Tensor:
    """The loss of the linear model, a scalar: the article's mean absolute error by default.

    Args:
        coeffs: the coefficients, (n,).
        indeps: the independent variables, (N, n).
        deps: the dependent variable, (N,). Any other shape broadcasts in silence, as it does in the article's code.
        loss: a key of `LOSSES`.
        reduction: a key of `REDUCTIONS`.

    Returns:
        (): the errors of all samples, averaged or added.

    Raises:
        KeyError: for a loss or reduction that is in neither registry.
    """
    residuals = calc_preds(coeffs, indeps) - deps
    return REDUCTIONS[reduction].forward(LOSSES[loss].forward(residuals))
