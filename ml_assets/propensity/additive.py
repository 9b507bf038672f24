"""Two kinds of regression whose answer is a sum of one part a feature: what each feature did is then known exactly.

The sum is the log-odds of a chance, or the logarithm of an amount.
"""

from dataclasses import dataclass

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
from sklearn.linear_model import LogisticRegression, Ridge
from threadpoolctl import threadpool_limits

from ml_assets.attribute_scaling import AttributeScaling, fit_scaling, scale

BINS = 64
# Strong: attributes are many, and most of them repeat one another.
STRENGTH = 0.03
# Small steps and few leaves: chances to order are a noisy thing, and data are as few as a shop's users.
BOOSTING = {
    "learning_rate": 0.06,
    "max_iter": 150,
    "max_leaf_nodes": 8,
    "min_samples_leaf": 40,
    "l2_regularization": 1.0,
    "early_stopping": False,
    "random_state": 0,
}


@dataclass(frozen=True)
class LinearModel:
    """Robustly scaled features (an unknown one counts as the median user's), whether each is unknown, and a
    coefficient for both."""

    scalings: tuple[AttributeScaling, ...]
    coefficients: np.ndarray
    unknown_coefficients: np.ndarray
    means: np.ndarray
    unknown_means: np.ndarray
    intercept: float

    def split(self, matrix: np.ndarray) -> np.ndarray:
        """Return what each feature adds to the mean user's answer (rows x features): coefficient x deviation."""
        parts = np.empty_like(matrix)
        for place, scaling in enumerate(self.scalings):
            unknown = np.isnan(matrix[:, place])
            parts[:, place] = self.coefficients[place] * (_scaled(scaling, matrix[:, place]) - self.means[place])
            parts[:, place] += self.unknown_coefficients[place] * (unknown - self.unknown_means[place])
        return parts


@dataclass(frozen=True)
class BoostedModel:
    """Boosted trees that never combine two features, kept as what they amount to: points for each bin of each
    feature (the last bin is the unknown)."""

    edges: tuple[np.ndarray, ...]
    points: tuple[np.ndarray, ...]
    intercept: float

    def split(self, matrix: np.ndarray) -> np.ndarray:
        """Return what each feature adds to the mean user's answer (rows x features): the points of its bin."""
        parts = np.empty_like(matrix)
        for place, (edges, points) in enumerate(zip(self.edges, self.points, strict=True)):
            parts[:, place] = points[_bin(edges, matrix[:, place])]
        return parts


@dataclass(frozen=True)
class BlendedModel:
    """The mean of several additive models, which is one too."""

    models: tuple[LinearModel | BoostedModel, ...]

    @property
    def intercept(self) -> float:
        """The mean user's answer."""
        return float(np.mean([model.intercept for model in self.models]))

    def split(self, matrix: np.ndarray) -> np.ndarray:
        """Return what each feature adds to the mean user's answer (rows x features)."""
        return np.mean([model.split(matrix) for model in self.models], axis=0)


AdditiveModel = LinearModel | BoostedModel | BlendedModel
LINEAR, BOOSTED, BLENDED = KINDS = ("linear", "boosted trees", "linear and boosted trees")


def answer(model: AdditiveModel, matrix: np.ndarray) -> np.ndarray:
    """Return the sum of all parts, one a row."""
    return model.intercept + model.split(matrix).sum(axis=1)


def fit_additive(kind: str, matrix: np.ndarray, target: np.ndarray) -> AdditiveModel:
    """Fit one of KINDS: bool targets by log-odds, float ones by squared error."""
    if kind == BLENDED:
        return BlendedModel((fit_linear(matrix, target), fit_boosted(matrix, target)))
    return fit_boosted(matrix, target) if kind == BOOSTED else fit_linear(matrix, target)


def fit_candidates(matrix: np.ndarray, target: np.ndarray) -> dict[str, AdditiveModel]:
    """Fit all of KINDS, as fit_additive does one."""
    linear, boosted = fit_linear(matrix, target), fit_boosted(matrix, target)
    return {LINEAR: linear, BOOSTED: boosted, BLENDED: BlendedModel((linear, boosted))}


# One thread in both fits, so that sums do not depend on which thread is ready first.
@threadpool_limits.wrap(limits=1)
def fit_linear(matrix: np.ndarray, target: np.ndarray, strength: float = STRENGTH) -> LinearModel:
    """Fit a ridge-penalised logistic regression (bool target) or ridge regression (float target).

    strength: scikit-learn's C for the first; the second takes 1 / C as its penalty. Higher bends less.
    """
    scalings = tuple(fit_scaling(str(place), matrix[:, place]) for place in range(matrix.shape[1]))
    scaled = np.stack([_scaled(s, matrix[:, place]) for place, s in enumerate(scalings)], axis=1)
    unknown = np.isnan(matrix).astype(float)
    means, unknown_means = scaled.mean(axis=0), unknown.mean(axis=0)
    both = np.hstack([scaled - means, unknown - unknown_means])
    if target.dtype == bool:
        fit = LogisticRegression(C=strength, max_iter=1_000).fit(both, target)
        coefficients, intercept = fit.coef_[0], float(fit.intercept_[0])
    else:
        fit = Ridge(alpha=1 / strength).fit(both, target)
        coefficients, intercept = fit.coef_, float(fit.intercept_)
    size = matrix.shape[1]
    return LinearModel(scalings, coefficients[:size], coefficients[size:], means, unknown_means, intercept)


@threadpool_limits.wrap(limits=1)
def fit_boosted(matrix: np.ndarray, target: np.ndarray) -> BoostedModel:
    """Fit gradient boosting without interactions (bool target: log-odds; float target: squared error).

    Each feature is cut into at most 64 bins of about as many users; the trees see the bins' numbers, so that a
    table of points holds all they learned.
    """
    edges = tuple(_cut(matrix[:, place]) for place in range(matrix.shape[1]))
    bins = _bin_all(edges, matrix)
    kind = HistGradientBoostingClassifier if target.dtype == bool else HistGradientBoostingRegressor
    fit = kind(**BOOSTING, interaction_cst="no_interactions").fit(bins, target)
    predict = fit.decision_function if target.dtype == bool else fit.predict
    reference = np.zeros((1, len(edges)))
    base = float(predict(reference)[0])
    points, intercept = [], base
    for place, feature_edges in enumerate(edges):
        probes = np.repeat(reference, len(feature_edges) + 2, axis=0)
        probes[:, place] = np.arange(len(feature_edges) + 2)
        effects = predict(probes) - base
        mean = float(effects[bins[:, place].astype(int)].mean())
        points.append(effects - mean)
        intercept += mean
    return BoostedModel(edges, tuple(points), intercept)


def _scaled(scaling: AttributeScaling, values: np.ndarray) -> np.ndarray:
    return np.zeros(len(values)) if scaling.spread is None else scale(scaling, values)


def _cut(values: np.ndarray) -> np.ndarray:
    known = values[~np.isnan(values)]
    if not known.size:
        return np.empty(0)
    cuts = np.unique(np.quantile(known, np.arange(1, BINS - 1) / (BINS - 1), method="lower"))
    # A bin holds what is at most its edge; the highest value needs none.
    return cuts[cuts < known.max()]


def _bin(edges: np.ndarray, values: np.ndarray) -> np.ndarray:
    return np.where(np.isnan(values), len(edges) + 1, np.searchsorted(edges, values, side="left"))


def _bin_all(edges: tuple[np.ndarray, ...], matrix: np.ndarray) -> np.ndarray:
    return np.stack([_bin(e, matrix[:, place]) for place, e in enumerate(edges)], axis=1).astype(float)
