"""Propensity: the chance that a user orders or stops, the spend to expect, and why."""

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
