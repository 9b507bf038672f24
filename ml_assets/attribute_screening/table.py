"""The table of screened attributes, and the words that say why one is kept or not."""

import pyarrow as pa

from ml_assets.attribute_screening.leakage import Leakage
from ml_assets.columns import column

ATTRIBUTE_SCREENING = pa.schema(
    [
        column(
            "outcome",
            pa.string(),
            "What is to be foretold: ordered_within_30_days, became_high_value or stopped_buying.",
        ),
        column("attribute", pa.string(), "The attribute of users, as known at the date."),
        column("kind", pa.string(), "number, yes_no or word."),
        column("row_count", pa.int64(), "Users x past dates looked at, those of which the outcome is known."),
        column("user_count", pa.int64(), "Users among them."),
        column("known_share", pa.float64(), "Of the rows, the share of which the attribute was known.", nullable=True),
        column(
            "mutual_information",
            pa.float64(),
            "Between the attribute's bins and the outcome on the dates learned from, in nats; the unknown is a bin.",
            nullable=True,
        ),
        column(
            "information_q_value",
            pa.float64(),
            "How easily chance gives so much, after Benjamini-Hochberg over the attributes; a user counts once.",
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
            "AUC that a model of all attributes loses on the newest date, not learned from, if this one is shuffled.",
            nullable=True,
        ),
        column("permutation_low", pa.float64(), "Lower end of its 95 % interval.", nullable=True),
        column("permutation_high", pa.float64(), "Upper end of its 95 % interval.", nullable=True),
        column(
            "population_stability_index",
            pa.float64(),
            "How far its values have shifted from any past date to the newest; above 0.25 they are others.",
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
            "told_later_count",
            pa.int64(),
            "Users of whom it was told, or told otherwise, after a date looked at; empty where that cannot be.",
            nullable=True,
        ),
        column(
            "leakage_p_value", pa.float64(), "How easily chance ties being told later to the outcome.", nullable=True
        ),
        column(
            "leakage_q_value", pa.float64(), "The same after Benjamini-Hochberg over the attributes.", nullable=True
        ),
        column(
            "is_leaking",
            pa.bool_(),
            "Being told later goes with the outcome (30 users or more, q at most 0.05, information value at least"
            " 0.02): today's value gives it away.",
        ),
        column("duplicate_of", pa.string(), "The stronger attribute that says the same.", nullable=True),
        column("is_kept", pa.bool_(), "It is worth learning from."),
        column("reason", pa.string(), "Why it is kept or not."),
        column("status", pa.string(), "judged or insufficient_data."),
    ]
)

OUTCOME_WORDS = {
    "ordered_within_30_days": "ordered in the next 30 days",
    "became_high_value": "became high-value in the next 90 days",
    "stopped_buying": "bought nothing in the next 90 days",
}


def say_reason(row: dict[str, object], leakage: Leakage | None, varies: bool) -> str:
    """Return a sentence for a judged row."""
    did = OUTCOME_WORDS[row["outcome"]]
    if row["is_leaking"]:
        return (
            f"Known only afterwards: told later of {leakage.told_later_count:,} users, of whom"
            f" {leakage.told_later_share:.0%} {did}, against {leakage.other_share:.0%} of the others."
        )
    if not varies:
        return "Told of nobody by the past dates." if not row["known_share"] else "The same for all users."
    if row["duplicate_of"]:
        return f"Says the same as {row['duplicate_of']}."
    if not row["is_kept"]:
        return f"Does not tell who {did}."
    return f"Tells who {did}" + ("." if row["is_stable"] else ", but not steadily from month to month.")
