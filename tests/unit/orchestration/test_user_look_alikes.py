"""By which attributes users are alike."""

import pyarrow as pa

from orchestration.assets.user_look_alikes import choose_attributes

SCREENING = pa.table(
    {
        "outcome": ["stopped_buying", "ordered_within_30_days"] * 3,
        "attribute": ["view_count", "view_count", "city", "age", "is_registered", "session_count"],
        "kind": ["number", "number", "word", "number", "yes_no", "number"],
        "is_kept": [False, True, True, True, True, False],
    }
)


def test_what_is_kept_for_any_outcome_counts_but_no_words_and_no_age(monkeypatch):
    monkeypatch.delenv("CARTOGRAPH_PERSONAL_ATTRIBUTES", raising=False)
    assert choose_attributes(SCREENING) == ["is_registered", "view_count"]
    monkeypatch.setenv("CARTOGRAPH_PERSONAL_ATTRIBUTES", "age")
    assert choose_attributes(SCREENING) == ["age", "is_registered", "view_count"]
    assert choose_attributes(SCREENING.slice(0, 0)) == []
