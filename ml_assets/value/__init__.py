"""Value: what a user will order and be worth, from how often, how lately and for how much it has bought.

Two users with two repeat orders each, 38.86 weeks after their first. The last order of the one is eight weeks ago,
that of the other 29 weeks: this one has more likely stopped.

>>> import numpy as np
>>> model = BgNbd(r=0.243, alpha=4.414, a=0.793, b=2.426)
>>> repeat_count, recency, age = np.array([2.0, 2.0]), np.array([30.43, 10.0]), np.array([38.86, 38.86])
>>> probability_alive(model, repeat_count, recency, age).round(2).tolist()
[0.73, 0.27]
"""

from ml_assets.value.bg_nbd import (
    BgNbd,
    BgNbdFit,
    expected_orders_alive,
    fit_bg_nbd,
    probability_alive,
    weeks_to_next_order,
)
from ml_assets.value.evaluate import Outcome, Verdict, evaluate_value, sort_into_deciles
from ml_assets.value.gamma_gamma import GammaGamma, GammaGammaFit, expected_amount, fit_gamma_gamma
from ml_assets.value.model import FEWEST_REPEAT_BUYERS, ValueModel, fit_value
from ml_assets.value.table import USER_VALUE, user_value

__all__ = [
    "FEWEST_REPEAT_BUYERS",
    "USER_VALUE",
    "BgNbd",
    "BgNbdFit",
    "GammaGamma",
    "GammaGammaFit",
    "Outcome",
    "ValueModel",
    "Verdict",
    "evaluate_value",
    "expected_amount",
    "expected_orders_alive",
    "fit_bg_nbd",
    "fit_gamma_gamma",
    "fit_value",
    "probability_alive",
    "sort_into_deciles",
    "user_value",
    "weeks_to_next_order",
]
