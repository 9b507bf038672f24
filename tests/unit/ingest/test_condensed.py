"""Load days whose event rows were dropped: the lake keeps what was made of them, and takes no more of them."""

import dataclasses
from datetime import UTC, date, datetime, timedelta

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ingest.books.condensed import EARLIER_BOOK_SCHEMA, CondensedLoad, read_condensed
from ingest.books.erasures import list_done
from ingest.books.file_entry import LOADED
from ingest.books.manifest import read_entries, read_loads
from ingest.errors import LakeError
from ingest.home import open_home
from ingest.lake.damage import check_parts
from ingest.lake.parts import PARTS, count_landed, part_path
from ingest.lake.paths import lake_path, load_folder
from ingest.landing import Load
from ingest.work.changes import LoadChange, find_changes, find_untaken
from ingest.work.condense import commit_condensed, list_parts, sweep_condensed
from ingest.work.erase import erase_user
from ingest.work.load import load_days, reload_damaged
from ingest.work.snapshot import snapshot_lake

KEY = "a key of the test"
FIRST, GAP, SECOND, OPEN = (date(2024, 5, day) for day in (1, 2, 3, 4))
EVENTS = "shop/events"
HEADER = b"event_id,user_id,anonymous_id,event_type,event_at\n"
# What the warehouse would have made of the first load day: anna on her phone and on the family's.
OF_FIRST = {
    "stretches": [
        {"visitor_id": "phone", "user_id": "anna", "event_count": 2},
        {"visitor_id": "phone", "user_id": None, "event_count": 1},
        {"visitor_id": "family", "user_id": "anna", "event_count": 1},
        {"visitor_id": "family", "user_id": "bert", "event_count": 1},
        {"visitor_id": "family", "user_id": None, "event_count": 1},
    ],
    "items": [
        {"visitor_id": "family", "user_id": "anna", "item_id": "i", "event_count": 1},
        {"visitor_id": "family", "user_id": None, "item_id": "i", "event_count": 1},
    ],
    "rejected": [
        {"landed_row": "e8,anna,phone", "_raw": "e8,anna,phone"},
        {"landed_row": "e9,annabel", "_raw": "e9,annabel"},
    ],
    "repeats": [{"outcome": "duplicate", "_user_id": "anna", "_anonymous_id": "phone"}],
    "deliveries": [{"event_id": "e1", "user_id": "anna", "anonymous_id": "phone"}],
}
OF_SECOND = {"stretches": [{"visitor_id": "tablet", "user_id": "carl", "event_count": 1}]}


@pytest.fixture
def loaded(shop):
    """A home with events of three load days."""
    shop = dataclasses.replace(shop, hash_key=KEY)
    rows = b"".join(b"e%d,anna,phone,view,2024-05-01 10:00:00\n" % number for number in range(9))
    shop.drop("events.csv", HEADER + rows, EVENTS, FIRST)
    shop.drop("events.csv", HEADER + b"f1,carl,tablet,view,2024-05-03 10:00:00\n", EVENTS, SECOND)
    shop.drop("events.csv", HEADER + b"g1,carl,tablet,view,2024-05-04 10:00:00\n", EVENTS, OPEN)
    shop.ingest()
    return shop


def condense(home, load_date: date, rows: dict[str, list[dict]]) -> CondensedLoad:
    """Write the parts of a load day; return its entry of the book."""
    load = Load("shop", "events", load_date)
    for part in PARTS:
        path = part_path(home, part.name, load)
        path.parent.mkdir(parents=True, exist_ok=True)
        origin = {"source": "shop", "landing_table": "events", "load_date": load_date}
        pq.write_table(pa.Table.from_pylist([origin | row for row in rows.get(part.name, [])], part.shape), path)
    entries = [entry for entry in read_entries(home) if entry.load == load]
    landed = sum(entry.landed_count for entry in entries)
    assert count_landed(home, load) == landed
    now = datetime.now(UTC).replace(tzinfo=None)
    parts = list_parts(home, load)
    return CondensedLoad(*load, OPEN, now, landed, 1000, landed, 0, 0, LOADED, parts, entries)


@pytest.fixture
def condensed(loaded):
    """The same home once the events before its last load day were dropped."""
    loads = [condense(loaded.home, day, rows) for day, rows in ((FIRST, OF_FIRST), (SECOND, OF_SECOND))]
    commit_condensed(loaded.home, loads)
    return loaded


def read_part(shop, part: str, load_date: date = FIRST) -> list[dict]:
    return pq.read_table(part_path(shop.home, part, Load("shop", "events", load_date)), partitioning=None).to_pylist()


