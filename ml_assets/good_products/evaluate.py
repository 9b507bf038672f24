"""Good products judged on what followed: later conversion and repeat, beside as many of the most bought products."""

from datetime import date

import numpy as np
import pyarrow as pa

from ml_assets.columns import read_numbers
from ml_assets.evaluation.evaluation import Evaluation
from ml_assets.evaluation.figures import mean_of_shares
from ml_assets.evaluation.table import as_quality

MODEL = "marketing.good_products"
NAIVE = "most bought of the category"
FEWEST_CASES = 100
METRICS = {
    "later_conversion": (
        "viewer",
        "converted",
        "Of who saw a listed product first after that day, the share that bought it within 7 days: the mean over "
        "categories, as many products of each in both lists.",
    ),
    "later_repeat": (
        "buyer",
        "repeated",
        "Of who had bought a listed product by that day, the share that bought it after it too: the mean over "
        "categories, as many products of each in both lists.",
    ),
}


def evaluate_good_products(outcomes: pa.Table, as_of_date: date, horizon_days: int, *, seed: int = 0) -> pa.Table:
    """Return MODEL_QUALITY, a row a metric.

    outcomes: a row a person and category, with what the person did in the `horizon_days` after `as_of_date` with the
    good products and with the most bought ones. Only categories with cases of both lists are compared; with fewer
    than 100 cases of a list there is no figure.
    """
    persons, category = (read_numbers(outcomes, name, "outcomes") for name in ("person_number", "category_number"))
    _, category = np.unique(category, return_inverse=True)
    rows = []
    for metric, (cases, happened, note) in METRICS.items():
        columns = [f"{name}_{kind}_count" for name in ("good", "popular") for kind in (cases, happened)]
        counts = [read_numbers(outcomes, name, "outcomes") for name in columns]
        both = np.bincount(category, counts[0]) * np.bincount(category, counts[2]) > 0
        compared = both[category] & (counts[0] + counts[2] > 0)
        evaluation = Evaluation(MODEL, as_of_date, horizon_days, persons[compared], seed)
        counts = [values[compared] for values in counts]
        if min(counts[0].sum(), counts[2].sum()) < FEWEST_CASES:
            rows.append(evaluation.give_up(metric, f"Fewer than {FEWEST_CASES} cases of a list to judge by."))
            continue
        good, popular = (mean_of_shares(counts[place + 1], counts[place], category[compared]) for place in (0, 2))
        rows.append(evaluation.measure(metric, good, NAIVE, popular, note=note))
    return as_quality(rows)
