"""What the sample shop writes: the same bytes each time, the contract's columns, days in order."""

import csv
import gzip
import hashlib
import json
from datetime import date, timedelta
from pathlib import Path

import pyarrow.parquet as parquet
import pytest

from ingest.contract import SOURCES
from seeds.sample_shop import write_shop
from seeds.sample_shop.landing import SCHEMAS


def hash_tree(folder: Path) -> dict[str, str]:
    """Path -> hash of the content."""
    return {
        str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest()
        for p in sorted(folder.rglob("*"))
        if p.is_file()
    }


def read_columns(path: Path) -> list[str]:
    """The column names of a landing file."""
    if path.name.endswith(".parquet"):
        return parquet.read_schema(path).names
    opener = gzip.open if path.name.endswith(".gz") else open
    with opener(path, "rt") as file:
        line = file.readline()
    return list(json.loads(line)) if path.name.endswith(".jsonl") else next(csv.reader([line]))


def test_same_arguments_give_the_same_bytes(tmp_path: Path):
    for name in ("one", "two"):
        write_shop(tmp_path / name, users=150, days=12, seed=3)
    write_shop(tmp_path / "other", users=150, days=12, seed=4)
    one, two, other = (hash_tree(tmp_path / name) for name in ("one", "two", "other"))
    assert one == two
    assert one != other


def test_tables_and_columns_are_those_of_the_contract():
    shop = SOURCES["shop"].tables
    assert {name: tuple(schema.names) for name, schema in SCHEMAS.items()} == {n: t.columns for n, t in shop.items()}


@pytest.mark.parametrize("table", SCHEMAS)
def test_regular_files_hold_all_columns_in_order(shop, table: str):
    files = list(shop.landing.glob(f"{table}/*/{table}.*"))
    assert files
    for path in files:
        assert read_columns(path) == SCHEMAS[table].names


def test_every_day_has_events_and_nothing_lies_outside_the_days(shop):
    days = {(date(2025, 1, 1) + timedelta(days=n)).isoformat() for n in range(40)}
    assert {p.name for p in shop.landing.glob("events/*")} == days
    assert {p.name for p in shop.landing.glob("*/*")} == days


def test_nothing_is_collected_before_it_happens(shop):
    early = """
        select count(*) from events
        where event_at::date > regexp_extract(filename, '(\\d{4}-\\d\\d-\\d\\d)/events', 1)::date
        and event_id not like 'd-%'
    """
    assert shop.query(early) == [(0,)]


@pytest.mark.parametrize("extension", ["csv", "csv.gz", "jsonl"])
def test_events_come_in_other_formats(tmp_path: Path, extension: str):
    counts = write_shop(tmp_path, users=100, days=10, events_format=extension)
    path = tmp_path / "landing" / "shop" / "events" / "2025-01-05" / f"events.{extension}"
    assert read_columns(path) == SCHEMAS["events"].names
    assert counts["events"] > 300


def test_a_home_that_holds_a_shop_is_refused(shop):
    with pytest.raises(ValueError, match="exists already"):
        write_shop(shop.home, users=100, days=10)


def test_too_small_a_shop_is_refused(tmp_path: Path):
    with pytest.raises(ValueError, match="at least 100 users"):
        write_shop(tmp_path, users=5, days=10)
