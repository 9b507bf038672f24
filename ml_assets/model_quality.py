"""The quality of models: what each was worth on the future it had not seen."""

import pyarrow as pa

from ml_assets.columns import column

MODEL_QUALITY = pa.schema(
    [
        column("model", pa.string(), "The model: the public table it makes."),
        column("as_of_date", pa.date32(), "What was known when the model was fitted: the end of this day."),
        column("horizon_days", pa.int64(), "Days after as_of_date on which it was judged."),
        column("metric", pa.string(), "What was measured."),
        column("user_count", pa.int64(), "Users judged."),
        column("value", pa.float64(), "The measure; empty with too little data.", nullable=True),
        column("value_low", pa.float64(), "Lower end of its 95 % interval.", nullable=True),
        column("value_high", pa.float64(), "Upper end of its 95 % interval.", nullable=True),
        column("naive_model", pa.string(), "The naive answer it stands beside."),
        column("naive_value", pa.float64(), "The same measure of the naive answer.", nullable=True),
        column("difference_low", pa.float64(), "Lower end of the 95 % interval of value - naive_value.", nullable=True),
        column(
            "difference_high", pa.float64(), "Upper end of the 95 % interval of value - naive_value.", nullable=True
        ),
        column("is_better_than_naive", pa.bool_(), "Better than the naive answer: only then it is used further."),
        column("status", pa.string(), "judged or insufficient_data."),
        column("note", pa.string(), "What a reader of the figure has to know.", nullable=True),
    ]
)
