"""Propensity: the chance that a user orders or stops, the spend to expect, and why."""

from ml_assets.propensity.judge import MODEL_NAMES, Evidence, Verdict, judge_propensity
from ml_assets.propensity.model import (
    BETTER,
    INSUFFICIENT,
    NOT_BETTER,
    OUTCOMES,
    USER_PROPENSITY,
    PropensityModel,
    fit_propensity,
    predict_propensity,
)

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
    "fit_propensity",
    "judge_propensity",
    "predict_propensity",
]
