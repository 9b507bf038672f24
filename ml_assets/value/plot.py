"""Plots of how well value was predicted."""

import numpy as np
from matplotlib.axes import Axes

from ml_assets.plots.canvas import ACCENT, INK, QUIET, draw_message, open_sheet, to_png
from ml_assets.value import Outcome, sort_into_deciles

NOTHING_TO_EVALUATE = "Nothing to evaluate yet: too few users have ordered more than once."
MOST_REPEATS = 7


def draw_orders_by_past(outcome: Outcome | None) -> bytes:
    """Return a PNG: mean orders that came, expected and naive, of users with 0, 1, ... repeat orders before."""
    title = "Orders before and after: expected and actual"
    if outcome is None or not len(outcome.actual):
        return draw_message(title, NOTHING_TO_EVALUATE)
    before = np.minimum(outcome.repeat_count, MOST_REPEATS).astype(int)
    figure, axes = open_sheet(9, 5, title)
    places, counts = np.unique(before, return_counts=True)
    _draw_means(axes, outcome, before, places)
    more = {MOST_REPEATS: f"{MOST_REPEATS} or more"}
    labels = [
        f"{more.get(place, place)}\n{count:,} users" for place, count in zip(places.tolist(), counts, strict=True)
    ]
    axes.set_xticks(range(len(places)), labels, fontsize=9)
    axes.set_xlabel("repeat order days before", color=INK)
    axes.set_ylabel("order days after, mean of a user", color=INK)
    return to_png(figure)


def draw_calibration(outcome: Outcome | None, what: str) -> bytes:
    """Return a PNG: users in tenths by what was expected of them; mean expected, naive and actual `what`."""
    title = f"Expected and actual {what}, users in tenths by what was expected"
    if outcome is None or not len(outcome.actual):
        return draw_message(title, NOTHING_TO_EVALUATE)
    decile = sort_into_deciles(outcome)
    figure, axes = open_sheet(9, 5, title)
    places = np.unique(decile)
    _draw_means(axes, outcome, decile, places)
    axes.set_xticks(range(len(places)), (places + 1).tolist())
    axes.set_xlabel("tenth of users: 1 least expected, 10 most", color=INK)
    axes.set_ylabel(f"{what}, mean of a user", color=INK)
    return to_png(figure)


def _draw_means(axes: Axes, outcome: Outcome, group: np.ndarray, places: np.ndarray) -> None:
    """Draw bars of what came and lines of what was expected, a place each."""
    across = np.arange(len(places))

    def means(values: np.ndarray) -> list[float]:
        return [values[group == place].mean() for place in places]

    axes.bar(across, means(outcome.actual), color=QUIET, alpha=0.6, label="actual")
    axes.plot(across, means(outcome.expected), color=ACCENT, marker="o", linewidth=2, label="expected")
    axes.plot(across, means(outcome.naive), color="#f39c12", marker="x", linestyle=":", label="own past rate continued")
    axes.legend(frameon=False, loc="upper left")
