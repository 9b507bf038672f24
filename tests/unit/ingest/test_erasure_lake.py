"""A person erased is out of the lake, stays out of it, and takes nobody else along."""

import dataclasses
from datetime import date

import pyarrow.parquet as pq
import pytest

from ingest.books.erased_ids import hash_id
from ingest.books.erasures import KEY_VARIABLE, list_done, read_erasures
from ingest.books.manifest import read_entries
from ingest.errors import ErasureError, LakeError
from ingest.home import open_home
from ingest.work.changes import find_changes
from ingest.work.erase import erase_user
from ingest.work.load import load_days
from ingest.work.person import Joined
from ingest.work.snapshot import snapshot_lake

KEY = "a key of the test"
LATER = date(2024, 5, 2)
EVENTS = b"""event_id,user_id,anonymous_id,event_type,event_at
e1,anna,phone,view,2024-05-01 10:00:00
e2,,phone,view,2024-05-01 11:00:00
e3,,family,view,2024-05-01 12:00:00
e4,anna,family,view,2024-05-01 13:00:00
e5,bert,family,view,2024-05-01 14:00:00
e6,,tablet,view,2024-05-01 15:00:00
e7,,nobody,view,2024-05-01 16:00:00
e8,anna,phone
"""


@pytest.fixture
def full_shop(shop):
    """A loaded home in which anna has a phone, a tablet, a device shared with bert, and an order."""
    shop = dataclasses.replace(shop, hash_key=KEY)
    shop.drop("events.csv", EVENTS, "shop/events")
    shop.drop("identities.csv", b"anonymous_id,user_id\ntablet,anna\n", "shop/identities")
    shop.drop("users.csv", b"user_id,referrer_user_id\nanna,bert\nbert,anna\ncarl,bert\n", "shop/users")
    orders = b"order_id,user_id,ordered_at\n1,anna,2024-05-01\n2,anna,2024-05-01\n3,bert,2024-05-01\n"
    shop.drop("orders.csv", orders, "shop/orders")
    # The shop has corrected whose order 2 is.
    shop.drop("orders.csv", b"order_id,user_id,ordered_at\n2,bert,2024-05-01\n", "shop/orders", LATER)
    lines = b"order_id,item_id,quantity\n1,i1,1\n1,i2,1\n2,i1,1\n3,i1,1\n"
    shop.drop("lines.csv", lines, "shop/order_lines")
    shop.drop("prices.csv", b"item_id,price,valid_from\ni1,1,2024-05-01\n")
    shop.ingest()
    return shop


def find_nobody(user_id: str) -> Joined:
    """Say that the user is one person with nobody else."""
    return Joined()


def erase(shop, user_id: str = "anna", find_joined=find_nobody):
    erasure = erase_user(shop.home, user_id, KEY, find_joined, print)
    shop.ingest()
    return erasure


def column(shop, table: str, name: str, day: date | None = None) -> list:
    return [row[name] for row in shop.rows(table, day or shop.day)]


def test_what_is_theirs_alone_goes_and_nothing_else(full_shop):
    erasure = erase(full_shop)
    assert column(full_shop, "shop/events", "event_id") == ["e3", "e5", "e7"]
    assert column(full_shop, "shop/events", "_row") == [3, 5, 7]
    assert full_shop.rows("shop/identities") == []
    users = [(row["user_id"], row["referrer_user_id"]) for row in full_shop.rows("shop/users")]
    assert users == [("bert", None), ("carl", "bert")]
    assert column(full_shop, "shop/orders", "order_id") == ["3"]
    assert column(full_shop, "shop/orders", "order_id", LATER) == ["2"]
    assert column(full_shop, "shop/order_lines", "order_id") == ["2", "3"]
    assert (erasure.visitor_count, len(erasure.order_hashes)) == (2, 1)
    assert (erasure.row_count, erasure.value_count) == (5 + 1 + 1 + 2 + 2, 1)


def test_who_was_found_is_reported_by_table_in_counts_alone_before_anything_is_written(full_shop):
    logged = []

    def log(words: str) -> None:
        logged.append((words, read_erasures(full_shop.home)))

    erase_user(full_shop.home, "anna", KEY, find_nobody, log)
    [(words, written)] = logged
    assert written == []
    assert [" ".join(line.split()) for line in words.splitlines()] == [
        "Found 2 visitors and 1 order of this user:",
        "shop/events 5 rows",
        "shop/identities 1 row",
        "shop/order_lines 2 rows",
        "shop/orders 2 rows",
        "shop/users 1 row",
        "shop/users 1 value in rows of others",
    ]


