"""The table of how good models are: its columns, and how it is filled."""

import pyarrow as pa

from ml_assets.columns import column

MODEL_QUALITY = pa.schema(
    [
        column("model", pa.string(), "The model."),
        column("as_of_date", pa.date32(), "The evaluated model was fitted on what was known at the end of this day."),
        column("horizon_days", pa.int64(), "How many days after it the evaluation covers."),
        column("metric", pa.string(), "What is measured, such as auc, calibration_slope or total_ratio."),
        column("user_count", pa.int64(), "Users evaluated."),
        column("value", pa.float64(), "The model's figure; empty with too little data.", nullable=True),
        column("value_low", pa.float64(), "Lower end of its 95 % interval.", nullable=True),
        column("value_high", pa.float64(), "Upper end of its 95 % interval.", nullable=True),
        column("naive_model", pa.string(), "The simple answer that it has to beat.", nullable=True),
        column("naive_value", pa.float64(), "The naive answer's figure.", nullable=True),
        column(
            "difference_low", pa.float64(), "Lower end of the 95 % interval of model less naive answer.", nullable=True
        ),
        column("difference_high", pa.float64(), "Upper end of that interval.", nullable=True),
        column(
            "is_better_than_naive",
            pa.bool_(),
            "That interval lies clear of zero on the better side; false where nothing was compared.",
        ),
        column("status", pa.string(), "evaluated or insufficient_data."),
        column("note", pa.string(), "What else a reader should know.", nullable=True),
    ]
)


def as_quality(rows: list[dict[str, object]]) -> pa.Table:
    """Return rows of Evaluation as a table of MODEL_QUALITY."""
    return pa.Table.from_pylist(rows, MODEL_QUALITY)
