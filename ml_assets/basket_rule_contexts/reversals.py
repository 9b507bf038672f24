"""Simpson's paradox: two items that attract each other over all and avoid each other in every part, or the reverse."""

from collections.abc import Sequence

import numpy as np
from scipy.stats import false_discovery_control

from ml_assets.basket_rule_contexts.counts import Counts
from ml_assets.basket_rule_contexts.homogeneity import association_p_values

SURE = 0.05


def find_reversals(found: Sequence[Counts], confirming: Sequence[Counts]) -> tuple[np.ndarray, np.ndarray]:
    """Return kinds x pairs: whether the direction of association turns round between the whole and every part
    in the earlier baskets, and whether whole and parts are sure of the same directions in the later ones.

    found, confirming: for each kind of context the counts of its parts, parts x pairs. A reversal needs the whole
    and the parts together (Mantel-Haenszel) to be sure: its p-value is twice the larger of the two one-sided ones,
    since the direction was not given, and its q-value (Benjamini-Hochberg over all kinds and pairs) at most 0.05.
    Beside that every part must have turned; one that expects less than one pair has no direction.
    """
    from_attracting, from_avoiding = _test(found)
    p_values = np.minimum(2 * np.minimum(from_attracting, from_avoiding), 1)
    q_values = false_discovery_control(p_values.ravel()).reshape(p_values.shape)
    is_reversed = (q_values <= SURE) & np.stack([_has_turned(parts) for parts in found])
    later_attracting, later_avoiding = _test(confirming)
    later_p = np.where(from_attracting < from_avoiding, later_attracting, later_avoiding)
    return is_reversed, is_reversed & (later_p <= SURE)


def _test(kinds: Sequence[Counts]) -> tuple[np.ndarray, np.ndarray]:
    """Return the p-values of a whole that attracts with parts that avoid, and of the reverse: kinds x pairs."""
    p_values = []
    for parts in kinds:
        attract, avoid = association_p_values(parts.total())
        attract_within, avoid_within = association_p_values(parts)
        p_values.append((np.maximum(attract, avoid_within), np.maximum(avoid, attract_within)))
    from_attracting, from_avoiding = (np.stack(each) for each in zip(*p_values, strict=True))
    return from_attracting, from_avoiding


def _has_turned(parts: Counts) -> np.ndarray:
    whole = parts.total()
    turned = (parts.pair - parts.expected) * (whole.pair - whole.expected) < 0
    return (turned | (parts.expected < 1)).all(axis=0) & turned.any(axis=0)
