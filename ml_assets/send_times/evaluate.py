"""Send times judged by later visits, beside the usual times of the shop and the user's own most frequent ones."""

from datetime import date

import numpy as np
import pyarrow as pa

from ml_assets.columns import read_ids, read_numbers
from ml_assets.evaluation.evaluation import Evaluation, Figure
from ml_assets.evaluation.table import as_quality

MODEL = "users.user_send_times"
TRAITS = ("hour", "weekday", "channel")
FEWEST_USERS = 30
COUNTS = ("visit_count", "chosen_count", "own_count", "usual_count", "log_loss", "usual_log_loss")


def evaluate_send_times(outcomes: pa.Table, as_of_date: date, horizon_days: int, *, seed: int = 0) -> pa.Table:
    """Return MODEL_QUALITY: for hour, weekday and channel the log loss a visit, and the share of visits that were met.

    outcomes: a row a user and trait (hour, weekday, channel), with the visits in the `horizon_days` after `as_of_date`
    (visit_count), how many of them were in the one chosen for the user, in the user's own most frequent one and in the
    shop's usual one, and the sums of -ln of the shares that were expected of the user and of the shop. With fewer than
    30 users there is no figure. Raises ValueError on wrong input.
    """
    users = read_ids(outcomes, "user_id", "outcomes").to_numpy()
    trait_of = read_ids(outcomes, "trait", "outcomes").to_numpy()
    numbers = {name: read_numbers(outcomes, name, "outcomes") for name in COUNTS}
    rows = []
    for trait in TRAITS:
        is_trait = trait_of == trait
        evaluation = Evaluation(MODEL, as_of_date, horizon_days, users[is_trait], seed)
        loss, hits = f"{trait}_log_loss", f"{trait}_hit_share"
        if (count := int(is_trait.sum())) < FEWEST_USERS:
            note = f"{count} users with a known {trait} came again: {FEWEST_USERS} are needed"
            rows += [evaluation.give_up(metric, note) for metric in (loss, hits)]
            continue
        visits = numbers["visit_count"][is_trait]
        per_visit = {name: _mean_a_visit(numbers[name][is_trait], visits) for name in COUNTS[1:]}
        note = f"{int(visits.sum()):,} visits"
        rows.append(
            evaluation.measure(
                *(loss, per_visit["log_loss"], "shares of the shop", per_visit["usual_log_loss"]),
                higher_is_better=False,
                note=note,
            )
        )
        rivals = {f"usual {trait} of the shop": "usual_count", f"most frequent {trait} of the user": "own_count"}
        rows += [
            evaluation.measure(hits, per_visit["chosen_count"], rival, per_visit[name], note=note)
            for rival, name in rivals.items()
        ]
    return as_quality(rows)


def _mean_a_visit(sums: np.ndarray, visits: np.ndarray) -> Figure:
    """The sums of the users drawn, over their visits: whoever comes often counts by visits."""

    def figure(counts: np.ndarray) -> float:
        total = (counts * visits).sum()
        return float((counts * sums).sum() / total) if total else np.nan

    return figure
