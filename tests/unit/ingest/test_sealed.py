"""Load days whose event rows were dropped: the lake keeps what was made of them, and takes no more of them."""

import dataclasses
from datetime import UTC, date, datetime, timedelta

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ingest.books.erasures import list_done
from ingest.books.file_entry import LOADED
from ingest.books.manifest import read_entries, read_loads
from ingest.books.sealed import SealedLoad, read_sealed
from ingest.errors import LakeError
from ingest.home import open_home
from ingest.lake.damage import check_parts
from ingest.lake.paths import lake_path, load_folder
from ingest.lake.sealed import ORIGIN, count_landed, sealed_path
from ingest.landing import Load
from ingest.work.changes import LoadChange, find_changes, find_ignored
from ingest.work.erase import erase_user
from ingest.work.load import load_days, reload_damaged
from ingest.work.person import Joined
from ingest.work.seal import commit_sealed, list_parts, sweep_sealed
from ingest.work.snapshot import snapshot_lake

KEY = "a key of the test"
FIRST, GAP, SECOND, OPEN = (date(2024, 5, day) for day in (1, 2, 3, 4))
EVENTS = "shop/events"
HEADER = b"event_id,user_id,anonymous_id,event_type,event_at\n"
# What the warehouse would have made of the first load day: anna on her phone and on the family's.
OF_FIRST = {
    "int_visitor_stretches": [
        {"visitor_id": "phone", "user_id": "anna", "event_count": 2},
        {"visitor_id": "phone", "user_id": None, "event_count": 1},
        {"visitor_id": "family", "user_id": "anna", "event_count": 1},
        {"visitor_id": "family", "user_id": "bert", "event_count": 1},
        {"visitor_id": "family", "user_id": None, "event_count": 1},
    ],
    "user_items": [
        {"visitor_id": "family", "user_id": "anna", "item_id": "i", "event_count": 1},
        {"visitor_id": "family", "user_id": None, "item_id": "i", "event_count": 1},
    ],
    "int_rejected_rows": [
        {"landed_row": "e8,anna,phone"},
        {"landed_row": '{"event_id":"anna","user_id":"annabel"}'},
    ],
    "int_event_repeats": [{"landed_row": '{"event_id":"e7","user_id":"anna","anonymous_id":"phone"}'}],
    "int_event_deliveries": [{"event_id": "e1", "user_id": "anna", "anonymous_id": "phone"}],
}
COLUMNS = {
    "int_visitor_stretches": ["visitor_id", "user_id", "event_count"],
    "user_items": ["visitor_id", "user_id", "item_id", "event_count"],
    "int_rejected_rows": ["landed_row"],
    "int_event_repeats": ["landed_row"],
    "int_event_deliveries": ["event_id", "user_id", "anonymous_id"],
}
OF_SECOND = {"int_visitor_stretches": [{"visitor_id": "tablet", "user_id": "carl", "event_count": 1}]}


def find_nobody(user_id: str) -> Joined:
    """Say that the user is one person with nobody else."""
    return Joined()


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


def seal(home, load_date: date, rows: dict[str, list[dict]]) -> SealedLoad:
    """Write the parts of a load day; return its entry of the book."""
    load = Load("shop", "events", load_date)
    for fact, columns in COLUMNS.items():
        path = sealed_path(home, fact, load)
        path.parent.mkdir(parents=True, exist_ok=True)
        types = [(name, pa.int64() if name == "event_count" else pa.string()) for name in columns]
        shape = pa.schema([*ORIGIN, *types])
        origin = {"source": "shop", "landing_table": "events", "load_date": load_date}
        pq.write_table(pa.Table.from_pylist([origin | row for row in rows.get(fact, [])], shape), path)
    entries = [entry for entry in read_entries(home) if entry.load == load]
    landed = sum(entry.landed_count for entry in entries)
    assert count_landed(home, load) == landed
    now = datetime.now(UTC).replace(tzinfo=None)
    parts = list_parts(home, load)
    return SealedLoad(*load, OPEN, now, landed, 1000, landed, 0, 0, LOADED, parts, entries)


@pytest.fixture
def sealed(loaded):
    """The same home once the events before its last load day were dropped."""
    loads = [seal(loaded.home, day, rows) for day, rows in ((FIRST, OF_FIRST), (SECOND, OF_SECOND))]
    commit_sealed(loaded.home, loads)
    return loaded


def read_part(shop, part: str, load_date: date = FIRST) -> list[dict]:
    return pq.read_table(sealed_path(shop.home, part, Load("shop", "events", load_date)), partitioning=None).to_pylist()


