"""Tags are checked by what users with them do later."""

from datetime import date

import numpy as np
import pyarrow as pa
import pytest
from scipy.stats import chi2_contingency, false_discovery_control, fisher_exact

from ml_assets.tag_checks import TAG_CHECKS, check_tags

DAY = date(2025, 3, 31)


def make_outcomes(*rows: tuple[str, bool | None, int, int]) -> pa.Table:
    """Rows of tag, whether they have it, users, and those who did it."""
    tags, is_tagged, users, did = zip(*rows, strict=True)
    return pa.table(
        {
            "tag": tags,
            "is_tagged": pa.array(is_tagged, pa.bool_()),
            "user_count": users,
            "did_count": did,
            "outcome": ["ordered"] * len(rows),
            "among": ["everyone"] * len(rows),
            "checked_date": [DAY] * len(rows),
        }
    )


def check(*rows: tuple[str, bool | None, int, int]) -> dict[str, dict]:
    checks = check_tags(make_outcomes(*rows))
    assert checks.schema.equals(TAG_CHECKS, check_metadata=True)
    return {row["tag"]: row for row in checks.to_pylist()}


@pytest.mark.parametrize(("tagged", "others"), [((100, 60), (100, 10)), ((300, 20), (900, 120)), ((50, 25), (70, 35))])
def test_the_p_value_is_twice_the_smaller_side_of_fishers_test(tagged, others):
    [row] = check(("t", True, *tagged), ("t", False, *others)).values()
    table = [[tagged[1], tagged[0] - tagged[1]], [others[1], others[0] - others[1]]]
    sides = [fisher_exact(table, alternative).pvalue for alternative in ("less", "greater")]
    assert row["p_value"] == pytest.approx(min(1, 2 * min(sides)), rel=1e-9)
    assert row["tagged_share"] == pytest.approx(tagged[1] / tagged[0], abs=1e-6)
    assert row["other_share"] == pytest.approx(others[1] / others[0], abs=1e-6)


def test_more_and_less_often_are_both_found_and_q_is_over_all_tags():
    rows = check(
        *(("more", True, 200, 120), ("more", False, 800, 240)),
        *(("less", True, 200, 20), ("less", False, 800, 240)),
        *(("same", True, 200, 61), ("same", False, 800, 240)),
        *(("few", True, 29, 29), ("few", False, 800, 0)),
    )
    assert [rows[tag]["status"] for tag in ("more", "less", "same")] == ["differs", "differs", "not_shown"]
    tested = [rows[tag] for tag in ("less", "more", "same")]
    expected = false_discovery_control([row["p_value"] for row in tested])
    assert [row["q_value"] for row in tested] == pytest.approx(expected.tolist(), rel=1e-9)
    assert rows["few"]["status"] == "insufficient_data"
    assert rows["few"]["q_value"] is None


def test_where_everybody_has_the_tag_its_values_are_compared():
    values = [(400, 200), (300, 90), (20, 20)]
    rows = check(*(("job", True, *value) for value in values), *(("age", True, 360, 90) for _ in range(3)))
    counts = np.array([(did, users - did) for users, did in values[:2]])
    assert rows["job"]["p_value"] == pytest.approx(chi2_contingency(counts).pvalue, rel=1e-9)
    assert (rows["job"]["status"], rows["job"]["tagged_user_count"]) == ("differs", 720)
    assert (rows["age"]["status"], rows["age"]["p_value"]) == ("not_shown", 1)
    assert rows["job"]["reason"].endswith("its values are compared.")


def test_what_nobody_or_everybody_did_tells_nothing():
    rows = check(("all", True, 90, 90), ("all", True, 50, 50), ("none", True, 90, 0), ("none", False, 90, 0))
    assert [row["status"] for row in rows.values()] == ["not_shown", "not_shown"]


def test_a_tag_without_anybody_to_compare_is_listed():
    [row] = check(("new", None, 0, 0)).values()
    assert row["status"] == "insufficient_data"
    assert row["tagged_share"] is None


def test_tags_that_mean_nothing_are_rarely_marked_as_different():
    """At most a twentieth of tables of such tags holds one: of 60, more than 10 would be a chance of 1 in 3,000."""
    random = np.random.default_rng(7)
    found = 0
    for _ in range(60):
        rows = []
        for tag in range(10):
            rows += [
                (str(tag), True, 100, random.binomial(100, 0.3)),
                (str(tag), False, 400, random.binomial(400, 0.3)),
            ]
        found += any(row["status"] == "differs" for row in check(*rows).values())
    assert found <= 10
