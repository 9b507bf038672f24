"""A model evaluated on the days after its training: figures with bootstrap intervals, beside a naive answer."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np

from ml_assets.columns import round_number, round_shares
from ml_assets.evaluation.table import MODEL_QUALITY

EVALUATED = "evaluated"
INSUFFICIENT = "insufficient_data"
REPLICATES = 300
UNDEFINED = "There is no figure: what was predicted or what came is nothing, or the same for all."
# A figure of a sample in which each of its rows counts a whole number of times.
Figure = Callable[[np.ndarray], float]


@dataclass(frozen=True)
class Evaluation:
    """What was evaluated: the model, as of when it was fitted, over how many days, and each row's user.

    user_ids: one an evaluated row; a user may have several rows, and is drawn with all of them.
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
        samples of the users; the two figures of a sample are of the same users. Where `figure` is no number, such as
        a ratio to nothing, the row says so, and counts as too little data.
        """
        everyone = np.ones(len(self.user_ids))
        drawn = [
            (figure(counts), naive(counts) if naive else np.nan) for counts in draw_counts(self.user_ids, self.seed)
        ]
        values, naive_values = np.array(drawn).T
        value = round_number(figure(everyone))
        low, high = _interval(values)
        row = self._open_row(metric) | {
            "value": value,
            "value_low": low,
            "value_high": high,
            "status": INSUFFICIENT if value is None else EVALUATED,
            "note": UNDEFINED if value is None else note,
        }
        if naive:
            low, high = _interval(values - naive_values)
            row |= {
                "naive_model": naive_model,
                "naive_value": round_number(naive(everyone)),
                "difference_low": low,
                "difference_high": high,
                "is_better_than_naive": bool(low is not None and (low > 0 if higher_is_better else high < 0)),
            }
        return row

    def give_up(self, metric: str, note: str) -> dict[str, object]:
        """Return the row of a model with too little data; `note` explains why."""
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


def _interval(values: np.ndarray) -> tuple[float | None, float | None]:
    known = values[np.isfinite(values)]
    # Where a tenth of the samples has no figure, neither has the interval.
    if not len(values) or len(known) < 0.9 * len(values):
        return None, None
    low, high = round_shares(np.percentile(known, [2.5, 97.5])).tolist()
    return low, high