def test_the_book_says_what_went_and_from_which_files(full_shop):
    before = {entry.landing_file: entry for entry in read_entries(full_shop.home)}
    erasure = erase(full_shop)
    after = {entry.landing_file: entry for entry in read_entries(full_shop.home)}
    for file, entry in after.items():
        assert entry.landed_count + entry.erased_count == before[file].landed_count
        assert (file in erasure.landing_files) == (entry.erased_count + entry.emptied_count > 0)
    assert erasure.row_count == sum(entry.erased_count for entry in after.values())
    assert erasure.value_count == sum(entry.emptied_count for entry in after.values())
    by_table = {row["table_name"]: row for row in pq.read_table(full_shop.home.loads).to_pylist()}
    assert (by_table["events"]["landed_count"], by_table["events"]["erased_count"]) == (3, 5)
    assert after["shop/events/2024-05-01/events.csv"].fault_count == 0


def test_days_without_them_keep_their_version_and_the_others_do_not(full_shop):
    def versions():
        rows = pq.read_table(full_shop.home.loads).to_pylist()
        return {(row["table_name"], row["load_date"]): row["fingerprint"] for row in rows}

    before = versions()
    erase(full_shop)
    same = {load for load, version in versions().items() if version == before[load]}
    assert same == {("orders", LATER), ("prices", full_shop.day)}


def test_no_id_is_written_down(full_shop):
    erase(full_shop)
    for path in [full_shop.home.erased, *full_shop.home.lake.rglob("*.parquet")]:
        rows = pq.ParquetFile(path).read().to_pylist()
        # Which columns a file does not have, such as phone_hash, says nothing of a person.
        words = {str(value) for row in rows for name, value in row.items() if name != "_absent"}
        assert not {word for word in words if "anna" in word or "phone" in word or "tablet" in word}, path


def test_their_files_loaded_again_bring_nobody_back(full_shop):
    erase(full_shop)
    full_shop.drop(
        "events.csv", EVENTS + b"e9,anna,new,view,2024-05-01\ne10,bert,phone,view,2024-05-01\n", "shop/events"
    )
    full_shop.drop("again.jsonl", b'{"order_id": "1", "item_id": "i3", "quantity": 1}\n', "shop/order_lines", LATER)
    full_shop.ingest()
    events = [(row["event_id"], row["anonymous_id"]) for row in full_shop.rows("shop/events")]
    assert events == [("e3", "family"), ("e5", "family"), ("e7", "nobody"), ("e10", None)]
    assert full_shop.rows("shop/order_lines", LATER) == []
    assert find_changes(full_shop.home) == []


def test_a_device_goes_with_the_last_who_shared_it(full_shop):
    erase(full_shop)
    erase(full_shop, "bert")
    assert column(full_shop, "shop/events", "event_id") == ["e7"]
    assert column(full_shop, "shop/users", "user_id") == ["carl"]
    assert [erasure.visitor_count for erasure in read_erasures(full_shop.home)] == [2, 1]


def test_a_lake_rebuilt_is_the_same(full_shop):
    erase(full_shop)
    erase(full_shop, "bert")
    before = full_shop.rows("shop/events"), full_shop.rows("shop/users"), full_shop.rows("shop/orders", LATER)
    full_shop.home.files.unlink()
    full_shop.ingest()
    after = full_shop.rows("shop/events"), full_shop.rows("shop/users"), full_shop.rows("shop/orders", LATER)
    assert after == before


def test_only_files_that_held_them_are_read_again(full_shop):
    before = full_shop.snapshot()
    erase(full_shop)
    after = full_shop.snapshot()
    same = {name for name in after if name.startswith("shop/") and after[name] == before[name] and "empty" not in name}
    assert same == {
        "shop/orders/loaded_on=2024-05-02/orders.csv.parquet",
        "shop/prices/loaded_on=2024-05-01/prices.csv.parquet",
    }


