"""What each attribute is worth to a model on later data."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from ml_assets.evaluation.figures import auc
from ml_assets.propensity.additive import BoostedModel, fit_boosted
from ml_assets.propensity.features import Feature, build_matrix, list_features

REPLICATES = 20
# Half-width of a 95 % interval in standard deviations.
WIDTH = 1.96


@dataclass(frozen=True)
class LaterScores:
    """A model fitted on earlier rows, as it scores later ones: each attribute's part of the log-odds (rows x
    attributes) and whether it happened."""

    attributes: tuple[str, ...]
    parts: np.ndarray
    happened: np.ndarray

    @property
    def scores(self) -> np.ndarray:
        """The sum of the parts, one a row."""
        return self.parts.sum(axis=1).round(9)


def score_later(
    rows: pa.Table, names: list[str], happened: np.ndarray, earlier: np.ndarray, later: np.ndarray
) -> LaterScores:
    """Fit boosted trees without interactions on the earlier rows' attributes `names` and split the scores of the
    later ones. Attributes that do not vary in the earlier rows have no part."""
    fitted_on, scored = rows.filter(pa.array(earlier)), rows.filter(pa.array(later))
    features = list_features(fitted_on, names)
    attributes = tuple(dict.fromkeys(feature.attribute for feature in features))
    if not features:
        return LaterScores((), np.zeros((scored.num_rows, 0)), happened[later])
    model = fit_boosted(build_matrix(fitted_on, features), happened[earlier])
    return LaterScores(attributes, _sum_parts(model, build_matrix(scored, features), features), happened[later])


def measure_importance(found: LaterScores, seed: int) -> dict[str, tuple[float, float, float]]:
    """Return by attribute the AUC lost on the later rows when it is shuffled among them, with a 95 % interval.

    The mean of 20 shuffles, each on its own bootstrap sample of the rows (at one date a user has one); the
    interval is that of the normal distribution with their spread.
    """
    random = np.random.default_rng(seed)
    size = len(found.happened)
    lost = np.zeros((REPLICATES, len(found.attributes)))
    for replicate in range(REPLICATES):
        drawn = random.integers(0, size, size)
        parts, happened = found.parts[drawn], found.happened[drawn]
        scores, ones = parts.sum(axis=1), np.ones(size)
        whole = auc(happened, scores.round(9))(ones)
        shuffled = random.permutation(size)
        for place in range(len(found.attributes)):
            changed = scores - parts[:, place] + parts[shuffled, place]
            lost[replicate, place] = whole - auc(happened, changed.round(9))(ones)
    lost = np.nan_to_num(lost)
    means, spreads = lost.mean(axis=0), lost.std(axis=0, ddof=1)
    return {
        name: (mean, mean - WIDTH * spread, mean + WIDTH * spread)
        for name, mean, spread in zip(found.attributes, means.tolist(), spreads.tolist(), strict=True)
    }


def _sum_parts(model: BoostedModel, matrix: np.ndarray, features: tuple[Feature, ...]) -> np.ndarray:
    parts = model.split(matrix)
    names = [feature.attribute for feature in features]
    return np.stack(
        [
            parts[:, [place for place, name in enumerate(names) if name == wanted]].sum(axis=1)
            for wanted in dict.fromkeys(names)
        ],
        axis=1,
    )
