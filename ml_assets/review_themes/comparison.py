"""The reviews of one category or brand: which terms go with their low ratings, and which with their high ones."""

import numpy as np

from ml_assets.fisher import fisher_p_values
from ml_assets.review_themes.log_odds import compare_odds
from ml_assets.review_themes.scopes import Scope
from ml_assets.review_themes.terms import Terms


def compare_groups(scope: Scope, side: np.ndarray, terms: Terms, min_review_count: int) -> dict[str, np.ndarray]:
    """Return a row for each category (or brand) and term that enough of its rated reviews hold."""
    rated = (side >= 0) & (scope.codes >= 0)
    reviews = np.bincount(scope.codes[rated] * 2 + side[rated], minlength=2 * len(scope.ids)).reshape(-1, 2)
    held = rated[terms.text]
    key = (scope.codes[terms.text[held]] * len(terms.names) + terms.term[held]) * 2 + side[terms.text[held]]
    keys, counts = np.unique(key, return_counts=True)
    pairs, place = np.unique(keys // 2, return_inverse=True)
    both = np.zeros((len(pairs), 2), dtype=np.int64)
    both[place, keys % 2] = counts
    code, term = np.divmod(pairs, len(terms.names))
    totals = np.zeros((len(scope.ids), 2))
    np.add.at(totals, code, both)
    total = totals[code]
    # What all reviews of the shop say of a term weighs as much as what these say.
    of_shop = np.bincount(terms.term, minlength=len(terms.names))
    prior_total = total.sum(axis=1)
    prior = of_shop[term] / of_shop.sum() * prior_total
    rows = (both.sum(axis=1) >= min_review_count) & reviews[code].all(axis=1)
    code, term, both, total, prior, prior_total = (
        values[rows] for values in (code, term, both, total, prior, prior_total)
    )
    with np.errstate(divide="ignore", invalid="ignore"):  # Where all say the same word there are no odds.
        log_odds, z_score = compare_odds(*both.T, *total.T, prior, prior_total)
    group = np.where(z_score > 0, 0, 1)
    found = {
        "code": code,
        "term": term,
        "group": group,
        "log_odds": log_odds,
        "z_score": z_score,
        "low_review_count": both[:, 0],
        "high_review_count": both[:, 1],
        "all_low_review_count": reviews[code, 0],
        "all_high_review_count": reviews[code, 1],
        "p_value": _test(code, both, reviews[code], group),
    }
    return {name: values[np.isfinite(z_score)] for name, values in found.items()}


def _test(code: np.ndarray, both: np.ndarray, reviews: np.ndarray, group: np.ndarray) -> np.ndarray:
    """Return the chance of so many reviews with the term in its rating group, for each row, by category or brand."""
    rows = np.arange(len(code))
    of_group, in_group, with_term = reviews[rows, group], both[rows, group], both.sum(axis=1)
    p_values = np.ones(len(code))
    for part in np.split(rows, np.flatnonzero(np.diff(code)) + 1):
        if len(part):
            total = int(reviews[part[0]].sum())
            p_values[part] = fisher_p_values(of_group[part], with_term[part], in_group[part], total)
    return np.minimum(1, 2 * p_values)
