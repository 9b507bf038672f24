"""Files come, change, go and come back; runs die half-way: the lake always ends equal to the landing."""

import json
import os
import random
import resource
from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from ingest.books import manifest
from ingest.contract import SOURCES, TABLES, LandingTable
from ingest.errors import LakeError, LandingError
from ingest.lake import file as lake_file
from ingest.lake.paths import lake_schema
from ingest.work import changes, load
from ingest.work.changes import find_changes
from ingest.work.load import load_days
from ingest.work.prepare import prepare_lake

HEADER = b"item_id,price,valid_from\n"
OTHER_DAY = date(2024, 5, 2)


def kinds(shop) -> list[tuple[date, str]]:
    """Return what find_changes says, in short."""
    return [(change.load_date, change.kind) for change in find_changes(shop.home)]


def ids(shop, day: date | None = None) -> list[str]:
    """Return the item ids of one load day."""
    return [row["item_id"] for row in shop.rows(day=day or shop.day)]


def loads(shop) -> dict[date, dict[str, object]]:
    """Return loads.parquet by load day."""
    return {row["load_date"]: row for row in pq.read_table(shop.home.loads).to_pylist()}


def test_an_empty_lake_can_be_read_as_dbt_reads_it(shop) -> None:
    for table in TABLES:
        pattern = str(shop.home.lake) + f"/{table.source}/{table.name}/*/*.parquet"
        relation = duckdb.sql(
            "FROM read_parquet($path, hive_partitioning = true, union_by_name = true)",
            params={"path": pattern},
        )
        assert relation.columns == [*lake_schema(table).names, "loaded_on"]
        assert relation.fetchall() == []
    assert pq.read_table(shop.home.files).num_rows == pq.read_table(shop.home.loads).num_rows == 0


def test_preparing_again_touches_nothing_and_mends_what_differs(shop) -> None:
    before = shop.snapshot()
    prepare_lake(shop.home)
    assert shop.snapshot() == before
    empty = shop.home.lake / "shop/prices/loaded_on=9999-12-31/empty.parquet"
    pq.write_table(pq.read_table(empty).drop_columns(["price"]), empty)
    prepare_lake(shop.home)
    assert (
        pq.read_schema(empty).names
        == lake_schema(SOURCES["shop"].tables["prices"]).names
        == ["item_id", "price", "valid_from", "_file", "_row", "_fault", "_raw", "_absent"]
    )


def test_a_rerun_changes_no_byte(shop) -> None:
    shop.drop("a.csv", HEADER + b"i1,1,2\n")
    shop.drop("b.csv", HEADER + b"i2,1\n")
    (result,) = shop.ingest()
    assert (result.written_count, result.landed_count, result.fault_count) == (2, 2, 1)
    before = shop.snapshot()
    assert kinds(shop) == []
    (again,) = load_days(shop.home, "shop", "prices", [shop.day])
    assert (again.written_count, again.removed_count, again.landed_count) == (0, 0, 2)
    assert shop.snapshot() == before


def test_replaced_removed_and_put_back(shop) -> None:
    first = shop.drop("a.csv", HEADER + b"i1,1,2\n")
    shop.drop("b.csv", HEADER + b"i2,1,2\n")
    shop.ingest()
    fingerprint = loads(shop)[shop.day]["fingerprint"]

    untouched = shop.snapshot()["shop/prices/loaded_on=2024-05-01/b.csv.parquet"]
    first.write_bytes(HEADER + b"i3,1,2\ni4,1,2\n")
    assert kinds(shop) == [(shop.day, "changed")]
    shop.ingest()
    assert ids(shop) == ["i3", "i4", "i2"]
    assert loads(shop)[shop.day]["landed_count"] == 3
    assert shop.snapshot()["shop/prices/loaded_on=2024-05-01/b.csv.parquet"] == untouched

    first.unlink()
    assert kinds(shop) == [(shop.day, "changed")]
    (result,) = shop.ingest()
    assert (ids(shop), result.removed_count, result.written_count) == (["i2"], 1, 0)

    shop.drop("a.csv", HEADER + b"i1,1,2\n")
    shop.ingest()
    assert loads(shop)[shop.day]["fingerprint"] == fingerprint  # of the content, never of time

    for path in first.parent.iterdir():
        path.unlink()
    assert kinds(shop) == [(shop.day, "removed")]
    shop.ingest()
    assert (shop.rows(), loads(shop), kinds(shop)) == ([], {}, [])
    assert not (shop.home.lake / "shop/prices/loaded_on=2024-05-01").exists()


