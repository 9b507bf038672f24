"""Figures of how good a model is, each a function of how often every evaluated row counts."""

import numpy as np
from scipy.special import expit, logit

from ml_assets.evaluation.evaluation import Figure


def auc(happened: np.ndarray, scores: np.ndarray) -> Figure:
    """The chance that one to whom it happened has the higher score than one to whom it did not; ties count half.

    happened: bool a row; scores: a number a row. NaN where all or none happened.
    """
    _, places = np.unique(scores, return_inverse=True)
    happened = happened.astype(bool)

    def figure(counts: np.ndarray) -> float:
        size = places.max(initial=-1) + 1
        yes = np.bincount(places, counts * happened, size)
        no = np.bincount(places, counts * ~happened, size)
        if not yes.sum() or not no.sum():
            return np.nan
        below = np.cumsum(no) - no
        return float((yes * (below + no / 2)).sum() / (yes.sum() * no.sum()))

    return figure


def calibration_line(happened: np.ndarray, probabilities: np.ndarray, counts: np.ndarray) -> tuple[float, float]:
    """Return slope and intercept of the logistic regression of what happened on the predicted log-odds.

    Slope 1 and intercept 0 are perfect; a slope below 1 means that the predicted chances are too extreme. By
    Newton's method; NaN where all or none happened, or all chances are equal.
    """
    odds = logit(np.clip(probabilities, 1e-6, 1 - 1e-6))
    drawn = counts > 0
    if len(np.unique(happened[drawn])) < 2 or np.ptp(odds[drawn]) == 0:
        return np.nan, np.nan
    # From the mean on, as if the predictions said nothing: where they lie far from what came, as after a month without
    # sales, Newton's steps from the perfect line would lead astray.
    middle = (counts * odds).sum() / counts.sum()
    odds = odds - middle
    slope, intercept = 0.0, logit((counts * happened).sum() / counts.sum())
    for _ in range(25):
        expected = expit(slope * odds + intercept)
        weights = counts * expected * (1 - expected)
        missed = counts * (happened - expected)
        a, b, c = (weights * odds**2).sum(), (weights * odds).sum(), weights.sum()
        determinant = a * c - b * b
        if determinant <= 0:
            return np.nan, np.nan
        up, across = (missed * odds).sum(), missed.sum()
        step = np.array([c * up - b * across, a * across - b * up]) / determinant
        step = np.clip(step, -1, 1)
        slope, intercept = slope + step[0], intercept + step[1]
        if abs(step).max() < 1e-8:
            break
    return float(slope), float(intercept - slope * middle)


def top_decile_lift(happened: np.ndarray, scores: np.ndarray) -> Figure:
    """How many times as often it happened among the tenth with the highest scores as among all; equal scores
    share the place at the border."""
    _, places = np.unique(-scores, return_inverse=True)

    def figure(counts: np.ndarray) -> float:
        size = places.max(initial=-1) + 1
        people = np.bincount(places, counts, size)
        yes = np.bincount(places, counts * happened, size)
        total = people.sum()
        if not yes.sum():
            return np.nan
        before = np.cumsum(people) - people
        inside = np.clip(total / 10 - before, 0, people)
        reached = (yes * np.divide(inside, people, out=np.zeros(size), where=people > 0)).sum()
        return float(reached / (total / 10) / (yes.sum() / total))

    return figure


def total_ratio(actual: np.ndarray, expected: np.ndarray) -> Figure:
    """The expected total over the actual one; NaN where the actual one is not above 0."""

    def figure(counts: np.ndarray) -> float:
        total = (counts * actual).sum()
        return float((counts * expected).sum() / total) if total > 0 else np.nan

    return figure


def mean_absolute_error(actual: np.ndarray, expected: np.ndarray) -> Figure:
    """The mean distance between what was expected and what came."""
    missed = np.abs(actual - expected)
    return lambda counts: float((counts * missed).sum() / counts.sum()) if counts.sum() else np.nan


def mean_squared_error(actual: np.ndarray, expected: np.ndarray) -> Figure:
    """The mean square of that distance; of all answers the true mean has the least."""
    missed = (actual - expected) ** 2
    return lambda counts: float((counts * missed).sum() / counts.sum()) if counts.sum() else np.nan


def correlation(left: np.ndarray, right: np.ndarray) -> Figure:
    """Pearson's correlation of two numbers a row; NaN where one of them does not vary."""
    # Centred first: the sums of squares of large amounts would eat the digits.
    left, right = left - left.mean(), right - right.mean()

    def figure(counts: np.ndarray) -> float:
        total = counts.sum()
        across, up = left - (counts * left).sum() / total, right - (counts * right).sum() / total
        spread = (counts * across**2).sum() * (counts * up**2).sum()
        return float((counts * across * up).sum() / np.sqrt(spread)) if spread > 0 else np.nan

    return figure


def mean_of_shares(happened: np.ndarray, cases: np.ndarray, group: np.ndarray) -> Figure:
    """The share of cases in which it happened, by group, and the mean of these: each group counts alike, however many
    cases it has. happened, cases: counts a row; group: a number from 0 a row. Groups without a case are left out."""

    def figure(counts: np.ndarray) -> float:
        whole = np.bincount(group, counts * cases)
        part = np.bincount(group, counts * happened)
        return float(np.mean(part[whole > 0] / whole[whole > 0])) if whole.any() else np.nan

    return figure


def mean_of(values: np.ndarray) -> Figure:
    """The mean of a number a row; a row without one (NaN) does not count."""
    known = np.isfinite(values)
    numbers = np.where(known, values, 0)

    def figure(counts: np.ndarray) -> float:
        total = (counts * known).sum()
        return float((counts * numbers).sum() / total) if total else np.nan

    return figure


def coverage(shown: np.ndarray, item_count: int) -> Figure:
    """The share of all items that are shown to anybody. shown: rows x places of items, below 0 where there is none."""

    rows, places = np.nonzero(shown >= 0)
    items = shown[rows, places]

    def figure(counts: np.ndarray) -> float:
        return float((np.bincount(items, counts[rows]) > 0).sum() / item_count) if item_count else np.nan

    return figure
