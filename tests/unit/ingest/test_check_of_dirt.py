"""The check against the sample shop's dirt, of which every row's fate is written down where the dirt is made."""

from collections import Counter

import pytest

from ingest.check.landing import check_files, find_waiting
from ingest.check.measured import Measured
from ingest.check.report import report_file
from seeds.sample_shop.dirt import KINDS
from seeds.sample_shop.dirty_text import write_lines
from seeds.sample_shop.dirty_values import BROKEN_VALUES, change_row

# Rows that are refused for what other rows say: no single file tells.
OF_OTHER_ROWS = {"conflicting_id", "unknown_order", "unknown_exchange_rate"}
DATE = "2024-05-01"


def check(shop, table: str, name: str, content: bytes) -> tuple[Measured, list[str]]:
    """Return what is found of one file, and the sentences that say what is wrong with it."""
    shop.drop(name, content, f"shop/{table}")
    [checked] = check_files(find_waiting(shop.home), "UTC")
    return checked.measured, report_file(checked, None).faults


def count_reasons(measured: Measured) -> Counter:
    """Return how often each reason was found."""
    if measured.unreadable:
        return Counter([measured.unreadable[0]])
    found = Counter(measured.line_faults) + Counter(measured.row_faults)
    return sum((Counter(column.faults) for column in measured.columns), found)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_each_kind_of_dirty_file_is_found(shop, kind):
    table, name, content, truth = kind(DATE)
    measured, faults = check(shop, table, name, content)
    expected = Counter(
        {reason: rows for (state, reason), rows in truth.items() if state == "broken" and reason not in OF_OTHER_ROWS}
    )
    assert count_reasons(measured) == expected
    assert measured.refused == (0 if measured.unreadable else expected.total())
    assert bool(faults) == bool(expected)


@pytest.mark.parametrize("table", BROKEN_VALUES)
def test_each_broken_value_is_found_for_its_reason(shop, table):
    changes = enumerate(change for change, _ in BROKEN_VALUES[table])
    rows = [change_row(table, DATE, 100 + number, "an-order", change) for number, change in changes]
    measured, faults = check(shop, table, "broken_values.csv", write_lines(table, rows).encode())
    expected = Counter(reason for _, reason in BROKEN_VALUES[table] if reason and reason not in OF_OTHER_ROWS)
    assert count_reasons(measured) == expected
    assert measured.refused == expected.total()
    assert bool(faults) == bool(expected)
