"""Which attributes predict what users will do, and which only seem to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from scipy.stats import chi2, false_discovery_control, rankdata

from ml_assets.attribute_screening.bins import BinnedAttribute, cut_attribute, divergence, mutual_information
from ml_assets.attribute_screening.duplicates import find_duplicates
from ml_assets.attribute_screening.importance import LaterScores, measure_importance, score_later
from ml_assets.attribute_screening.leakage import Leakage, compare_later, find_leakage
from ml_assets.attribute_screening.past import HORIZON_PERIODS, PastOutcome, read_outcome
from ml_assets.attribute_screening.table import ATTRIBUTE_SCREENING, explain_screening
from ml_assets.columns import read_ids, read_numbers, require_columns, round_shares, significant
from ml_assets.evaluation.evaluation import EVALUATED, INSUFFICIENT, Evaluation, Figure
from ml_assets.evaluation.figures import auc
from ml_assets.evaluation.table import as_quality
from ml_assets.propensity.chance import FEWEST_OF_A_KIND

PERIOD_DAYS = 30
KNOWN_TODAY = "_known_today"
REGISTERED = "is_registered"
SURE_Q_VALUE = 0.05
LEAST_LEAKAGE = 0.02
MOST_SHIFT = 0.25
MOST_RANKS = 0.25


@dataclass(frozen=True)
class Screening:
    """attributes: ATTRIBUTE_SCREENING; quality: MODEL_QUALITY, how much of the AUC the kept ones hold."""

    attributes: pa.Table
    quality: pa.Table


def screen_attributes(past: pa.Table, as_of_date: date, seed: int = 0) -> Screening:
    """Evaluate every attribute against every outcome.

    past: user_id, period_number (periods of 30 days before as-of, one row per user and period), the three outcomes
    (boolean, null where unknown) and attributes as known at that date (numbers, booleans or text); where today's
    knowledge of one may be another, beside it <attribute>_known_today. Profile attributes are looked at for
    leakage among users who were registered by the date (is_registered, where there is such a column).
    Information is measured on dates whose future was over by the newest date; importance, and how much of the
    AUC the kept attributes hold, on that newest date. Sorted by outcome, kept first, then by information.
    Raises ValueError on wrong columns.
    """
    read_ids(past, "user_id", "past")
    read_numbers(past, "period_number", "past")
    require_columns(past, list(HORIZON_PERIODS), "past")
    names = [name for name in past.column_names if name not in {"user_id", "as_of_date", "period_number"}]
    names = [name for name in names if name not in HORIZON_PERIODS and not name.endswith(KNOWN_TODAY)]
    rows: list[dict[str, object]] = []
    quality: list[dict[str, object]] = []
    for outcome in HORIZON_PERIODS if past.num_rows else ():
        known = read_outcome(past, outcome)
        newest = int(known.periods.min(initial=HORIZON_PERIODS[outcome]))
        evaluation = Evaluation(
            f"screening_{outcome}",
            as_of_date - timedelta(days=newest * PERIOD_DAYS),
            HORIZON_PERIODS[outcome] * PERIOD_DAYS,
            known.users[known.later],
            seed,
        )
        attributes = [cut_attribute(known.rows, name, known.earlier) for name in names]
        if known.has_both(known.earlier) and known.has_both(known.later):
            evaluated, everything = _evaluate(known, attributes, seed)
            quality += _compare(evaluation, known, evaluated, everything)
        else:
            reason = (
                f"at least {FEWEST_OF_A_KIND} users who did it and {FEWEST_OF_A_KIND} who did not are needed on the"
                " newest date whose future is over, and on dates whose future was over by then"
            )
            evaluated = [_give_up(known, attribute, reason) for attribute in attributes]
            quality.append(evaluation.give_up("auc_share_kept", f"{reason}."))
        rows += sorted(
            evaluated, key=lambda row: (not row["is_kept"], -(row["mutual_information"] or 0), row["attribute"])
        )
    return Screening(pa.Table.from_pylist(rows, ATTRIBUTE_SCREENING), as_quality(quality))


def _evaluate(
    known: PastOutcome, attributes: list[BinnedAttribute], seed: int
) -> tuple[list[dict[str, object]], LaterScores]:
    names = [attribute.name for attribute in attributes]
    leaks, q_values = _test_leakage(known, attributes)
    leaking = {
        name
        for name, q_value in q_values.items()
        if q_value <= SURE_Q_VALUE
        and leaks[name].information_value >= LEAST_LEAKAGE
        and leaks[name].reported_later_count >= FEWEST_OF_A_KIND
    }
    tables = [attribute.tabulate(known.happened, known.earlier) for attribute in attributes]
    information = np.array([mutual_information(table) for table in tables]).round(12)
    user_count = len(np.unique(known.users[known.earlier]))
    # G = 2 N I is chi-squared; a user's rows are no more evidence than one.
    freedom = np.array([max(int((table.sum(axis=1) > 0).sum()) - 1, 1) for table in tables])
    information_q = false_discovery_control(chi2.sf(2 * user_count * information, freedom)) if names else []
    # The strongest of those that repeat one another comes first; one that leaks stands for no other.
    order = np.lexsort((names, -information, [name in leaking for name in names]))
    duplicates = find_duplicates([attributes[place] for place in order], known.later)
    shifts, ranks = _compare_dates(known, attributes)
    everything = score_later(known.rows, names, known.happened, known.earlier, known.later)
    importance = measure_importance(everything, seed)
    evaluated = []
    for place, attribute in enumerate(attributes):
        name, leak = attribute.name, leaks.get(attribute.name)
        best, worst = (int(end(ranks[:, place])) for end in (np.min, np.max))
        worth = [float(round_shares(np.array(value))) for value in importance.get(name, (0.0, 0.0, 0.0))]
        varies = len(np.unique(attribute.values)) > 1
        row = _open_row(known, attribute) | {
            "known_share": float(round_shares(np.mean(~np.isnan(attribute.values)))),
            "mutual_information": float(round_shares(information[place])),
            "information_q_value": float(significant(information_q[place : place + 1])[0]),
            "information_value": float(round_shares(np.array(divergence(*tables[place].T)))),
            "permutation_importance": worth[0],
            "permutation_low": worth[1],
            "permutation_high": worth[2],
            "population_stability_index": float(round_shares(shifts[place])),
            "best_rank": best,
            "worst_rank": worst,
            "is_stable": bool(shifts[place] <= MOST_SHIFT and worst - best <= MOST_RANKS * len(names)),
            "reported_later_count": leak.reported_later_count if leak else None,
            "leakage_p_value": float(significant(np.array([leak.p_value]))[0]) if leak else None,
            "leakage_q_value": float(significant(np.array([q_values[name]]))[0]) if leak else None,
            "is_leaking": name in leaking,
            "duplicate_of": duplicates.get(name),
            "status": EVALUATED,
        }
        row["is_kept"] = bool(
            varies and information_q[place] <= SURE_Q_VALUE and not row["is_leaking"] and row["duplicate_of"] is None
        )
        evaluated.append(row | {"reason": explain_screening(row, leak, varies)})
    return evaluated, everything


def _test_leakage(
    known: PastOutcome, attributes: list[BinnedAttribute]
) -> tuple[Mapping[str, Leakage], Mapping[str, float]]:
    """Return what was found of each attribute with a value of today, and its q-value over these."""
    everyone = np.ones(len(known.happened), dtype=bool)
    registered = everyone
    if REGISTERED in known.rows.column_names:
        registered = np.array(pc.fill_null(known.rows[REGISTERED], False).to_pylist(), dtype=bool)
    leaks = {}
    for attribute in attributes:
        name = attribute.name
        if name + KNOWN_TODAY not in known.rows.column_names:
            continue
        reported_later = compare_later(known.rows[name], known.rows[name + KNOWN_TODAY])
        chosen = everyone if name == REGISTERED else registered
        leaks[name] = find_leakage(attribute, reported_later, known.happened, known.periods, known.users, chosen)
    q_values = false_discovery_control([leak.p_value for leak in leaks.values()]) if leaks else []
    return leaks, dict(zip(leaks, map(float, q_values), strict=True))


def _compare_dates(known: PastOutcome, attributes: list[BinnedAttribute]) -> tuple[np.ndarray, np.ndarray]:
    """Return each attribute's largest shift from a date to the newest, and its ranks (dates x attributes) by
    mutual information at those dates at which enough users did it and did not."""
    dates = [known.periods == period for period in np.unique(known.periods)]
    shifts = [max(divergence(a.count(known.later), a.count(chosen)) for chosen in dates) for a in attributes]
    ranks = [
        rankdata([-round(mutual_information(a.tabulate(known.happened, chosen)), 9) for a in attributes], "min")
        for chosen in dates
        if known.has_both(chosen)
    ]
    return np.array(shifts), np.array(ranks)


def _compare(
    evaluation: Evaluation, known: PastOutcome, evaluated: list[dict[str, object]], everything: LaterScores
) -> list[dict[str, object]]:
    kept = [row["attribute"] for row in evaluated if row["is_kept"]]
    if not kept:
        return [evaluation.give_up("auc_share_kept", "No attribute predicts the outcome.")]
    screened = score_later(known.rows, kept, known.happened, known.earlier, known.later)
    all_figure, kept_figure = (auc(known.happened[known.later], side.scores) for side in (everything, screened))
    note = f"{len(kept)} of {len(evaluated)} attributes kept"
    return [
        evaluation.measure("auc_all", all_figure),
        evaluation.measure("auc_kept", kept_figure, note=note),
        evaluation.measure("auc_share_kept", _divide(kept_figure, all_figure), note=note),
    ]


def _divide(part: Figure, whole: Figure) -> Figure:
    """Return the quotient of two figures; NaN where the divisor is 0, the AUC of a model that is always wrong."""

    def figure(counts: np.ndarray) -> float:
        divisor = whole(counts)
        return part(counts) / divisor if divisor else np.nan

    return figure


def _open_row(known: PastOutcome, attribute: BinnedAttribute) -> dict[str, object]:
    return dict.fromkeys(ATTRIBUTE_SCREENING.names) | {
        "outcome": known.name,
        "attribute": attribute.name,
        "kind": attribute.kind,
        "row_count": len(known.happened),
        "user_count": len(np.unique(known.users)),
    }


def _give_up(known: PastOutcome, attribute: BinnedAttribute, reason: str) -> dict[str, object]:
    return _open_row(known, attribute) | {
        "is_leaking": False,
        "is_kept": False,
        "reason": f"Not evaluated: {reason}.",
        "status": INSUFFICIENT,
    }