def test_the_rows_go_and_only_the_version_of_their_load_days_is_another(shop, loaded):
    before = read_loads(loaded.home)
    commit_sealed(loaded.home, [seal(loaded.home, day, rows) for day, rows in ((FIRST, OF_FIRST), (SECOND, OF_SECOND))])
    after = read_loads(loaded.home)
    assert [load["is_sealed"] for load in after] == [True, True, False]
    known = [load | {"is_sealed": False, "fingerprint": ""} for load in after]
    assert known == [load | {"fingerprint": ""} for load in before]
    is_new = [one["fingerprint"] != other["fingerprint"] for one, other in zip(after, before, strict=True)]
    assert is_new == [True, True, False]
    assert loaded.rows(EVENTS, FIRST) == []
    assert not load_folder(loaded.home, Load("shop", "events", FIRST)).exists()
    assert find_changes(loaded.home) == []
    assert find_ignored(loaded.home) == []
    assert [entry.load_date for entry in read_entries(loaded.home)] == [OPEN]


def test_landing_of_those_load_days_is_reported_and_not_taken(sealed):
    sealed.drop("events.csv", HEADER + b"other,anna,phone,view,2024-05-01 10:00:00\n", EVENTS, FIRST)
    sealed.drop("events.csv", HEADER + b"new,anna,phone,view,2024-05-01 10:00:00\n", EVENTS, GAP)
    next((sealed.home.landing / EVENTS / str(SECOND)).iterdir()).unlink()
    kinds = {FIRST: "changed", GAP: "added", SECOND: "removed"}
    assert find_ignored(sealed.home) == [LoadChange("shop", "events", day, kind) for day, kind in kinds.items()]
    assert find_changes(sealed.home) == []
    before = sealed.snapshot()
    results = load_days(sealed.home, "shop", "events", [FIRST, GAP, SECOND, OPEN], hash_key=KEY)
    assert [result.load_date for result in results] == [OPEN]
    assert sealed.snapshot() == before


def test_files_that_were_only_changed_in_time_are_not_reported(sealed):
    path = next((sealed.home.landing / EVENTS / str(FIRST)).iterdir())
    path.write_bytes(path.read_bytes())
    assert find_ignored(sealed.home) == []


def test_other_tables_of_the_same_load_day_are_taken(sealed):
    sealed.drop("prices.csv", b"item_id,price,valid_from\ni1,1,2024-05-01\n", day=FIRST)
    assert [change.table for change in find_changes(sealed.home)] == ["prices"]
    sealed.ingest()
    assert len(sealed.rows(day=FIRST)) == 1


@pytest.mark.parametrize("lost", ["files", "loads"])
def test_a_lost_manifest_brings_no_rows_back(sealed, lost):
    before = read_loads(sealed.home)
    getattr(sealed.home, lost).unlink()
    sealed.ingest()
    sweep_sealed(sealed.home)
    # Nobody knows any more that the open day's file was there before the drop: its fingerprint says so.
    names = before[0].keys() - ({"fingerprint"} if lost == "files" else set())
    after = read_loads(sealed.home)
    assert [[load[name] for name in names] for load in after] == [[load[name] for name in names] for load in before]
    assert sealed.rows(EVENTS, FIRST) == []


def test_a_file_that_came_after_the_drop_says_so(sealed):
    """Read again, it came when it first did; other content comes as new; without a drop nothing came after one."""

    def came_after() -> list[tuple[str, date | None]]:
        return [(entry.file_name, entry.closed_before) for entry in read_entries(sealed.home)]

    assert came_after() == [("events.csv", None)]
    sealed.drop("more.csv", HEADER + b"h1,carl,tablet,view,2024-05-01 10:00:00\n", EVENTS, OPEN)
    sealed.ingest()
    assert came_after() == [("events.csv", None), ("more.csv", OPEN)]
    for entry in read_entries(sealed.home):
        lake_path(sealed.home, entry).unlink()
    sealed.ingest()
    assert came_after() == [("events.csv", None), ("more.csv", OPEN)]
    sealed.drop("events.csv", HEADER + b"h2,carl,tablet,view,2024-05-01 10:00:00\n", EVENTS, OPEN)
    sealed.ingest()
    assert came_after() == [("events.csv", OPEN), ("more.csv", OPEN)]
    sealed.home.sealed.unlink()
    assert set(came_after()) == {("events.csv", None), ("more.csv", None)}


def test_what_an_earlier_version_kept_is_refused_with_what_to_do(sealed):
    sealed.home.sealed.rename(sealed.home.lake / "condensed.parquet")
    with pytest.raises(LakeError, match=r"condensed.parquet is of an earlier version of Cartograph"):
        sealed.ingest()


def test_what_a_kill_left_undone_is_done_by_the_next_sweep(sealed):
    before = sealed.snapshot().keys()
    loads = read_loads(sealed.home)
    # Rows that were about to be deleted, a summary not yet written, a part of a drop that was never decided.
    left = load_folder(sealed.home, Load("shop", "events", FIRST))
    left.mkdir()
    (left / "events.csv.parquet").write_bytes(b"rows")
    stray = sealed_path(sealed.home, "user_items", Load("shop", "events", OPEN))
    stray.parent.mkdir()
    stray.write_bytes(b"part")
    sealed.home.loads.unlink()
    assert find_changes(sealed.home) == []
    sweep_sealed(sealed.home)
    assert sealed.snapshot().keys() == before
    assert read_loads(sealed.home) == loads


