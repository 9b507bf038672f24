"""What is said of a mapping that was tried."""

from datetime import date

import pytest

from ingest.check.mapped import Mapped
from ingest.check.mapped_report import list_faults, write_mapped
from ingest.check.measured import ColumnMeasure, Example
from ingest.check.sample import Sampled
from ingest.contract import SOURCES

BEHAVIORS = ("taobao", "behaviors")
FILES = {(date(2025, 1, 31), "a.csv")}


def measure(
    name: str, kind: str, values: int = 0, faults: dict[str, int] | None = None, text: str = ""
) -> ColumnMeasure:
    faults = faults or {}
    examples = [Example(7, reason, text or None, "2025-01-31/a.csv") for reason in faults]
    return ColumnMeasure(name, kind, values, faults, examples, None, None, {}, [])


def map_events(*columns: ColumnMeasure, rows: int = 10, row_faults: dict[str, int] | None = None) -> Mapped:
    row_faults = row_faults or {}
    examples = [Example(3, reason, None, "2025-01-31/a.csv") for reason in row_faults]
    return Mapped("taobao", SOURCES["shop"].tables["events"], rows, list(columns), row_faults, examples)


def test_a_sample_that_is_cut_is_called_the_first_rows():
    mapped = map_events(measure("event_type", "event_type", 10), measure("price", "money"))
    whole, cut = (write_mapped(mapped, {BEHAVIORS: Sampled(FILES, 10, is_whole)}) for is_whole in (True, False))
    assert whole[0] == "  events: 10 rows out of 10 rows of taobao/behaviors"
    assert cut[0] == "  events: 10 rows out of the first 10 rows of taobao/behaviors"
    assert whole[1:] == ["      filled  event_type", "      empty   price"]


@pytest.mark.parametrize(
    ("column", "words"),
    [
        (measure("event_at", "time", 4, {"invalid_event_at": 6}), "event_at: 6 of 10 values (60 %) will be refused"),
        (measure("event_at", "time", 4, {"invalid_event_at": 6}), "how they are written (`time_format`)."),
        (measure("event_at", "time", 10, {"future_event_at": 1}), "where day and month are swapped, correct"),
        (measure("price", "money", 9, {"invalid_price": 1}, "9,90"), "that numbers have a decimal comma"),
        (measure("event_type", "event_type", 10, {"unknown_event_type": 5}, "pv"), "Map the words in base_taobao__ev"),
        (measure("event_at", "time", 0, {"missing_event_at": 10}), "event_at is empty in every row, and required"),
        (measure("event_at", "time", 0), "event_at is empty in every row, and required"),
        (measure("event_at", "time", 4, {"missing_event_at": 6}), "event_at: 6 of 10 values (60 %)"),
    ],
)
def test_a_fault_says_what_to_change_in_the_sources_folder(column, words):
    [fault] = list_faults(map_events(column))
    assert words in fault


def test_reasons_of_no_single_column_are_said_of_rows():
    faults = list_faults(map_events(row_faults={"missing_user_id": 2, "malformed_id": 1}))
    assert faults == [
        "2 rows will be refused: none of user_id, anonymous_id is filled. For example 2025-01-31/a.csv row 3.",
        "1 row will be refused: an id with a tab or line end inside. For example 2025-01-31/a.csv row 3.",
    ]


def test_a_mapping_that_gives_no_row_is_pointed_out():
    lines = write_mapped(map_events(rows=0), {BEHAVIORS: Sampled(FILES, 10)})
    assert lines[-1] == "    ? No row comes out: see the conditions of base_taobao__events.sql."
