"""The asymptotic confidence sequence: an interval that holds however often it is looked at.

Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas, arXiv 2103.06476. At n observations with standard deviation s the
half-width is s * sqrt(2 (n r^2 + 1) / (n^2 r^2) * ln(sqrt(n r^2 + 1) / alpha)); s / sqrt(n) is the standard error.

>>> width = widen(np.array([1_000]), 1_000)
>>> print(f"{width[0] / 1.96:.2f} times the fixed interval at the count it is tuned for")
1.55 times the fixed interval at the count it is tuned for
"""

import numpy as np

ALPHA = 0.05
TUNED_COUNT = 1_000


def widen(count: np.ndarray, tuned_count: int = TUNED_COUNT) -> np.ndarray:
    """Return how many standard errors the sequence reaches to each side after `count` contacts (at least 1).

    tuned_count: the count at which it is narrowest beside the fixed interval. It must be chosen before looking.
    Raises ValueError below 1.
    """
    if tuned_count < 1:
        raise ValueError(f"tuned_count must be 1 or more, got {tuned_count}")
    doubt = -2 * np.log(ALPHA)
    grown = count * (doubt + np.log(doubt) + 1) / tuned_count  # n r^2
    return np.sqrt(2 * (grown + 1) / grown * np.log(np.sqrt(grown + 1) / ALPHA))


def count_needed(effect: float, error: float, count: float, tuned_count: int = TUNED_COUNT) -> float:
    """Return after how many contacts an effect of this size would be sure, if errors shrink as the root of the count.

    Infinite where it is zero or needs more than 2^40 times as many."""
    low, high = float(count), float(count)
    while error * np.sqrt(count / high) * widen(np.array(high), tuned_count) >= abs(effect):
        low, high = high, 2 * high
        if high > 2**40 * count:
            return np.inf
    for _ in range(50):
        middle = (low + high) / 2
        is_sure = error * np.sqrt(count / middle) * widen(np.array(middle), tuned_count) < abs(effect)
        low, high = (low, middle) if is_sure else (middle, high)
    return high
