"""Files that lack required columns are found by their headers, before anything of them is read."""

import gzip
from datetime import date

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ingest.work.headers import find_header_faults

DAY = date(2024, 5, 1)
GOOD = b"order_id,user_id,ordered_at\n1,anna,2024-05-01\n"


def find(shop) -> list[str]:
    return [str(fault) for fault in find_header_faults(shop.home, [DAY])]


def test_a_file_that_lacks_columns_is_named_with_what_it_has_instead(shop):
    shop.drop("good.csv", GOOD, "shop/orders")
    shop.drop("orders.csv", b"Order_ID;Kunde;Datum\n1;anna;2024-05-01\n", "shop/orders")
    assert find(shop) == [
        "landing/shop/orders/2024-05-01/orders.csv lacks the required columns ordered_at;"
        " it has Order_ID, Kunde, Datum."
    ]


@pytest.mark.parametrize("name", ["a.csv", "a.csv.gz", "a.jsonl", "a.parquet"])
@pytest.mark.parametrize("lacking", [True, False])
def test_every_format_is_checked(shop, name, lacking):
    columns = {"order_id": ["1"]} if lacking else {"order_id": ["1"], "Ordered_At": ["2024-05-01"]}
    if name.endswith("parquet"):
        path = shop.drop(name, b"", "shop/orders")
        pq.write_table(pa.table(columns), path)
    else:
        csv = (",".join(columns) + "\n" + ",".join(value for [value] in columns.values()) + "\n").encode()
        objects = b'{"order_id": "1"}\n' + (b"" if lacking else b'{"ordered_at": "2024-05-01"}\n')
        contents = {"a.csv": csv, "a.csv.gz": gzip.compress(csv), "a.jsonl": objects}
        shop.drop(name, contents[name], "shop/orders")
    assert len(find(shop)) == lacking


def test_of_alternatives_one_will_do(shop):
    shop.drop("a.csv", b"anonymous_id,event_type,event_at\n", "shop/events")
    assert find(shop) == []
    shop.drop("a.csv", b"event_type,event_at\n", "shop/events")
    [message] = find(shop)
    assert "lacks the required columns user_id, anonymous_id" in message


def test_a_first_line_that_is_data_is_not_repeated(shop):
    shop.drop("a.csv", b"7,anna@example.com,2024-05-01\n8,bert@example.com,2024-05-01\n", "shop/orders")
    [message] = find(shop)
    assert "looks like data" in message
    assert "anna" not in message


def test_what_is_in_the_lake_as_it_stands_is_not_checked_again_and_a_new_content_is(shop):
    path = shop.drop("a.csv", b"order_id\n1\n", "shop/orders")
    assert len(find(shop)) == 1
    shop.ingest()
    assert find(shop) == []
    path.write_bytes(b"order_id,kunde\n1,anna\n")
    assert len(find(shop)) == 1


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xff\xfea\x00b\x00c\x00d\x00", b'"never closed\n'])
def test_what_cannot_be_read_is_left_to_the_reading(shop, content):
    shop.drop("a.csv", content, "shop/orders")
    shop.drop("a.jsonl", b"no json\n", "shop/orders")
    shop.drop("a.parquet", b"PAR1", "shop/orders")
    shop.drop("a.xlsx", b"PK", "shop/orders")
    assert find(shop) == []


def test_a_table_without_header_is_not_checked(shop):
    shop.drop("a.csv", b"1,2,3,pv,1511544070\n", "taobao/behaviors")
    assert find(shop) == []
