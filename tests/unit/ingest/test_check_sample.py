"""A mapping is tried on the first rows of what waits, beside what the lake holds of the same day, and nowhere else."""

import pyarrow.parquet as pq
import pytest

from ingest.check.landing import find_waiting
from ingest.check.sample import write_sample
from ingest.home import open_home

TABLE = ("taobao", "behaviors")
ROW = b"1,2,3,pv,1511544070\n"


@pytest.fixture
def target(tmp_path):
    return open_home(tmp_path / "target")


def read_rows(shop, target) -> dict[str, list[int]]:
    """The numbers of the rows in each file of the sample, of the day of the tests."""
    folder = target.lake / "taobao" / "behaviors" / f"loaded_on={shop.day}"
    return {path.name: pq.ParquetFile(path).read(["_row"])["_row"].to_pylist() for path in folder.glob("*.parquet")}


@pytest.mark.parametrize(
    ("most", "rows", "is_whole"),
    [
        (10, {"a.csv.parquet": [1, 2, 3], "b.csv.parquet": [1, 2]}, True),
        (5, {"a.csv.parquet": [1, 2, 3], "b.csv.parquet": [1, 2]}, True),
        (4, {"a.csv.parquet": [1, 2, 3], "b.csv.parquet": [1]}, False),
        (3, {"a.csv.parquet": [1, 2, 3]}, False),
        (2, {"a.csv.parquet": [1, 2]}, False),
    ],
)
def test_no_more_rows_are_taken_than_there_is_room_for(shop, target, monkeypatch, most, rows, is_whole):
    monkeypatch.setattr("ingest.check.sample.SAMPLE_ROWS", most)
    shop.drop("a.csv", ROW * 3, "taobao/behaviors")
    shop.drop("b.csv", ROW * 2, "taobao/behaviors")
    sampled = write_sample(shop.home, find_waiting(shop.home), target)[TABLE]
    assert read_rows(shop, target) == rows
    assert (sampled.rows, sampled.is_whole) == (sum(map(len, rows.values())), is_whole)


def test_files_of_the_same_day_in_the_lake_stand_beside_unless_they_are_read_again(shop, target):
    shop.drop("a.csv", ROW, "taobao/behaviors")
    shop.drop("b.csv", ROW, "taobao/behaviors")
    shop.ingest()
    shop.drop("b.csv", ROW * 2, "taobao/behaviors")
    shop.drop("c.csv", ROW, "taobao/behaviors")
    before = shop.snapshot()
    sampled = write_sample(shop.home, find_waiting(shop.home), target)[TABLE]
    assert read_rows(shop, target) == {"a.csv.parquet": [1], "b.csv.parquet": [1, 2], "c.csv.parquet": [1]}
    assert {name for _, name in sampled.files} == {"b.csv", "c.csv"}
    assert shop.snapshot() == before


def test_what_cannot_be_read_and_the_shops_own_are_left_out(shop, target):
    shop.drop("a.csv", b"", "taobao/behaviors")
    shop.drop("b.csv", ROW, "taobao/behaviors")
    shop.drop("c.csv", b"item_id,price,valid_from\ni1,2.50,2024-05-01\n")
    samples = write_sample(shop.home, find_waiting(shop.home), target)
    assert list(samples) == [TABLE]
    assert read_rows(shop, target) == {"b.csv.parquet": [1]}


def test_personal_data_are_hashed(shop, target):
    shop.drop("a.csv", b"Customer ID,Email,Phone\n7,anna@example.com,\n", "shopify/customers")
    write_sample(shop.home, find_waiting(shop.home), target)
    [path] = (target.lake / "shopify" / "customers" / f"loaded_on={shop.day}").glob("*.parquet")
    assert "anna" not in str(pq.ParquetFile(path).read().to_pylist())