def test_a_part_that_is_not_what_was_written_is_named_with_what_to_do(sealed):
    path = sealed_path(sealed.home, "user_items", Load("shop", "events", FIRST))
    content = path.read_bytes()
    path.write_bytes(bytes(len(content)))
    assert find_changes(sealed.home) == []
    with pytest.raises(LakeError, match=f"{path} is damaged: put it back from a backup"):
        check_parts(sealed.home, read_sealed(sealed.home), within=True)
    path.unlink()
    with pytest.raises(LakeError, match=f"{path} is missing or cut short: put it back from a backup"):
        find_changes(sealed.home)


def test_a_damaged_book_stops_ingest(sealed):
    sealed.home.sealed.write_bytes(b"PAR1")
    with pytest.raises(LakeError, match=r"sealed.parquet is damaged, or of another version"):
        sealed.ingest()


def test_without_its_book_the_load_days_are_read_from_landing_again(sealed):
    """The remedy that the sentence of a damaged part names."""
    sealed.home.sealed.unlink()
    sealed.ingest()
    sweep_sealed(sealed.home)
    assert len(sealed.rows(EVENTS, FIRST)) == 9
    assert not any(load["is_sealed"] for load in read_loads(sealed.home))
    assert list((sealed.home.lake / "sealed").glob("*/loaded_on=2024*")) == []


def test_an_erased_person_goes_from_the_parts_and_nobody_else(sealed):
    before = {load["load_date"]: load for load in read_loads(sealed.home)}
    erasure = erase_user(sealed.home, "anna", KEY, find_nobody, print)
    assert erasure.landing_files == ["shop/events/2024-05-01/events.csv"]
    assert [change.load_date for change in find_changes(sealed.home)] == [FIRST]
    assert list_done(sealed.home) == []
    sealed.ingest()
    assert find_changes(sealed.home) == []
    assert list_done(sealed.home) == [erasure]
    found = [(row["visitor_id"], row["user_id"]) for row in read_part(sealed, "int_visitor_stretches")]
    assert found == [("family", "bert"), ("family", None)]
    assert [row["user_id"] for row in read_part(sealed, "user_items")] == [None]
    assert [row["landed_row"][-10:] for row in read_part(sealed, "int_rejected_rows")] == ['"annabel"}'[-10:]]
    assert read_part(sealed, "int_event_repeats") == read_part(sealed, "int_event_deliveries") == []
    after = {load["load_date"]: load for load in read_loads(sealed.home)}
    gone = 2 + 1 + 1 + 1 + 1
    assert erasure.row_count == gone
    assert (after[FIRST]["landed_count"], after[FIRST]["erased_count"]) == (9 - gone, gone)
    assert after[FIRST]["fingerprint"] != before[FIRST]["fingerprint"]
    assert after[SECOND] == before[SECOND]


def test_an_erasure_killed_between_two_parts_is_finished(sealed, monkeypatch):
    from ingest.work import seal

    erase_user(sealed.home, "anna", KEY, find_nobody, print)
    write, written = seal.write_part, []

    def write_two(path, rows):
        if len(written) == 2:
            raise KeyboardInterrupt
        written.append(path)
        write(path, rows)

    monkeypatch.setattr(seal, "write_part", write_two)
    with pytest.raises(KeyboardInterrupt):
        sealed.ingest()
    monkeypatch.undo()
    assert [change.kind for change in find_changes(sealed.home)] == ["changed"]
    sealed.ingest()
    [load, _] = read_sealed(sealed.home)
    assert (load.landed_count, load.erased_count, load.state) == (3, 6, LOADED)


def test_a_snapshot_takes_the_parts_along_up_to_its_day(sealed, tmp_path):
    target = open_home(tmp_path / "target")
    snapshot_lake(sealed.home, target, GAP)
    assert [load.load_date for load in read_sealed(target)] == [FIRST]
    check_parts(target, read_sealed(target), within=True)
    assert [load["load_date"] for load in read_loads(target)] == [FIRST]


def test_looking_for_damage_reads_nothing_of_them_again(sealed):
    before = sealed.snapshot()
    assert reload_damaged(sealed.home, KEY) == []
    assert sealed.snapshot() == before


def test_every_load_day_from_the_boundary_on_is_open(sealed):
    sealed.drop("late.csv", HEADER + b"h1,carl,tablet,view,2024-05-04 10:00:00\n", EVENTS, OPEN)
    after = OPEN + timedelta(days=1)
    sealed.drop("events.csv", HEADER + b"h2,carl,tablet,view,2024-05-05 10:00:00\n", EVENTS, after)
    assert [change.load_date for change in find_changes(sealed.home)] == [OPEN, after]
