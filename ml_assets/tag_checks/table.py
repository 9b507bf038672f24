"""The table of checked tags: its columns."""

import pyarrow as pa

from ml_assets.columns import column

DIFFERS, NOT_SHOWN, INSUFFICIENT = "differs", "not_shown", "insufficient_data"

TAG_CHECKS = pa.schema(
    [
        column("tag", pa.string(), "The tag."),
        column("checked_date", pa.date32(), "Who had the tag at the end of this day is compared.", nullable=True),
        column("outcome", pa.string(), "What users did, or did not, in the 30 days after."),
        column(
            "among",
            pa.string(),
            "Whose behaviour is compared: that of everyone, of registered users (whom the shop had described by then),"
            " of buyers (who had ordered by then), of repeat_buyers (three times or more), or of next_buyers (who"
            " ordered in the 30 days after).",
        ),
        column("tagged_user_count", pa.int64(), "Users among them with the tag."),
        column("other_user_count", pa.int64(), "Users among them without it."),
        column("tagged_share", pa.float64(), "Share of the users with the tag who did it.", nullable=True),
        column("other_share", pa.float64(), "Share of the others who did it.", nullable=True),
        column(
            "p_value",
            pa.float64(),
            "Chance of such a difference if the tag meant nothing: Fisher's exact test, both sides; where next to"
            " nobody is without the tag, chi-squared between its values.",
            nullable=True,
        ),
        column("q_value", pa.float64(), "p_value after Benjamini-Hochberg over the tags.", nullable=True),
        column(
            "status",
            pa.string(),
            "differs (q below 0.05), not_shown (do not rely on the tag) or insufficient_data (fewer than 30 users to"
            " compare).",
        ),
        column("reason", pa.string(), "The same in words."),
    ]
)