def test_a_kill_after_the_book_is_written_is_finished_by_the_next_load(full_shop):
    erasure = erase_user(full_shop.home, "anna", KEY, find_nobody, print)
    assert list_done(full_shop.home) == []
    assert {change.table for change in find_changes(full_shop.home)} == {
        "events", "identities", "users", "orders", "order_lines",
    }  # fmt: skip
    # One table is loaded, then it dies; asked again, it is the same erasure.
    load_days(full_shop.home, "shop", "events", [full_shop.day], hash_key=KEY)
    assert list_done(full_shop.home) == []
    assert erase_user(full_shop.home, " anna", KEY, find_nobody, print) == erasure
    full_shop.ingest()
    assert list_done(full_shop.home) == [erasure]
    assert find_changes(full_shop.home) == []


@pytest.mark.parametrize("user_id", ["anne", "family", "1", "e1", "", "  "])
def test_an_unknown_user_is_reported_and_nothing_written(full_shop, user_id):
    before = full_shop.snapshot()
    with pytest.raises(
        ErasureError, match=f"No row in the lake is of a user {user_id!r} or names one: nothing was changed"
    ):
        erase_user(full_shop.home, user_id, KEY, find_nobody, print)
    assert full_shop.snapshot() == before
    assert not full_shop.home.erased.exists()


def test_a_user_known_only_as_a_referrer_or_by_a_broken_line_goes_too(full_shop):
    full_shop.drop("more.csv", b"user_id,referrer_user_id\ndora,emil\n", "shop/users")
    full_shop.drop("more.csv", b"event_id,user_id,event_type,event_at\nx,fred,view\n", "shop/events")
    full_shop.ingest()
    erase(full_shop, "emil")
    assert ("dora", None) in [(row["user_id"], row["referrer_user_id"]) for row in full_shop.rows("shop/users")]
    assert erase(full_shop, "fred").row_count == 1
    assert "fred" not in str(full_shop.rows("shop/events"))


def test_other_ids_and_guest_orders_of_the_person_go_along(full_shop):
    """Order 5 was another's by an earlier delivery, so it stays."""
    orders = b"order_id,user_id,ordered_at\n4,,2024-05-01\n5,carl,2024-05-01\n"
    full_shop.drop("more.csv", orders, "shop/orders")
    full_shop.drop("more.csv", b"order_id,user_id,ordered_at\n5,,2024-05-02\n", "shop/orders", LATER)
    full_shop.ingest()
    asked = []

    def find_joined(user_id: str) -> Joined:
        asked.append(user_id)
        return Joined(frozenset({"bert"}), frozenset({"4", "5"}))

    erasure = erase(full_shop, " anna", find_joined)
    assert asked == ["anna"]
    assert [(row["user_id"], row["referrer_user_id"]) for row in full_shop.rows("shop/users")] == [("carl", None)]
    assert column(full_shop, "shop/orders", "order_id") == ["5"]
    assert column(full_shop, "shop/orders", "order_id", LATER) == ["5"]
    assert column(full_shop, "shop/events", "event_id") == ["e7"]
    first, other = read_erasures(full_shop.home)
    assert first == erasure
    assert (erasure.visitor_count, len(erasure.order_hashes)) == (3, 4)
    assert (other.user_hash, other.row_count, other.order_hashes) == (hash_id(KEY, "bert"), 0, [])
    assert list_done(full_shop.home) == [first, other]
    # Whoever asks for the other id learns that it is done.
    assert erase_user(full_shop.home, "bert", KEY, find_nobody, print) == other
    full_shop.drop("again.csv", b"order_id,user_id,ordered_at\n4,,2024-05-01\n6,bert,2024-05-01\n", "shop/orders")
    full_shop.ingest()
    assert column(full_shop, "shop/orders", "order_id") == ["5"]


