"""Which planned contacts no message answers yet: these may still have been carried out, and count."""

import numpy as np


def find_unanswered(planned: np.ndarray, came: np.ndarray, days: int) -> np.ndarray:
    """Return the places of the planned contacts that no message answers.

    Both are numbers of a kind and a day: kind * days + day. A message answers one contact of its kind, planned for its
    day or the one before, the older first.

    >>> find_unanswered(np.array([0, 1, 1, 5]), np.array([1, 2]), 3).tolist()
    [2, 3]
    """
    kinds, places = np.unique(np.concatenate([planned, came]) // days, return_inverse=True)
    cells = places * days + np.concatenate([planned, came]) % days
    of_plan, of_messages = cells[: len(planned)], cells[len(planned) :]
    counts, answers = (
        np.bincount(part, minlength=len(kinds) * days).reshape(-1, days) for part in (of_plan, of_messages)
    )
    unanswered, waiting = np.zeros_like(counts), np.zeros(len(kinds), np.int64)
    for day in range(days):
        left = answers[:, day]
        if day:
            unanswered[:, day - 1] = np.maximum(waiting - left, 0)
        waiting = np.maximum(counts[:, day] - np.maximum(left - waiting, 0), 0)
    unanswered[:, -1] = waiting
    order = np.argsort(of_plan, kind="stable")
    ordered = of_plan[order]
    nth = np.arange(len(order)) - np.searchsorted(ordered, ordered)
    return np.sort(order[nth >= (counts - unanswered).ravel()[ordered]])
