"""The same rows through every format are the same rows in the lake."""

import csv
import gzip
import io
import json

import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.contract import SOURCES

COLUMNS = SOURCES["shop"].tables["reviews"].columns
texts = st.none() | st.text(st.characters(codec="utf-8", exclude_characters=""), min_size=1, max_size=5)


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "review_id": st.text("ab'\"", min_size=1),
                "rating": st.integers(1, 5) | st.none(),
                "body": texts,
            }
        ),
        min_size=1,
        max_size=5,
    )
)
def test_formats_agree(shop, rows: list[dict[str, object]]) -> None:
    whole = [{**dict.fromkeys(COLUMNS), "item_id": "i", "written_at": "2024-05-01 10:00:00", **row} for row in rows]
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writeheader()
    writer.writerows(whole)
    sink = pa.BufferOutputStream()
    pq.write_table(pa.Table.from_pylist(whole), sink)
    contents = {
        "a.csv": text.getvalue().encode(),
        "b.csv.gz": gzip.compress(text.getvalue().encode()),
        "c.jsonl": "".join(json.dumps(row) + "\n" for row in whole).encode(),
        "d.parquet": sink.getvalue().to_pybytes(),
    }
    for name, content in contents.items():
        shop.drop(name, content, "shop/reviews")
    shop.ingest()
    found = {name: [] for name in contents}
    for row in shop.rows("shop/reviews"):
        found[row["_file"]].append({key: value for key, value in row.items() if key != "_file"})
    expected = [
        {
            **{key: None if value is None else str(value) for key, value in row.items()},
            "_row": at,
            "_fault": None,
            "_raw": None,
            "_absent": None,
        }
        for at, row in enumerate(whole, 1)
    ]
    for name in contents:
        assert found[name] == expected, name


def test_what_a_file_does_not_have_stands_beside_its_rows(shop) -> None:
    row = {"order_id": "o1", "ordered_at": "2024-05-01 10:00:00", "status": "", "user_id": None}
    sink = pa.BufferOutputStream()
    pq.write_table(pa.table({name: pa.array([value], pa.string()) for name, value in row.items()}), sink)
    contents = {
        "a.csv": b"order_id,ordered_at,status,user_id\no1,2024-05-01 10:00:00,,\n",
        "b.csv": b'order_id,ordered_at,status,user_id\n"o1","2024-05-01 10:00:00", "",\n',
        "c.jsonl": json.dumps(row).encode(),
        "d.jsonl": json.dumps({**row, "more": {"user_id": 1}}).encode(),
        "e.parquet": sink.getvalue().to_pybytes(),
    }
    for name, content in contents.items():
        shop.drop(name, content, "shop/orders")
    shop.ingest()
    absent = [name for name in SOURCES["shop"].tables["orders"].columns if name not in row]
    assert {entry["_file"]: entry["_absent"] for entry in shop.rows("shop/orders")} == dict.fromkeys(
        contents, f",{','.join(absent)},"
    )


def test_rows_that_no_shop_needs_stay_in_landing_and_the_others_keep_their_numbers(shop):
    lines = [{"event_name": name, "event_timestamp": "1", "user_pseudo_id": "p"} for name in ("scroll", " View_item ")]
    broken = ["{", json.dumps({"event_timestamp": "2", "user_pseudo_id": "p"})]
    text = "\n".join([*map(json.dumps, lines), *broken]) + "\n"
    shop.drop("events.jsonl", text.encode(), table="ga4/events")
    [result] = shop.ingest()
    rows = shop.rows("ga4/events")
    assert [(row["_row"], row["event_name"], row["_fault"] is None) for row in rows] == [
        (2, " View_item ", True),
        (3, None, False),
        (4, None, True),
    ]
    assert result.landed_count == 3
