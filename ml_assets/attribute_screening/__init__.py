"""Screening of attributes: which of them predict what users will do, stay stable, leak or repeat one another."""

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
