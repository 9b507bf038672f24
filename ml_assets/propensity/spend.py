"""What a user is expected to spend: the chance of an order times what is spent where there is one."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from sklearn.ensemble import HistGradientBoostingRegressor
from threadpoolctl import threadpool_limits

from ml_assets.propensity.additive import BOOSTING, LINEAR, AdditiveModel, answer, fit_additive, fit_candidates
from ml_assets.propensity.chance import FEWEST_OF_A_KIND, NAIVE_ATTRIBUTES, TooLittleDataError
from ml_assets.propensity.features import Feature, build_matrix, list_features


@dataclass(frozen=True)
class SpendModel:
    """What is spent in the horizon by those who order: exp of an additive model, times `factor`, by which the
    total of the newest past date came out right (of all dates, where the newest has fewer than 30 buyers)."""

    kind: str
    features: tuple[Feature, ...]
    model: AdditiveModel
    highest: float
    factor: float

    def predict(self, attributes: pa.Table) -> np.ndarray:
        """Return the spend of each row, given an order. No more than the highest ever seen is expected."""
        logs = answer(self.model, build_matrix(attributes, self.features))
        highest = np.exp(self.highest)
        return np.minimum(self.factor * np.exp(np.minimum(logs, self.highest)), highest)


def fit_spend(attributes: pa.Table, spend: np.ndarray, periods: np.ndarray) -> SpendModel:
    """Fit the net amount spent in the next 30 days by users who ordered in them.

    attributes, periods: as fit_chance, of rows with an order alone; spend: their net amounts. Amounts are
    learned by their logarithms (returns of more than was bought count as nothing), the kind with the least
    squared error on the newest date is taken. Raises TooLittleDataError with fewer than 30 rows.
    """
    if len(spend) < FEWEST_OF_A_KIND:
        raise TooLittleDataError(
            f"{len(spend)} past orders with a known amount: at least {FEWEST_OF_A_KIND} are needed"
        )
    features = list_features(attributes, attributes.column_names)
    if not features:
        raise TooLittleDataError("all users are alike in every attribute")
    matrix, logs = build_matrix(attributes, features), np.log1p(np.maximum(spend, 0))
    newest = periods == periods.min()
    kind = LINEAR
    if min(newest.sum(), (~newest).sum()) >= FEWEST_OF_A_KIND:
        candidates = fit_candidates(matrix[~newest], logs[~newest])
        tried = {kind: answer(model, matrix[newest]) for kind, model in candidates.items()}
        kind = min(tried, key=lambda kind: round(float(((tried[kind] - logs[newest]) ** 2).mean()), 9))
    model = fit_additive(kind, matrix, logs)
    highest = float(logs.max())
    # The mean of exp is not exp of the mean (smearing, Duan 1983): what the total lacks is made good here. A few buyers
    # of the newest date say nothing of the total, and what one of them brings back would make that of all nothing.
    level = newest if newest.sum() >= FEWEST_OF_A_KIND else np.ones(len(spend), bool)
    expected = np.exp(np.minimum(answer(model, matrix[level]), highest)).sum()
    factor = max(float(spend[level].sum() / expected), 0.0)
    return SpendModel(kind, features, model, highest, factor)


@threadpool_limits.wrap(limits=1)
def predict_spend_naively(attributes: pa.Table, spend: np.ndarray, later: pa.Table) -> np.ndarray:
    """Return the naive answer for the rows of `later`: gradient boosting of what all users spent, on recency,
    frequency, amount and tenure alone. Where none of the four varies it is the mean of all."""
    features = list_features(attributes, list(NAIVE_ATTRIBUTES))
    if not features:
        return np.full(later.num_rows, max(spend.mean(), 0))
    fit = HistGradientBoostingRegressor(**BOOSTING).fit(build_matrix(attributes, features), spend)
    return np.maximum(fit.predict(build_matrix(later, features)), 0)
