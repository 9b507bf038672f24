"""The chance that something happens to a user: chosen, calibrated and refitted along time."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from scipy.optimize import brentq
from scipy.special import expit
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import log_loss
from threadpoolctl import threadpool_limits

from ml_assets.evaluation.figures import calibration_line
from ml_assets.propensity.additive import BOOSTING, LINEAR, AdditiveModel, answer, fit_additive, fit_candidates
from ml_assets.propensity.features import Feature, build_matrix, list_features

# Fewer of either kind, and neither a model nor an evaluation is reliable.
FEWEST_OF_A_KIND = 30
# In so many parts the rows are answered by which the slope is calibrated. Each part is a fit.
PARTS = 3
NAIVE_ATTRIBUTES = ("days_since_order", "order_count", "net_amount", "tenure_days")
NAIVE_MODEL = "boosted trees on recency, frequency, amount and tenure"


class TooLittleDataError(Exception):
    """There is too little to learn from. One sentence."""


@dataclass(frozen=True)
class ChanceModel:
    """A chance as a function of features: kind names the model; slope and offset calibrate its log-odds."""

    kind: str
    features: tuple[Feature, ...]
    model: AdditiveModel
    slope: float
    offset: float
    is_calibrated: bool

    def predict(self, attributes: pa.Table) -> np.ndarray:
        """Return the chance of each row."""
        matrix = build_matrix(attributes, self.features)
        return expit(self.slope * answer(self.model, matrix) + self.offset)

    def split(self, attributes: pa.Table) -> np.ndarray:
        """Return what each feature adds to the mean user's log-odds (rows x features)."""
        return self.slope * self.model.split(build_matrix(attributes, self.features))


def fit_chance(attributes: pa.Table, happened: np.ndarray, periods: np.ndarray, horizon_periods: int) -> ChanceModel:
    """Fit the chance that something happened in the `horizon_periods` periods after each row's.

    attributes: a row a user and date, without ids; happened: bool a row; periods: how many periods of 30 days
    ago the row's date lies. Candidates are fitted on the dates whose future was over by the newest date. The one
    with the least log loss on the newest date is chosen and refitted on all dates. The slope of its log-odds is
    calibrated on the newest date (Platt), a third of its rows at a time by a fit without them: a fit on earlier dates
    alone knows less, and would say too little of the one that predicts. The level is that of the newest date too, since
    it is closest to today in how long the shop's history is. Where there is no such earlier date, the linear model is
    fitted on all, uncalibrated.
    Raises TooLittleDataError where fewer than 30 rows did or did not do it.
    """
    if not _has_both(happened):
        raise TooLittleDataError(_explain_too_few(happened))
    newest = periods == periods.min()
    earlier = periods >= periods.min() + horizon_periods
    features = list_features(attributes, attributes.column_names)
    if not features:
        raise TooLittleDataError("all users are alike in every attribute")
    matrix = build_matrix(attributes, features)
    if not (_has_both(happened[earlier]) and _has_both(happened[newest])):
        return ChanceModel(LINEAR, features, fit_additive(LINEAR, matrix, happened), 1.0, 0.0, False)
    candidates = fit_candidates(matrix[earlier], happened[earlier])
    scores = {kind: answer(model, matrix[newest]) for kind, model in candidates.items()}
    kind = min(scores, key=lambda kind: round(log_loss(happened[newest], expit(scores[kind])), 9))
    model = fit_additive(kind, matrix, happened)
    slope = calibrate_slope(answer_unseen(kind, matrix, happened, newest), happened[newest])
    offset = find_level(slope * answer(model, matrix[newest]), happened[newest])
    return ChanceModel(kind, features, model, slope, offset, True)


def answer_unseen(kind: str, matrix: np.ndarray, happened: np.ndarray, newest: np.ndarray) -> np.ndarray:
    """Return log-odds of the rows of the newest date, each part of them by a fit on all rows but that part."""
    rows = np.flatnonzero(newest)
    scores = np.zeros(len(rows))
    for part in range(PARTS):
        is_left_out = np.arange(len(rows)) % PARTS == part
        kept = np.ones(len(happened), bool)
        kept[rows[is_left_out]] = False
        scores[is_left_out] = answer(fit_additive(kind, matrix[kept], happened[kept]), matrix[rows[is_left_out]])
    return scores


def calibrate_slope(scores: np.ndarray, happened: np.ndarray) -> float:
    """Return the slope of Platt's calibration of log-odds on rows they were not fitted on. One below 0 would turn
    the model round, and becomes 0: then everybody has the mean chance."""
    slope, _ = calibration_line(happened, expit(scores), np.ones(len(scores)))
    return 0.0 if np.isnan(slope) else max(slope, 0.0)


def find_level(scores: np.ndarray, happened: np.ndarray) -> float:
    """Return what is added to log-odds so that as many are expected as came."""
    # Where the past separates everybody, log-odds have no bound.
    reach = 50 + np.abs(scores).max()
    return brentq(lambda offset: expit(scores + offset).mean() - happened.mean(), -reach, reach)


@threadpool_limits.wrap(limits=1)
def predict_naively(attributes: pa.Table, happened: np.ndarray, later: pa.Table) -> np.ndarray:
    """Return the naive answer for the rows of `later`: gradient boosting, interactions and all, on recency,
    frequency, amount and tenure alone, fitted on `attributes`. Where none of the four varies it is the mean of all."""
    features = list_features(attributes, list(NAIVE_ATTRIBUTES))
    if not features:
        return np.full(later.num_rows, happened.mean())
    fit = HistGradientBoostingClassifier(**BOOSTING).fit(build_matrix(attributes, features), happened)
    return fit.predict_proba(build_matrix(later, features))[:, 1]


def _has_both(happened: np.ndarray) -> bool:
    return min(happened.sum(), (~happened).sum()) >= FEWEST_OF_A_KIND


def _explain_too_few(happened: np.ndarray) -> str:
    return (
        f"of {len(happened):,} past rows it happened in {happened.sum():,}: at least {FEWEST_OF_A_KIND} in which it"
        f" did and {FEWEST_OF_A_KIND} in which it did not are needed"
    )
