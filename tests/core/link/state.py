"""What a link's state is, in plain numbers: the same description for links of any age."""

from dataclasses import fields
from typing import Any

from core import decode


def described(text: str) -> dict[str, Any]:
    """The state that a link opens; a large tensor by its shape, its first numbers and the sum of all."""
    link = decode(text)
    scenario = link.scenario
    tensors = {name: getattr(scenario, name) for name in ("t_indep", "t_dep", "coeffs")}
    numbers = {
        name: {
            "shape": list(tensor.shape),
            "first": tensor.flatten()[:12].tolist(),
            "sum": tensor.double().sum().item(),
        }
        for name, tensor in tensors.items()
    }
    view = {each.name: getattr(link, each.name) for each in fields(link) if each.name not in {"scenario", "calls"}}
    return {
        **numbers,
        "loss": scenario.loss,
        "reduction": scenario.reduction,
        "dtype": str(scenario.dtype),
        "name": scenario.name,
        "calls": [action.token for action in link.calls],
        **view,
    }
