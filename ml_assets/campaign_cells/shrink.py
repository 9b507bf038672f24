"""Effects of cells, drawn to what they have in common."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Shrunk:
    """Effects of the cells of one trait: their common mean, how far each is believed, the shrunk effects and their
    standard errors."""

    mean: float
    weights: np.ndarray
    effects: np.ndarray
    errors: np.ndarray


def shrink(effects: np.ndarray, errors: np.ndarray, counts: np.ndarray) -> Shrunk:
    """Draw effects with standard errors above 0 to their mean over contacts, which is the trigger's own effect.

    How much cells truly differ is what their spread exceeds chance by, by the method of moments of DerSimonian and
    Laird; an error has what is left of the own one and what is not known of the mean. counts: contacts.

    >>> shrunk = shrink(np.array([0.0, 4.0]), np.array([1.0, 1.0]), np.array([500, 500]))
    >>> shrunk.effects.tolist(), shrunk.weights.tolist()
    ([0.25, 3.75], [0.875, 0.875])
    """
    precision = 1 / errors**2
    middle = np.average(effects, weights=precision)
    excess = (precision * (effects - middle) ** 2).sum() - (len(effects) - 1)
    scale = precision.sum() - (precision**2).sum() / precision.sum()
    between = max(excess / scale, 0.0) if len(effects) > 1 else 0.0
    weights = between / (between + errors**2)
    shares = counts / counts.sum()
    mean, mean_variance = shares @ effects, shares**2 @ errors**2
    variances = weights * errors**2 + (1 - weights) ** 2 * mean_variance
    return Shrunk(float(mean), weights, mean + weights * (effects - mean), np.sqrt(variances))
