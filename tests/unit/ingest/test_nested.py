"""Of nested JSON the lake holds the fields that the YAML names, addresses among them as hashes, and nothing else."""

import hmac
import json
from datetime import date

import pyarrow.parquet as pq
import pytest

from ingest.contract import read_table
from ingest.home import open_home
from ingest.work.load import load_days
from ingest.work.prepare import prepare_lake

KEY, DAY = "a key for tests alone", date(2025, 5, 12)


def hash_address(address: str) -> str:
    return hmac.new(KEY.encode(), address.encode(), "sha256").hexdigest()


@pytest.fixture
def load(tmp_path):
    """A function that lands lines as orders of WooCommerce and gives the rows of the lake."""

    def run(*lines: str) -> list[dict]:
        folder = tmp_path / "landing" / "woocommerce" / "orders" / str(DAY)
        folder.mkdir(parents=True)
        (folder / "orders.jsonl").write_text("".join(line + "\n" for line in lines))
        home = open_home(tmp_path)
        prepare_lake(home)
        load_days(home, "woocommerce", "orders", [DAY], hash_key=KEY)
        return pq.read_table(home.lake / "woocommerce" / "orders" / f"loaded_on={DAY}", partitioning=None).to_pylist()

    return run


def write_order(**fields) -> str:
    return json.dumps({"number": "1", "date_created_gmt": "2025-05-11T13:55:16", "line_items": [], **fields})


def test_fields_that_are_named_are_kept_as_text_and_addresses_as_hashes(load):
    billing = {"email": " A7@Example.com", "phone": "no number", "country": "DE", "last_name": "Atall"}
    lines = [{"id": 315, "quantity": 2, "total": "1.10", "meta_data": [{"value": "a8@example.com"}]}, "a9@example.com"]
    [row] = load(write_order(billing=billing, line_items=lines))
    assert json.loads(row["billing"]) == {"country": "DE", "email": hash_address("a7@example.com"), "phone": None}
    [line] = json.loads(row["line_items"])
    assert {name: value for name, value in line.items() if value} == {"id": "315", "quantity": "2", "total": "1.10"}


def test_what_is_no_json_object_is_kept_out(load):
    rows = load(
        write_order(billing="a7@example.com"), write_order(billing=[["a8@example.com"]]), write_order(billing=7)
    )
    assert [row["billing"] for row in rows] == [None, "[]", None]
    assert [row["number"] for row in rows] == ["1", "1", "1"]


def test_a_broken_line_says_nothing_of_what_it_held(load):
    [row] = load('{"number": "1", "billing": {"email": "a7@example.com"')
    assert row["_fault"] == "broken_json"
    assert "example.com" not in str(row)


def test_a_field_is_text_or_what_can_be_hashed():
    column = {"name": "billing", "config": {"meta": {"fields": {"email": "adress"}}}}
    with pytest.raises(ValueError, match="billing is one of text, email, phone, id"):
        read_table("s", {"name": "t", "columns": [column]}, {})
