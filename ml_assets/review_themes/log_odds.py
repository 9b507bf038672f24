"""How surely a term belongs to one of two groups of texts: log-odds with an informative Dirichlet prior.

Monroe, Colaresi and Quinn: Fightin' Words, Political Analysis 16(4), 2008, equations 15, 16, 20 and 22.
"""

import numpy as np


def compare_odds(
    left: np.ndarray,
    right: np.ndarray,
    left_total: np.ndarray,
    right_total: np.ndarray,
    prior: np.ndarray,
    prior_total: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """Return, one value a term, the difference of its log-odds, left less right, and this over its standard error.

    left, right: how often the term occurs in each group, of left_total and right_total terms; prior: the occurrences
    that both groups are given on top, of prior_total, by what is known of the term from elsewhere (above 0).
    """
    log_odds = np.log((left + prior) / (left_total + prior_total - left - prior))
    log_odds -= np.log((right + prior) / (right_total + prior_total - right - prior))
    return log_odds, log_odds / np.sqrt(1 / (left + prior) + 1 / (right + prior))
