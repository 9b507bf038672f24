"""The table of screened attributes, and the sentence on why one is kept or not."""

import pyarrow as pa

from ml_assets.attribute_screening.leakage import Leakage
from ml_assets.columns import column

ATTRIBUTE_SCREENING = pa.schema(
    [
        column(
            "outcome",
            pa.string(),
            "The outcome to predict: ordered_within_30_days, became_high_value or stopped_buying.",
        ),
        column("attribute", pa.string(), "The attribute of users, as known at the date."),
        column("kind", pa.string(), "number, yes_no or word."),
        column("row_count", pa.int64(), "Users x past dates with a known outcome."),
        column("user_count", pa.int64(), "Users among them."),
        column("known_share", pa.float64(), "Of the rows, the share of which the attribute was known.", nullable=True),
        column(
            "mutual_information",
            pa.float64(),
            "Between the attribute's bins and the outcome on the training dates, in nats; unknown values are one bin.",
            nullable=True,
        ),
        column(
            "information_q_value",
            pa.float64(),
            "Its p-value after Benjamini-Hochberg over the attributes; a user counts once.",
            nullable=True,
        ),
        column(
            "information_value",
            pa.float64(),
            "On the same bins: below 0.02 next to nothing, 0.1 to 0.3 medium, above 0.3 strong.",
            nullable=True,
        ),
        column(
            "permutation_importance",
            pa.float64(),
            "AUC that a model of all attributes loses on the newest, unseen date if this one is shuffled.",
            nullable=True,
        ),
        column("permutation_low", pa.float64(), "Lower end of its 95 % interval.", nullable=True),
        column("permutation_high", pa.float64(), "Upper end of its 95 % interval.", nullable=True),
        column(
            "population_stability_index",
            pa.float64(),
            "Largest shift of its distribution from a past date to the newest; above 0.25 it is another one.",
            nullable=True,
        ),
        column(
            "best_rank", pa.int64(), "Its best rank by mutual information at a single date; 1 is first.", nullable=True
        ),
        column("worst_rank", pa.int64(), "Its worst rank at a single date.", nullable=True),
        column(
            "is_stable",
            pa.bool_(),
            "The index is at most 0.25, and the ranks differ by at most a quarter of all attributes.",
            nullable=True,
        ),
        column(
            "reported_later_count",
            pa.int64(),
            "Users whose value was first reported, or changed, after a past date; empty where that cannot be known.",
            nullable=True,
        ),
        column(
            "leakage_p_value",
            pa.float64(),
            "The p-value of the link between being reported later and the outcome.",
            nullable=True,
        ),
        column(
            "leakage_q_value", pa.float64(), "The same after Benjamini-Hochberg over the attributes.", nullable=True
        ),
        column(
            "is_leaking",
            pa.bool_(),
            "Being reported later goes with the outcome (30 users or more, q at most 0.05, information value at least"
            " 0.02): today's value gives it away.",
        ),
        column("duplicate_of", pa.string(), "The stronger attribute that it repeats.", nullable=True),
        column("is_kept", pa.bool_(), "Whether models should learn from it."),
        column("reason", pa.string(), "Why it is kept or not."),
        column("status", pa.string(), "evaluated or insufficient_data."),
    ]
)

OUTCOME_WORDS = {
    "ordered_within_30_days": "ordered in the next 30 days",
    "became_high_value": "became high_value in the next 90 days",
    "stopped_buying": "bought nothing in the next 90 days",
}


def explain_screening(row: dict[str, object], leakage: Leakage | None, varies: bool) -> str:
    """Return a sentence for an evaluated row."""
    did = OUTCOME_WORDS[row["outcome"]]
    if row["is_leaking"]:
        return (
            f"Known only afterwards: reported later for {leakage.reported_later_count:,} users, of whom"
            f" {leakage.reported_later_share:.0%} {did}, against {leakage.other_share:.0%} of the others."
        )
    if not varies:
        return "Known of nobody by the past dates." if not row["known_share"] else "The same for all users."
    if row["duplicate_of"]:
        return f"Repeats {row['duplicate_of']}."
    if not row["is_kept"]:
        return f"Does not predict who {did}."
    return f"Predicts who {did}" + ("." if row["is_stable"] else ", but not steadily from month to month.")
