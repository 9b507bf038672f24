"""The table of themes: its columns."""

import pyarrow as pa

from ml_assets.columns import column

REVIEW_THEMES = pa.schema(
    [
        column("scope", pa.string(), "What the reviews are about: category or brand."),
        column("scope_id", pa.string(), "The category or the brand."),
        column("scope_name", pa.string(), "What it is called; the id of a category that has no name."),
        column(
            "rating_group", pa.string(), "Whether the term goes with low ratings (1 or 2) or with high ones (4 or 5)."
        ),
        column("rank", pa.int64(), "Its place among the terms of the scope and rating group, by z_score, from 1."),
        column(
            "term_kind",
            pa.string(),
            "word, word_pair (two in a row) or, in scripts without spaces, character_pair (two characters in a row).",
        ),
        column("term", pa.string(), "The term, in small letters."),
        column(
            "log_odds",
            pa.float64(),
            "How much larger the logarithm of its odds is in low ratings than in high ones, above 0 for a term of low "
            "ratings; both are drawn towards its odds in all reviews of the shop (informative Dirichlet prior).",
        ),
        column("z_score", pa.float64(), "log_odds over its standard error: sure differences are far from 0."),
        column("low_review_count", pa.int64(), "Reviews of the scope with a low rating that hold the term."),
        column("high_review_count", pa.int64(), "Reviews of the scope with a high rating that hold the term."),
        column("all_low_review_count", pa.int64(), "Reviews of the scope with a low rating."),
        column("all_high_review_count", pa.int64(), "Reviews of the scope with a high rating."),
        column(
            "p_value",
            pa.float64(),
            "Chance of so many reviews with the term in its rating group by luck (Fisher, two-sided).",
        ),
        column("q_value", pa.float64(), "p_value after Benjamini-Hochberg over all scopes and terms."),
        column(
            "examples",
            pa.list_(pa.string()),
            "Up to three short excerpts, newest first, of reviews of the rating group that hold the term. E-mail "
            "addresses, links and long numbers are ***; of names nothing is known.",
        ),
    ]
)
