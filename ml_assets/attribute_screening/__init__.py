"""Screening of attributes: which of them predict what users will do, stay stable, leak or repeat one another.

At four past dates every baker ordered and no smith did; the city made no difference.

>>> from datetime import date
>>> import pyarrow as pa
>>> rows = [(number, period) for period in (1, 2, 3, 4) for number in range(200)]
>>> past = pa.table({
...     "user_id": [f"u{number:03}" for number, _ in rows],
...     "period_number": [period for _, period in rows],
...     "occupation": [("smith", "baker")[number % 2] for number, _ in rows],
...     "city": [("Bath", "Bern")[number // 2 % 2] for number, _ in rows],
...     "ordered_within_30_days": [number % 2 == 1 for number, _ in rows],
...     **{outcome: pa.nulls(800, pa.bool_()) for outcome in ("became_high_value", "stopped_buying")},
... })
>>> screened = screen_attributes(past, date(2025, 6, 1)).attributes.to_pylist()
>>> screened[0]["attribute"], screened[0]["is_kept"], screened[0]["reason"]
('occupation', True, 'Predicts who ordered in the next 30 days.')
>>> screened[1]["attribute"], screened[1]["is_kept"], screened[1]["reason"]
('city', False, 'Does not predict who ordered in the next 30 days.')
"""

from ml_assets.attribute_screening.past import HORIZON_PERIODS
from ml_assets.attribute_screening.screening import KNOWN_TODAY, Screening, screen_attributes
from ml_assets.attribute_screening.table import ATTRIBUTE_SCREENING, OUTCOME_WORDS

__all__ = [
    "ATTRIBUTE_SCREENING",
    "HORIZON_PERIODS",
    "KNOWN_TODAY",
    "OUTCOME_WORDS",
    "Screening",
    "screen_attributes",
]
