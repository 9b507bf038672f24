"""Parquet: whatever a column's type, the lake has the text the other formats would bring."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest


def drop_table(shop, table: pa.Table, name: str = "a.parquet") -> Path:
    """Drop an Arrow table as a landing file of prices."""
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink)
    return shop.drop(name, sink.getvalue().to_pybytes())


@pytest.mark.parametrize(
    ("values", "texts"),
    [
        (pa.array([17850.0, float("nan"), 1.5, None]), ["17850", None, "1.5", None]),
        (pa.array([1e-7, 1e20, float("-inf")]), ["0.0000001", "100000000000000000000", "-inf"]),
        (pa.array([0.1, 16777216.0], pa.float32()), ["0.1", "16777216"]),
        (pa.array([2**63, 7], pa.uint64()), ["9223372036854775808", "7"]),
        (pa.array([Decimal("17850.00"), Decimal("2.50")]), ["17850", "2.5"]),
        (pa.array([Decimal(1700), Decimal(-20)], pa.decimal128(20, 0)), ["1700", "-20"]),
        (pa.array([True, False]), ["true", "false"]),
        (pa.array([date(2024, 5, 1)]), ["2024-05-01"]),
        (
            pa.array([datetime(2024, 5, 1, 8, 30), datetime(2024, 5, 1, 8, 30, 0, 250000)]),
            ["2024-05-01 08:30:00", "2024-05-01 08:30:00.25"],
        ),
        (
            pa.array([datetime(2024, 5, 1, 8, 30, tzinfo=UTC)]).cast(pa.timestamp("us", "Asia/Shanghai")),
            ["2024-05-01 08:30:00+00"],
        ),
        (pa.array(["", " x ", "a'\"\n\x00", "1.0"]), [None, " x ", "a'\"\n\x00", "1.0"]),
        (pa.array([b"caf\xc3\xa9", b"\xe9"]), ["café", "\\xE9"]),
        (pa.array([[1, 2], []]), ["[1,2]", "[]"]),
        (pa.array([{"x": 1.5, "y": None}]), ['{"x":1.5,"y":null}']),
        (pa.array(["u", "v", "u"]).dictionary_encode(), ["u", "v", "u"]),
        (pa.nulls(2), [None, None]),
    ],
)
def test_values_become_text(shop, values: pa.Array, texts: list[str | None]) -> None:
    count = len(values)
    table = pa.table({"item_id": values, "price": range(count), "valid_from": range(count)})
    drop_table(shop, table)
    shop.ingest()
    assert [row["item_id"] for row in shop.rows()] == texts
    assert [row["_row"] for row in shop.rows()] == list(range(1, count + 1))


def test_columns_go_by_name_and_extra_ones_are_kept_out(shop) -> None:
    drop_table(shop, pa.table({"VALID_FROM": [3], "no \"te'": [0], " price ": [2], "item_id": [1]}))
    (result,) = shop.ingest()
    (row,) = shop.rows()
    assert (row["item_id"], row["price"], row["valid_from"]) == ("1", "2", "3")
    assert result.extra_columns == ("no \"te'",)


@pytest.mark.parametrize(
    ("names", "fault"),
    [
        (["item_id", "price", "from"], "missing_column"),
        (["item_id", "price", "valid_from", "Price"], "duplicate_column"),
    ],
)
def test_columns_that_do_not_fit_set_every_row_aside(shop, names: list[str], fault: str) -> None:
    drop_table(shop, pa.Table.from_arrays([pa.array(["i1", None]) for _ in names], names=names))
    shop.ingest()
    first, second = shop.rows()
    assert (first["_row"], first["_fault"], second["_row"], second["_fault"]) == (1, fault, 2, fault)
    assert first["_raw"] == "{" + ", ".join(f'"{name}": "i1"' for name in names) + "}"


@pytest.mark.parametrize("damage", ["empty", "no parquet", "truncated", "torn"])
def test_a_corrupt_file_is_one_row_and_none_of_its_own(shop, damage: str) -> None:
    values = [f"value {number * 7919 % 100003}" for number in range(200_000)]
    path = drop_table(shop, pa.table({"item_id": values, "price": values, "valid_from": values}))
    whole = path.read_bytes()
    middle = len(whole) // 2
    content = {
        "empty": b"",
        "no parquet": b"item_id,price,valid_from\n",
        "truncated": whole[:middle],
        "torn": whole[:middle] + b"\xff" * 5000 + whole[middle + 5000 :],
    }[damage]
    path.write_bytes(content)
    shop.ingest()
    fault = "empty_file" if damage == "empty" else "unreadable_file"
    assert [(row["_row"], row["_fault"], row["item_id"]) for row in shop.rows()] == [(0, fault, None)]


def test_no_rows_are_no_fault(shop) -> None:
    drop_table(shop, pa.table({"item_id": pa.nulls(0), "price": pa.nulls(0), "valid_from": pa.nulls(0)}))
    (result,) = shop.ingest()
    assert (result.landed_count, result.file_count, shop.rows()) == (0, 1, [])


@pytest.mark.parametrize("kind", [pa.float64(), pa.float32()])
def test_nan_among_whole_and_broken_numbers_loses_no_row(shop, kind: pa.DataType) -> None:
    prices = pa.array([1.0, float("nan"), 2.5, float("inf"), 17851.0] * 500, kind)
    drop_table(shop, pa.table({"item_id": ["i"] * 2500, "price": prices, "valid_from": ["2024-05-01"] * 2500}))
    [result] = shop.ingest()
    assert (result.landed_count, result.fault_count) == (2500, 0)
    assert [row["price"] for row in shop.rows()[:5]] == ["1", None, "2.5", "inf", "17851"]


def test_a_date_beyond_pythons_in_a_file_that_does_not_fit_is_no_crash(shop) -> None:
    far = pa.array([2**31 - 2], pa.int32()).cast(pa.date32())
    drop_table(shop, pa.table({"item_id": ["i"], "valid_from": far}))
    [result] = shop.ingest()
    assert result.fault_count == 1
