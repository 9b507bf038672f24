"""Plots of how good a model was on what followed."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from ml_assets.plots.canvas import ACCENT, INK, QUIET, draw_message, to_png

TENTHS = 10


def draw_chance_quality(happened: np.ndarray, predicted: np.ndarray, naive: np.ndarray, what: str) -> bytes:
    """Return a PNG of three pictures, one below the other: whether the chances came true (calibration), how
    many times as often it happened in the tenths with the highest chances (lift), and what share of all a part of
    the users holds (gains), each beside the naive answer. happened: bool a user; predicted, naive: chances; what:
    "order within 30 days"."""
    if not len(happened) or not happened.any():
        return draw_message(what.capitalize(), "Nothing to evaluate: nobody did it in that time.")
    # One below the other: the UI shows a width of about 800 pixels.
    figure = Figure(figsize=(7.2, 10.8), layout="constrained")
    figure.suptitle(f"{what.capitalize()}: predicted and actual", x=0.01, ha="left", color=INK, fontweight="bold")
    calibration, lift, gains = figure.subplots(3, 1)
    _draw_calibration(calibration, happened, predicted)
    _draw_lift(lift, happened, predicted, naive)
    _draw_gains(gains, happened, predicted, naive)
    for axes in (calibration, lift, gains):
        axes.spines[["top", "right"]].set_visible(False)
        axes.tick_params(colors=INK)
    return to_png(figure)


def draw_expected_amounts(actual: np.ndarray, expected: np.ndarray) -> bytes:
    """Return a PNG: what tenths of the users, by what was expected of them, spent on average."""
    if not len(actual):
        return draw_message("Spend: expected and actual", "Nothing to evaluate: no amounts are known.")
    figure = Figure(figsize=(8, 4.8), layout="constrained")
    axes = figure.add_subplot()
    axes.set_title("Spend: expected and actual", loc="left", color=INK, fontsize=13, fontweight="bold")
    groups = _cut_tenths(expected)
    places = np.arange(len(groups))
    axes.bar(places - 0.2, [expected[g].mean() for g in groups], 0.4, color=QUIET, label="expected")
    axes.bar(places + 0.2, [actual[g].mean() for g in groups], 0.4, color=ACCENT, label="spent")
    axes.set_xticks(places, [str(place + 1) for place in places])
    axes.set_xlabel("tenth of the users, by what was expected (1: least)", color=INK)
    axes.set_ylabel("net amount a user in 30 days", color=INK)
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(frameon=False)
    return to_png(figure)


def _draw_calibration(axes: Axes, happened: np.ndarray, predicted: np.ndarray) -> None:
    groups = _cut_tenths(predicted)
    chances, came = [predicted[g].mean() for g in groups], [happened[g].mean() for g in groups]
    end = 1.05 * max(*chances, *came)
    axes.plot([0, end], [0, end], color=QUIET, linestyle="--", label="perfect")
    axes.plot(chances, came, color=ACCENT, marker="o", label="actual, by tenths")
    axes.set_title("Do the chances come true?", loc="left", color=INK)
    axes.set_xlabel("predicted chance", color=INK)
    axes.set_ylabel("share who did it", color=INK)
    axes.xaxis.set_major_formatter(PercentFormatter(1))
    axes.yaxis.set_major_formatter(PercentFormatter(1))
    axes.legend(frameon=False)


def _draw_lift(axes: Axes, happened: np.ndarray, predicted: np.ndarray, naive: np.ndarray) -> None:
    mean = happened.mean()
    lifts = [[happened[group].mean() / mean for group in _cut_tenths(scores)[::-1]] for scores in (predicted, naive)]
    places = np.arange(len(lifts[0]))
    axes.bar(places, lifts[0], 0.7, color=ACCENT, label="model")
    axes.plot(
        np.arange(len(lifts[1])), lifts[1], color="#f39c12", marker="_", linestyle="", markersize=22, label="naive"
    )
    axes.axhline(1, color=QUIET, linestyle="--")
    axes.set_xticks(places, [str(place + 1) for place in places])
    axes.set_title("How much more often than average?", loc="left", color=INK)
    axes.set_xlabel("tenth of the users (1: highest chances)", color=INK)
    axes.set_ylabel("times the average", color=INK)
    axes.legend(frameon=False)


def _draw_gains(axes: Axes, happened: np.ndarray, predicted: np.ndarray, naive: np.ndarray) -> None:
    share = np.arange(len(happened) + 1) / len(happened)
    for scores, colour, label in ((predicted, ACCENT, "model"), (naive, "#f39c12", "naive")):
        reached = np.concatenate([[0], np.cumsum(happened[np.argsort(-scores, kind="stable")])]) / happened.sum()
        axes.plot(share, reached, color=colour, label=label)
    axes.plot([0, 1], [0, 1], color=QUIET, linestyle="--", label="by chance")
    axes.set_title("How many does a part of the users reach?", loc="left", color=INK)
    axes.set_xlabel("share of users, highest chances first", color=INK)
    axes.set_ylabel("share of all who did it", color=INK)
    axes.xaxis.set_major_formatter(PercentFormatter(1))
    axes.yaxis.set_major_formatter(PercentFormatter(1))
    axes.legend(frameon=False)


def _cut_tenths(scores: np.ndarray) -> list[np.ndarray]:
    """Cut the rows into tenths by score, lowest first; empty ones are left out."""
    order = np.argsort(scores, kind="stable")
    return [part for part in np.array_split(order, TENTHS) if len(part)]
