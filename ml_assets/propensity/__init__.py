"""Propensity: the chance that a user orders or stops, the spend to expect, and why.

At four past dates every baker ordered for 20 and no smith did; all else is equal.

>>> from datetime import date
>>> import pyarrow as pa
>>> rows = [(f"u{number:03}", period, number % 2) for period in (1, 2, 3, 4) for number in range(200)]
>>> past = pa.table({
...     "user_id": [user for user, _, _ in rows],
...     "period_number": [period for _, period, _ in rows],
...     "occupation": [("smith", "baker")[ordered] for _, _, ordered in rows],
...     **{name: [1.0] * 800 for name in ("days_since_order", "order_count", "net_amount", "tenure_days")},
...     "ordered_within_30_days": [bool(ordered) for _, _, ordered in rows],
...     "stopped_buying": pa.nulls(800, pa.bool_()),
...     "spend_within_30_days": [20.0 * ordered for _, _, ordered in rows],
... })
>>> verdict = evaluate_propensity(past, date(2025, 6, 1))
>>> verdict.statuses["ordered_within_30_days"], verdict.statuses["stopped_buying"]
('better_than_naive', 'insufficient_data')
>>> today = past.slice(0, 2).append_column("as_of_date", pa.array([date(2025, 6, 1)] * 2))
>>> today = today.append_column("order_count_90_days", pa.array([1, 1]))
>>> users = predict_propensity(fit_propensity(past), verdict.statuses, today).to_pylist()
>>> [(round(user["order_probability"], 2), user["reasons"]) for user in users]
[(0.0, ['lowered by occupation smith']), (1.0, ['raised by occupation baker'])]
"""

from ml_assets.propensity.evaluate import MODEL_NAMES, Evidence, Verdict, evaluate_propensity
from ml_assets.propensity.model import (
    OUTCOMES,
    PropensityModel,
    fit_propensity,
    predict_propensity,
)
from ml_assets.propensity.table import BETTER, INSUFFICIENT, NOT_BETTER, USER_PROPENSITY

__all__ = [
    "BETTER",
    "INSUFFICIENT",
    "MODEL_NAMES",
    "NOT_BETTER",
    "OUTCOMES",
    "USER_PROPENSITY",
    "Evidence",
    "PropensityModel",
    "Verdict",
    "evaluate_propensity",
    "fit_propensity",
    "predict_propensity",
]