def test_a_touched_file_is_hashed_until_its_times_are_remembered(shop, monkeypatch: pytest.MonkeyPatch) -> None:
    path = shop.drop("a.csv", HEADER + b"i1,1,2\n")
    shop.ingest()
    os.utime(path, (1, 1))
    assert kinds(shop) == []
    load_days(shop.home, "shop", "prices", [shop.day])
    monkeypatch.setattr(changes, "hash_file", lambda path: pytest.fail("hashed again"))
    assert kinds(shop) == []


def test_same_size_other_content_is_seen(shop) -> None:
    path = shop.drop("a.csv", HEADER + b"i1,1,2\n")
    shop.ingest()
    path.write_bytes(HEADER + b"i9,1,2\n")
    assert kinds(shop) == [(shop.day, "changed")]


def test_a_changed_contract_reads_every_day_again(shop, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.drop("a.csv", HEADER + b"i1,1,2\n")
    shop.ingest()
    before = loads(shop)[shop.day]["fingerprint"]
    monkeypatch.setattr(LandingTable, "layout", "another")
    assert kinds(shop) == [(shop.day, "changed")]
    shop.ingest()
    assert kinds(shop) == []
    assert loads(shop)[shop.day]["fingerprint"] != before


def test_days_nobody_remembers_are_taken_out(shop) -> None:
    path = shop.drop("a.csv", HEADER + b"i1,1,2\n")
    shop.ingest()
    shop.home.files.unlink()
    path.unlink()
    prepare_lake(shop.home)
    assert kinds(shop) == [(shop.day, "removed")]
    shop.ingest()
    assert (shop.rows(), kinds(shop)) == ([], [])


class Killed(BaseException):
    """Stands for SIGKILL: nothing may catch it."""


def kill_at(monkeypatch: pytest.MonkeyPatch, module: object, name: str, call: int, *, after: bool) -> None:
    """Die at the given call of a function, before or after its work."""
    real: Callable = getattr(module, name)
    calls = []

    def die(*args: object, **options: object) -> object:
        calls.append(name)
        if len(calls) < call:
            return real(*args, **options)
        if after:
            real(*args, **options)
        raise Killed

    monkeypatch.setattr(module, name, die)


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize(
    ("module", "name", "call"),
    [
        (manifest, "replace_own_file", 1),  # files.parquet says 'writing'
        (manifest, "replace_own_file", 2),  # loads.parquet too
        (lake_file, "write_rows", 1),
        (lake_file, "count_rows", 2),
        (load, "sweep_folder", 1),
        (load, "sweep_folder", 2),
        (manifest, "replace_own_file", 3),  # loads.parquet is final
        (manifest, "replace_own_file", 4),  # files.parquet too
    ],
)
def test_a_kill_anywhere_heals(
    shop, monkeypatch: pytest.MonkeyPatch, module: object, name: str, call: int, after: bool
) -> None:
    shop.drop("a.csv", HEADER + b"i1,1,2\n")
    gone = shop.drop("b.csv", HEADER + b"i2,1,2\n")
    shop.ingest()
    old = loads(shop)[shop.day]["fingerprint"]
    shop.drop("a.csv", HEADER + b"i3,1,2\n")
    gone.unlink()
    shop.drop("c.csv", HEADER + b"i4,1,2\n", day=OTHER_DAY)

    with monkeypatch.context() as patch:
        kill_at(patch, module, name, call, after=after)
        with pytest.raises(Killed):
            shop.ingest()
    is_finished = call == 4 and after
    assert (kinds(shop) == []) == is_finished
    # While the rows may differ from what the old fingerprint stood for, it must not stand there.
    if ids(shop) != ["i1", "i2"]:
        assert loads(shop)[shop.day]["fingerprint"] != old

    shop.ingest()
    assert kinds(shop) == []
    assert (ids(shop), ids(shop, OTHER_DAY)) == (["i3"], ["i4"])
    assert {day: (row["file_count"], row["landed_count"]) for day, row in loads(shop).items()} == {
        shop.day: (1, 1),
        OTHER_DAY: (1, 1),
    }
    assert "writing" not in json.dumps(pq.read_table(shop.home.files).to_pylist(), default=str)
    assert [path.name for path in shop.home.lake.rglob("*.tmp")] == []


def test_many_days_rewrite_the_manifest_twice(shop, monkeypatch: pytest.MonkeyPatch) -> None:
    days = [date(2024, 1, day) for day in range(1, 31)]
    for day in days:
        shop.drop("a.csv", HEADER + b"i1,1,2\n", day=day)
    written: list[Path] = []
    real = manifest.replace_own_file
    monkeypatch.setattr(manifest, "replace_own_file", lambda path, table: (written.append(path), real(path, table)))
    seen: list[date] = []
    results = load_days(shop.home, "shop", "prices", days, lambda result: seen.append(result.load_date))
    assert [path.name for path in written] == [
        "files.parquet",
        "loads.parquet",
        "loads.parquet",
        "files.parquet",
    ]
    assert seen == days == [result.load_date for result in results]
    assert len(loads(shop)) == 30


def test_a_file_that_vanishes_while_it_is_read_is_removed(shop, monkeypatch: pytest.MonkeyPatch) -> None:
    path = shop.drop("a.csv", HEADER + b"i1,1,2\n")
    shop.drop("b.csv", HEADER + b"i2,1,2\n")
    real = load.write_lake_file

    def vanish(engines: object, file: Path, *rest: object) -> object:
        path.unlink(missing_ok=True)
        return real(engines, file, *rest)

    monkeypatch.setattr(load, "write_lake_file", vanish)
    shop.ingest()
    assert (ids(shop), kinds(shop)) == (["i2"], [])


def test_a_lake_folder_that_cannot_be_made_is_reported(shop) -> None:
    shop.drop("a.csv", HEADER + b"i1,1,2\n")
    blocked = shop.home.lake / "shop/prices/loaded_on=2024-05-01"
    blocked.write_text("")
    with pytest.raises(LakeError, match=r"loaded_on=2024-05-01 cannot be written \(File exists\): free space or mend"):
        load_days(shop.home, "shop", "prices", [shop.day])
    blocked.unlink()
    assert kinds(shop) == [(shop.day, "damaged")]
    shop.ingest()
    assert (ids(shop), kinds(shop)) == (["i1"], [])


def test_a_full_disk_is_reported_and_heals(shop) -> None:
    shop.drop("a.csv", HEADER + b"i1,1,2\n")
    shop.ingest()
    before = shop.rows()
    body = b"".join(f"{random.Random(number).random()},1,2\n".encode() for number in range(50_000))
    shop.drop("a.csv", HEADER + body)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, limits[1]))  # no file may grow beyond 100 kB
        with pytest.raises(LakeError, match=r"cannot be written \(.*\): free space or mend the permissions there"):
            shop.ingest()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert shop.rows() == before  # not half a file
    assert kinds(shop) == [(shop.day, "damaged")]
    shop.ingest()
    assert (len(shop.rows()), kinds(shop)) == (50_000, [])


def test_an_unknown_table_is_reported(shop) -> None:
    with pytest.raises(LandingError, match="shop/nothing is not a landing table"):
        load_days(shop.home, "shop", "nothing", [shop.day])
