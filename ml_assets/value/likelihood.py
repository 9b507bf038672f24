"""The highest point of a likelihood, and how sure it is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from threadpoolctl import threadpool_limits

# Of the logarithm of each parameter. The data do not determine a parameter that ends here.
LOWEST, HIGHEST = np.log(1e-4), np.log(1e4)

# A flat direction gets a log standard error of 2 at most: unsure by a factor of 50, instead of endlessly so.
FLAT = 0.25

# In (sum of log-likelihood, its gradient) of the parameters' logarithms.
Likelihood = Callable[[np.ndarray], tuple[float, np.ndarray]]


@dataclass(frozen=True)
class Peak:
    """The best fit found: logs of the parameters, ln L there, the covariance of the logs, and whether the
    search came to its end."""

    logs: np.ndarray
    log_likelihood: float
    covariance: np.ndarray
    converged: bool


# One thread: sums in a fixed order give the same bits every time, and on a busy machine waiting for a second thread
# takes longer than adding alone.
@threadpool_limits.wrap(limits=1)
def find_peak(likelihood: Likelihood, starts: Sequence[Sequence[float]], count: float) -> Peak:
    """Climb from each of `starts` (parameters) and keep the highest point; `count` observations.

    The covariance is the inverse of the curvature (central differences of the gradient, step 1e-4 in logs); a
    parameter at its bound has none, for it cannot vary both ways.
    """

    def descend(logs: np.ndarray) -> tuple[float, np.ndarray]:
        value, gradient = likelihood(logs)
        return -value / count, -gradient / count

    bounds = [(LOWEST, HIGHEST)] * len(starts[0])
    found = [
        minimize(
            descend,
            np.clip(np.log(start), LOWEST, HIGHEST),
            jac=True,
            bounds=bounds,
            method="L-BFGS-B",
            options={"ftol": 1e-13, "gtol": 1e-8, "maxiter": 500},
        )
        for start in starts
    ]
    # To 9 digits, the first start wins a tie.
    best = min(found, key=lambda result: round(result.fun, 9))
    is_free = (best.x > LOWEST + 1e-6) & (best.x < HIGHEST - 1e-6)
    slope = np.abs(best.jac[is_free]).max(initial=0.0)
    covariance = np.zeros((len(best.x), len(best.x)))
    covariance[np.ix_(is_free, is_free)] = _invert(_curvature(likelihood, best.x)[np.ix_(is_free, is_free)])
    return Peak(best.x, -best.fun * count, covariance, bool(np.isfinite(best.fun) and slope < 1e-4))


def sigma_points(peak: Peak) -> np.ndarray:
    """Return 2n points around the n logs that have their mean and covariance: the estimate plus and minus
    sqrt(n) times each column of the covariance's root.

    They stand for draws of the parameters (the unscented transform, Julier and Uhlmann 1997): the spread of a
    prediction over them is what thousands of draws would give, to second order, and the same every time.
    """
    values, vectors = np.linalg.eigh(peak.covariance)
    root = vectors * np.sqrt(np.clip(values, 0, None)) * np.sqrt(len(values))
    return np.clip(np.concatenate([peak.logs + root.T, peak.logs - root.T]), LOWEST, HIGHEST)


def _curvature(likelihood: Likelihood, logs: np.ndarray, step: float = 1e-4) -> np.ndarray:
    columns = [
        (likelihood(logs + step * one)[1] - likelihood(logs - step * one)[1]) / (2 * step) for one in np.eye(len(logs))
    ]
    return -(np.array(columns) + np.array(columns).T) / 2


def _invert(curvature: np.ndarray) -> np.ndarray:
    values, vectors = np.linalg.eigh(curvature)
    return (vectors / np.maximum(values, FLAT)) @ vectors.T
