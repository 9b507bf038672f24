"""The dirt, counted again in the files."""

from collections import Counter

import pyarrow
import pyarrow.parquet as parquet
import pytest

REASONS = {
    *("unreadable_file", "empty_file", "wrong_encoding", "missing_column", "duplicate_column"),
    *("too_few_fields", "too_many_fields", "broken_quotes", "broken_json", "unknown_event_type"),
    *("unknown_order", "zero_quantity", "fractional_quantity", "conflicting_id", "malformed_id"),
    *("invalid_event_at", "invalid_price", "invalid_quantity", "invalid_rating", "missing_user_id"),
    *("future_event_at", "negative_price", "negative_unit_price", "negative_list_price"),
}


@pytest.fixture(scope="module")
def dirt(shop) -> list[dict]:
    """The rows of truth/dirt.csv, counts as numbers."""
    return [row | {"row_count": int(row["row_count"])} for row in shop.truth("dirt.csv")]


def test_every_reason_of_the_issue_is_there(dirt):
    assert {row["reason"] for row in dirt} >= REASONS
    assert {row["kind"] for row in dirt} == {"broken", "good", "odd_id", "extra_column", "late", "duplicate"}
    assert all(bool(row["reason"]) == (row["kind"] == "broken") for row in dirt)


def test_every_dirty_file_exists_and_every_extra_file_is_in_the_ledger(shop, dirt):
    recorded = {(row["table_name"], row["load_date"], row["file_name"]) for row in dirt}
    for table, day, name in recorded:
        assert (shop.landing / table / day / name).is_file()
    extra = {
        (p.parts[-3], p.parts[-2], p.name)
        for p in shop.landing.glob("*/*/*")
        if not p.name.startswith(f"{p.parts[-3]}.")
    }
    assert extra <= recorded


def test_duplicates_are_as_many_as_recorded_and_all_equal(shop, dirt):
    recorded = sum(row["row_count"] for row in dirt if row["kind"] == "duplicate")
    ((rows, ids),) = shop.query("select count(*), count(distinct event_id) from events")
    ((contents,),) = shop.query("select count(*) from (select distinct * exclude (filename) from events)")
    assert rows - ids == recorded > 50
    assert contents == ids


def test_late_rows_are_as_many_as_recorded_a_day(shop, dirt):
    sql = """
        with deliveries as (
            select event_id, event_at::date as day,
                regexp_extract(filename, '(\\d{4}-\\d\\d-\\d\\d)/events', 1)::date as load_date
            from events
        ),
        firsts as (
            select event_id, any_value(day) as day, min(load_date) as load_date from deliveries group by 1
        )
        select load_date::varchar, count(*) from firsts where load_date > day + 1 group by 1
    """
    recorded = {row["load_date"]: row["row_count"] for row in dirt if row["kind"] == "late"}
    assert dict(shop.query(sql)) == recorded
    assert sum(recorded.values()) > 100


def test_redelivered_events_come_within_seven_days(shop):
    sql = """
        with days as (
            select event_id, regexp_extract(filename, '(\\d{4}-\\d\\d-\\d\\d)/events', 1)::date as load_date
            from events
        )
        select max(last - first), count(*) filter (last > first) > 20
        from (select event_id, min(load_date) as first, max(load_date) as last from days group by 1)
    """
    assert shop.query(sql) == [(6, True)]


def test_broken_rows_in_regular_files_are_as_recorded(shop, dirt):
    recorded = Counter()
    for row in dirt:
        if row["kind"] == "broken" and row["file_name"] in ("events.parquet", "order_lines.csv"):
            recorded[row["reason"]] += row["row_count"]
    checks = {
        "negative_price": "from events where price < 0",
        "unknown_event_type": "from events where event_type = 'warp'",
        "missing_user_id": "from events where user_id is null and anonymous_id is null",
        "zero_quantity": "from order_lines where quantity = '0'",
        "negative_unit_price": "from order_lines where unit_price::double < 0",
        "unknown_order": "from order_lines where order_id not in (select order_id from orders)",
    }
    counted = {reason: shop.query(f"select count(*) {rest}")[0][0] for reason, rest in checks.items()}
    assert counted | {"future_event_at": 1} == dict(recorded)


@pytest.mark.parametrize(
    ("pattern", "check"),
    [
        ("prices/*/empty.csv", lambda b: b == b""),
        ("users/*/latin.csv", lambda b: b.count(b"\xf6") == 1),
        ("items/*/utf16.csv", lambda b: b[:2] in (b"\xff\xfe", b"\xfe\xff")),
        ("users/*/nul_in_id.csv", lambda b: b.count(b"\0") == 1),
        ("orders/*/missing_column.csv", lambda b: b"ordered_at" not in b and b.count(b"\n") == 4),
        ("users/*/duplicate_column.csv", lambda b: b.splitlines()[0].count(b"gender") == 2),
        ("events/*/extra_column.csv", lambda b: b.splitlines()[0].endswith(b",internal_note")),
        ("events/*/broken_quotes.csv", lambda b: b.count(b'"') == 1 and b.count(b"\n") == 4),
        (
            "events/*/too_few_fields.csv",
            lambda b: sorted(n.count(b",") for n in b.splitlines()) == [4, 11, 11, 11],
        ),
        (
            "events/*/too_many_fields.csv",
            lambda b: sorted(n.count(b",") for n in b.splitlines()) == [11, 11, 11, 12],
        ),
        ("events/*/odd_ids.csv", lambda b: "é-ü-漢".encode() in b and b"DROP TABLE" in b),
    ],
)
def test_broken_files_are_broken_in_the_way_recorded(shop, pattern: str, check):
    (path,) = shop.landing.glob(pattern)
    assert check(path.read_bytes())


def test_an_unreadable_parquet_file_is_unreadable(shop):
    (path,) = shop.landing.glob("events/*/corrupt.parquet")
    with pytest.raises(pyarrow.ArrowInvalid, match="magic bytes"):
        parquet.read_schema(path)