def test_the_rows_go_and_nothing_counts_as_changed(shop, loaded):
    before = read_loads(loaded.home)
    commit_condensed(
        loaded.home, [condense(loaded.home, day, rows) for day, rows in ((FIRST, OF_FIRST), (SECOND, OF_SECOND))]
    )
    after = read_loads(loaded.home)
    assert [load["is_condensed"] for load in after] == [True, True, False]
    assert [load | {"is_condensed": False} for load in after] == before
    assert loaded.rows(EVENTS, FIRST) == []
    assert not load_folder(loaded.home, Load("shop", "events", FIRST)).exists()
    assert find_changes(loaded.home) == []
    assert find_untaken(loaded.home) == []
    assert [entry.load_date for entry in read_entries(loaded.home)] == [OPEN]


def test_landing_of_those_load_days_is_told_and_not_taken(condensed):
    condensed.drop("events.csv", HEADER + b"other,anna,phone,view,2024-05-01 10:00:00\n", EVENTS, FIRST)
    condensed.drop("events.csv", HEADER + b"new,anna,phone,view,2024-05-01 10:00:00\n", EVENTS, GAP)
    next((condensed.home.landing / EVENTS / str(SECOND)).iterdir()).unlink()
    kinds = {FIRST: "changed", GAP: "added", SECOND: "removed"}
    assert find_untaken(condensed.home) == [LoadChange("shop", "events", day, kind) for day, kind in kinds.items()]
    assert find_changes(condensed.home) == []
    before = condensed.snapshot()
    results = load_days(condensed.home, "shop", "events", [FIRST, GAP, SECOND, OPEN], hash_key=KEY)
    assert [result.load_date for result in results] == [OPEN]
    assert condensed.snapshot() == before


def test_files_that_were_only_touched_are_not_told(condensed):
    path = next((condensed.home.landing / EVENTS / str(FIRST)).iterdir())
    path.write_bytes(path.read_bytes())
    assert find_untaken(condensed.home) == []


def test_other_tables_of_the_same_load_day_are_taken(condensed):
    condensed.drop("prices.csv", b"item_id,price,valid_from\ni1,1,2024-05-01\n", day=FIRST)
    assert [change.table for change in find_changes(condensed.home)] == ["prices"]
    condensed.ingest()
    assert len(condensed.rows(day=FIRST)) == 1


@pytest.mark.parametrize("lost", ["files", "loads"])
def test_a_lost_manifest_brings_no_rows_back(condensed, lost):
    before = read_loads(condensed.home)
    getattr(condensed.home, lost).unlink()
    condensed.ingest()
    sweep_condensed(condensed.home)
    # Nobody knows any more that the open day's file was there before the drop: its fingerprint says so.
    names = before[0].keys() - ({"fingerprint"} if lost == "files" else set())
    after = read_loads(condensed.home)
    assert [[load[name] for name in names] for load in after] == [[load[name] for name in names] for load in before]
    assert condensed.rows(EVENTS, FIRST) == []


def test_a_file_that_came_after_the_drop_says_so(condensed):
    """Read again it came when it first did; other content comes anew; without a drop nothing came after one."""

    def came_after() -> list[tuple[str, date | None]]:
        return [(entry.file_name, entry.closed_before) for entry in read_entries(condensed.home)]

    assert came_after() == [("events.csv", None)]
    condensed.drop("more.csv", HEADER + b"h1,carl,tablet,view,2024-05-01 10:00:00\n", EVENTS, OPEN)
    condensed.ingest()
    assert came_after() == [("events.csv", None), ("more.csv", OPEN)]
    for entry in read_entries(condensed.home):
        lake_path(condensed.home, entry).unlink()
    condensed.ingest()
    assert came_after() == [("events.csv", None), ("more.csv", OPEN)]
    condensed.drop("events.csv", HEADER + b"h2,carl,tablet,view,2024-05-01 10:00:00\n", EVENTS, OPEN)
    condensed.ingest()
    assert came_after() == [("events.csv", OPEN), ("more.csv", OPEN)]
    condensed.home.condensed.unlink()
    assert set(came_after()) == {("events.csv", None), ("more.csv", None)}


def test_a_book_of_an_earlier_version_is_read(condensed):
    known = read_condensed(condensed.home)
    rows = pq.read_table(condensed.home.condensed).to_pylist()
    for row in rows:
        for entry in row["files"]:
            del entry["closed_before"]
    pq.write_table(pa.Table.from_pylist(rows, EARLIER_BOOK_SCHEMA), condensed.home.condensed)
    assert read_condensed(condensed.home) == known


def test_what_a_kill_left_undone_is_done_by_the_next_sweep(condensed):
    before = condensed.snapshot().keys()
    loads = read_loads(condensed.home)
    # Rows that were about to be deleted, a summary not yet written, a part of a drop that was never decided.
    left = load_folder(condensed.home, Load("shop", "events", FIRST))
    left.mkdir()
    (left / "events.csv.parquet").write_bytes(b"rows")
    stray = part_path(condensed.home, "items", Load("shop", "events", OPEN))
    stray.parent.mkdir()
    stray.write_bytes(b"part")
    condensed.home.loads.unlink()
    assert find_changes(condensed.home) == []
    sweep_condensed(condensed.home)
    assert condensed.snapshot().keys() == before
    assert read_loads(condensed.home) == loads