def test_a_key_of_the_person_is_emptied_in_an_order_that_is_anothers(full_shop):
    """The shop first gave order 7 to anna's address, and has corrected it since; a later file repeats the slip."""
    slip = b"order_id,user_id,ordered_at,email_hash\n7,,2024-05-01,hash-anna\n"
    full_shop.drop("keyed.csv", slip, "shop/orders")
    full_shop.drop("keyed.csv", slip.replace(b"7,,", b"7,bert,").replace(b"anna", b"bert"), "shop/orders", LATER)
    full_shop.ingest()
    erasure = erase(full_shop, find_joined=lambda user_id: Joined(account_keys=frozenset({"hash-anna"})))
    full_shop.drop("again.csv", slip, "shop/orders", LATER)
    full_shop.ingest()
    kept = {"3": None, "7": None}
    assert {row["order_id"]: row["email_hash"] for row in full_shop.rows("shop/orders")} == kept
    later = [row["email_hash"] for row in full_shop.rows("shop/orders", LATER) if row["order_id"] == "7"]
    assert sorted(later, key=str) == [None, "hash-bert"]
    assert erasure.account_key_hashes == [hash_id(KEY, "hash-anna")]
    assert "shop/orders/2024-05-01/keyed.csv" in erasure.landing_files


def test_a_book_of_before_accounts_had_keys_is_read(full_shop):
    erasure = erase(full_shop)
    book = pq.read_table(full_shop.home.erased)
    pq.write_table(book.drop_columns(["account_key_hashes"]), full_shop.home.erased)
    assert read_erasures(full_shop.home) == [erasure]
    erase(full_shop, "bert")
    assert pq.read_table(full_shop.home.erased).schema.equals(book.schema)


def test_landing_that_is_not_in_the_lake_yet_comes_first(full_shop):
    full_shop.drop("more.csv", b"anonymous_id,user_id\nwatch,anna\n", "shop/identities")
    with pytest.raises(ErasureError, match="run `make daily` first"):
        erase_user(full_shop.home, "anna", KEY, find_nobody, print)
    assert not full_shop.home.erased.exists()


@pytest.mark.parametrize(("key", "words"), [(None, "is not set, but 1 people"), ("other", "is not the key by which 1")])
def test_once_somebody_is_erased_nothing_is_loaded_without_their_key(full_shop, key, words):
    erase(full_shop)
    with pytest.raises(ErasureError, match=f"{KEY_VARIABLE} {words}"):
        load_days(full_shop.home, "shop", "events", [full_shop.day], hash_key=key)


def test_another_key_erases_nobody(full_shop):
    erase(full_shop)
    with pytest.raises(ErasureError, match=f"{KEY_VARIABLE} is not the key"):
        erase_user(full_shop.home, "bert", "other", find_nobody, print)
    assert len(read_erasures(full_shop.home)) == 1


def test_a_book_that_is_lost_or_damaged_stops_everything(full_shop):
    erase(full_shop)
    full_shop.home.erased.write_bytes(b"PAR1")
    with pytest.raises(ErasureError, match="put it back from a backup"):
        find_changes(full_shop.home)
    full_shop.home.erased.unlink()
    with pytest.raises(ErasureError, match=r"holds 0 erasures, but the lake was made under 1: put the file back"):
        find_changes(full_shop.home)


def test_the_other_sources_have_their_users_found_too(full_shop):
    header = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"
    lines = "A,1,x,1,2024-05-01 10:00,1,17850.0,UK\nA,2,x,1,2024-05-01 10:00,1,,UK\nB,1,x,1,2024-05-01 10:00,1,2,UK\n"
    full_shop.drop("lines.csv", (header + lines).encode(), "online_retail/lines")
    full_shop.drop("behaviors.csv", b"17850,1,1,pv,1714557600\n178,1,1,pv,1714557600\n", "taobao/behaviors")
    full_shop.ingest()
    assert erase(full_shop, "17850").row_count == 3
    assert column(full_shop, "online_retail/lines", "invoiceno") == ["B"]
    assert column(full_shop, "taobao/behaviors", "user_id") == ["178"]


def test_a_snapshot_of_the_lake_holds_no_one_erased_and_knows_of_them(full_shop):
    erasure = erase_user(full_shop.home, "anna", KEY, find_nobody, print)
    target = open_home(full_shop.home.path / "snapshot")
    with pytest.raises(LakeError, match="still holds somebody who was erased: run `make daily` first"):
        snapshot_lake(full_shop.home, target, LATER)
    full_shop.ingest()
    snapshot_lake(full_shop.home, target, LATER)
    assert list_done(target) == [erasure]
    assert dataclasses.replace(full_shop, home=target).rows("shop/orders", LATER)[0]["user_id"] == "bert"
