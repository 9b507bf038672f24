"""How good a model was on what followed: figures with bootstrap intervals over users, beside a naive answer."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
from scipy.special import expit, logit

from ml_assets.columns import round_shares
from ml_assets.evaluation.table import MODEL_QUALITY

JUDGED = "judged"
INSUFFICIENT = "insufficient_data"
REPLICATES = 300
# A figure of a sample in which each of its rows counts a whole number of times.
Figure = Callable[[np.ndarray], float]


@dataclass(frozen=True)
class Judgement:
    """What was judged: the model, as of when it was fitted, over how many days, and each row's user.

    user_ids: one a judged row; a user may have several rows, and is drawn with all of them.
    """

    model: str
    as_of_date: date
    horizon_days: int
    user_ids: np.ndarray
    seed: int = 0

    def measure(
        self,
        metric: str,
        figure: Figure,
        naive_model: str | None = None,
        naive: Figure | None = None,
        *,
        higher_is_better: bool = True,
        note: str | None = None,
    ) -> dict[str, object]:
        """Return one row of MODEL_QUALITY: `figure` and, where there is one, the naive answer's figure.

        Both are functions of how often each row counts. Intervals are percentiles of 300 seeded bootstrap
        samples of the users; the two figures of a sample are of the same users.
        """
        everyone = np.ones(len(self.user_ids))
        drawn = [
            (figure(counts), naive(counts) if naive else np.nan) for counts in draw_counts(self.user_ids, self.seed)
        ]
        values, naive_values = np.array(drawn).T
        low, high = _interval(values)
        row = self._open_row(metric) | {
            "value": _say(figure(everyone)),
            "value_low": low,
            "value_high": high,
            "status": JUDGED,
            "note": note,
        }
        if naive:
            low, high = _interval(values - naive_values)
            row |= {
                "naive_model": naive_model,
                "naive_value": _say(naive(everyone)),
                "difference_low": low,
                "difference_high": high,
                "is_better_than_naive": bool(low is not None and (low > 0 if higher_is_better else high < 0)),
            }
        return row

    def give_up(self, metric: str, note: str) -> dict[str, object]:
        """Return the row that says there is too little data, and why."""
        return self._open_row(metric) | {"note": note}

    def _open_row(self, metric: str) -> dict[str, object]:
        empty = dict.fromkeys(MODEL_QUALITY.names)
        return empty | {
            "model": self.model,
            "as_of_date": self.as_of_date,
            "horizon_days": self.horizon_days,
            "metric": metric,
            "user_count": len(np.unique(self.user_ids)),
            "is_better_than_naive": False,
            "status": INSUFFICIENT,
        }


def draw_counts(user_ids: np.ndarray, seed: int) -> Iterator[np.ndarray]:
    """Yield how often each row counts in each bootstrap sample: users are drawn with replacement, with all their
    rows."""
    users, row_users = np.unique(user_ids, return_inverse=True)
    random = np.random.default_rng(seed)
    for _ in range(REPLICATES if len(users) else 0):
        yield np.bincount(random.integers(0, len(users), len(users)), minlength=len(users))[row_users].astype(float)


def auc(happened: np.ndarray, scores: np.ndarray) -> Figure:
    """The chance that one to whom it happened has the higher score than one to whom it did not; ties count half.

    happened: bool a row; scores: a number a row. NaN where all or none happened.
    """
    _, places = np.unique(scores, return_inverse=True)
    happened = happened.astype(bool)

    def figure(counts: np.ndarray) -> float:
        size = places.max(initial=-1) + 1
        yes = np.bincount(places, counts * happened, size)
        no = np.bincount(places, counts * ~happened, size)
        if not yes.sum() or not no.sum():
            return np.nan
        below = np.cumsum(no) - no
        return float((yes * (below + no / 2)).sum() / (yes.sum() * no.sum()))

    return figure


def calibration_line(happened: np.ndarray, probabilities: np.ndarray, counts: np.ndarray) -> tuple[float, float]:
    """Return slope and intercept of the logistic regression of what happened on the log-odds that were foretold.

    Slope 1 and intercept 0 are perfect; a slope below 1 means that the foretold chances are too extreme. By
    Newton's method; NaN where all or none happened, or all chances are equal.
    """
    odds = logit(np.clip(probabilities, 1e-6, 1 - 1e-6))
    told = counts > 0
    if len(np.unique(happened[told])) < 2 or np.ptp(odds[told]) == 0:
        return np.nan, np.nan
    slope, intercept = 1.0, 0.0
    for _ in range(25):
        expected = expit(slope * odds + intercept)
        weights = counts * expected * (1 - expected)
        missed = counts * (happened - expected)
        a, b, c = (weights * odds**2).sum(), (weights * odds).sum(), weights.sum()
        determinant = a * c - b * b
        if determinant <= 0:
            return np.nan, np.nan
        up, across = (missed * odds).sum(), missed.sum()
        step = np.array([c * up - b * across, a * across - b * up]) / determinant
        step = np.clip(step, -1, 1)
        slope, intercept = slope + step[0], intercept + step[1]
        if abs(step).max() < 1e-8:
            break
    return float(slope), float(intercept)


def top_decile_lift(happened: np.ndarray, scores: np.ndarray) -> Figure:
    """How many times as often it happened among the tenth with the highest scores as among all; equal scores
    share the place at the border."""
    _, places = np.unique(-scores, return_inverse=True)

    def figure(counts: np.ndarray) -> float:
        size = places.max(initial=-1) + 1
        people = np.bincount(places, counts, size)
        yes = np.bincount(places, counts * happened, size)
        total = people.sum()
        if not yes.sum():
            return np.nan
        before = np.cumsum(people) - people
        inside = np.clip(total / 10 - before, 0, people)
        reached = (yes * np.divide(inside, people, out=np.zeros(size), where=people > 0)).sum()
        return float(reached / (total / 10) / (yes.sum() / total))

    return figure


def total_ratio(actual: np.ndarray, expected: np.ndarray) -> Figure:
    """The expected total over the actual one; NaN where the actual one is not above 0."""

    def figure(counts: np.ndarray) -> float:
        total = (counts * actual).sum()
        return float((counts * expected).sum() / total) if total > 0 else np.nan

    return figure


def mean_absolute_error(actual: np.ndarray, expected: np.ndarray) -> Figure:
    """The mean distance between what was expected and what came."""
    missed = np.abs(actual - expected)
    return lambda counts: float((counts * missed).sum() / counts.sum()) if counts.sum() else np.nan


def mean_squared_error(actual: np.ndarray, expected: np.ndarray) -> Figure:
    """The mean square of that distance; of all answers the true mean has the least."""
    missed = (actual - expected) ** 2
    return lambda counts: float((counts * missed).sum() / counts.sum()) if counts.sum() else np.nan


def _interval(values: np.ndarray) -> tuple[float | None, float | None]:
    known = values[np.isfinite(values)]
    # Where a tenth of the samples has no figure, neither has the interval.
    if not len(values) or len(known) < 0.9 * len(values):
        return None, None
    low, high = round_shares(np.percentile(known, [2.5, 97.5])).tolist()
    return low, high


def _say(value: float) -> float | None:
    return float(round_shares(np.array(value))) if np.isfinite(value) else None