def test_a_part_that_is_not_what_was_written_is_named_with_what_to_do(condensed):
    path = part_path(condensed.home, "items", Load("shop", "events", FIRST))
    content = path.read_bytes()
    path.write_bytes(bytes(len(content)))
    assert find_changes(condensed.home) == []
    with pytest.raises(LakeError, match=f"{path} is damaged: put it back from a backup"):
        check_parts(condensed.home, read_condensed(condensed.home), within=True)
    path.unlink()
    with pytest.raises(LakeError, match=f"{path} is missing or cut short: put it back from a backup"):
        find_changes(condensed.home)


def test_a_damaged_book_stops_ingest(condensed):
    condensed.home.condensed.write_bytes(b"PAR1")
    with pytest.raises(LakeError, match=r"condensed.parquet is damaged, or of another version"):
        condensed.ingest()


def test_without_its_book_the_load_days_are_read_from_landing_anew(condensed):
    """The remedy that the sentence of a damaged part names."""
    condensed.home.condensed.unlink()
    condensed.ingest()
    sweep_condensed(condensed.home)
    assert len(condensed.rows(EVENTS, FIRST)) == 9
    assert not any(load["is_condensed"] for load in read_loads(condensed.home))
    assert list((condensed.home.lake / "condensed").glob("*/loaded_on=2024*")) == []


def test_an_erased_person_goes_from_the_parts_and_nobody_else(condensed):
    before = {load["load_date"]: load for load in read_loads(condensed.home)}
    erasure = erase_user(condensed.home, "anna", KEY, print)
    assert erasure.landing_files == ["shop/events/2024-05-01/events.csv"]
    assert [change.load_date for change in find_changes(condensed.home)] == [FIRST]
    assert list_done(condensed.home) == []
    condensed.ingest()
    assert find_changes(condensed.home) == []
    assert list_done(condensed.home) == [erasure]
    found = [(row["visitor_id"], row["user_id"]) for row in read_part(condensed, "stretches")]
    assert found == [("family", "bert"), ("family", None)]
    assert [row["user_id"] for row in read_part(condensed, "items")] == [None]
    assert [row["landed_row"] for row in read_part(condensed, "rejected")] == ["e9,annabel"]
    assert read_part(condensed, "repeats") == read_part(condensed, "deliveries") == []
    after = {load["load_date"]: load for load in read_loads(condensed.home)}
    gone = 2 + 1 + 1 + 1 + 1
    assert erasure.row_count == gone
    assert (after[FIRST]["landed_count"], after[FIRST]["erased_count"]) == (9 - gone, gone)
    assert after[FIRST]["fingerprint"] != before[FIRST]["fingerprint"]
    assert after[SECOND] == before[SECOND]


def test_an_erasure_killed_between_two_parts_is_finished(condensed, monkeypatch):
    from ingest.work import condense

    erase_user(condensed.home, "anna", KEY, print)
    write, written = condense.write_part, []

    def write_two(path, rows):
        if len(written) == 2:
            raise KeyboardInterrupt
        written.append(path)
        write(path, rows)

    monkeypatch.setattr(condense, "write_part", write_two)
    with pytest.raises(KeyboardInterrupt):
        condensed.ingest()
    monkeypatch.undo()
    assert [change.kind for change in find_changes(condensed.home)] == ["changed"]
    condensed.ingest()
    [load, _] = read_condensed(condensed.home)
    assert (load.landed_count, load.erased_count, load.state) == (3, 6, LOADED)


def test_a_snapshot_takes_the_parts_along_up_to_its_day(condensed, tmp_path):
    target = open_home(tmp_path / "target")
    snapshot_lake(condensed.home, target, GAP)
    assert [load.load_date for load in read_condensed(target)] == [FIRST]
    check_parts(target, read_condensed(target), within=True)
    assert [load["load_date"] for load in read_loads(target)] == [FIRST]


def test_looking_for_damage_reads_nothing_of_them_anew(condensed):
    before = condensed.snapshot()
    assert reload_damaged(condensed.home, KEY) == []
    assert condensed.snapshot() == before


def test_every_load_day_from_the_boundary_on_is_open(condensed):
    condensed.drop("late.csv", HEADER + b"h1,carl,tablet,view,2024-05-04 10:00:00\n", EVENTS, OPEN)
    after = OPEN + timedelta(days=1)
    condensed.drop("events.csv", HEADER + b"h2,carl,tablet,view,2024-05-05 10:00:00\n", EVENTS, after)
    assert [change.load_date for change in find_changes(condensed.home)] == [OPEN, after]
