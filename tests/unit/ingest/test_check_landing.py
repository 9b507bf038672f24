"""What is said of landing before a run is what the run then does, and saying it writes nothing."""

import gzip
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ingest.check.landing import check_files, find_waiting
from ingest.check.report import report_file, write_report
from orchestration.commands.check_landing import check_landing, find_home
from orchestration.settings import SettingsError

ORDERS = b"order_id,user_id,ordered_at,status,currency,discount_amount\n"
ORDER = b"1,a,2024-04-30 10:00,paid,EUR,1.50\n"
PRICES = b"item_id,price,valid_from\n"
PRICE = b"i1,2.50,2024-05-01\n"


def say(shop) -> str:
    """Return all that is said of the files that wait."""
    waiting = find_waiting(shop.home)
    reports = [report_file(checked, waiting.twins.get(checked.path)) for checked in check_files(waiting, "UTC")]
    return "\n".join(line for report in reports for line in write_report(report, None))


def list_home(home: Path) -> dict[str, tuple]:
    """Return every file and folder of a home with its times and content."""
    return {
        str(path.relative_to(home)): (path.stat().st_mtime_ns, path.read_bytes() if path.is_file() else None)
        for path in [home, *home.rglob("*")]
    }


BROKEN = [
    ("a.csv", PRICES + b"i1,2\n" + PRICE, "fewer values than there are columns"),
    ("a.csv", PRICES + b"i1,2,3,4\n" + PRICE, "more values than there are columns"),
    ("a.csv", PRICES + b'i1,"2,3\n' + PRICE, "is opened and not closed"),
    ("a.csv", PRICES + b'i1,"2"x,3\n' + PRICE, "in the middle of a value"),
    ("a.csv", PRICES + b"i1,caf\xe9,3\n" + PRICE, "not in UTF-8"),
    ("a.csv", b"item_id,cost,valid_from\ni1,2,3\n", "lacks price, so the run will stop"),
    ("a.csv", b"item_id,price,valid_from,PRICE\ni1,2,3,4\n", "names a column twice"),
    ("a.csv", PRICE * 3, "first line looks like data"),
    ("a.csv", b"", "file is empty"),
    ("a.csv", b"\n \n", "file is empty"),
    ("a.csv", b"\xef\xbb\xbf", "file is empty"),
    ("a.csv.gz", gzip.compress(b"", mtime=0), "file is empty"),
    ("a", b"", "file is empty"),
    ("a.csv", (PRICES + PRICE).decode().encode("utf-16"), "in UTF-16"),
    ("a.csv", (PRICES + PRICE).decode().encode("utf-16-le"), "in UTF-16"),
    ("a.csv.gz", gzip.compress(PRICES + PRICE * 9, mtime=0)[:-9], "packed file is damaged"),
    ("a.csv.gz", gzip.compress(PRICES + PRICE * 9, mtime=0)[:-8] + b"\0" * 8, "packed file is damaged"),
    ("a.csv.gz", b"no gzip at all", "packed file is damaged"),
    ("a.csv", (PRICES + PRICE).replace(b"\n", b"\r"), "old Macs"),
    ("a.csv", b'"never closed\n', "a quote in it is not closed"),
    ("a.xlsx", b"PK", "is a spreadsheet"),
    ("a.csv", b"sep=;\nitem_id;price;valid_from\ni1;2;2024-05-01\n", "Take the line above the header away"),
    ("a.csv", b"Prices of May\n\n" + PRICES + PRICE, "Take the 2 lines above the header away"),
    (
        "a.csv",
        b"order_id,item_id,quantity,unit_price\n1,i,1,2\n",
        "the columns of shop/order_lines, so the run will stop",
    ),
    ("a.csv", b"Customer ID,Email,Phone\n7,,\n", "move the file to landing/shopify/customers/"),
    ("a.txt", PRICES + PRICE, "ends in none of .csv"),
    ("a.jsonl", b'{"item_id": "i1", "price"\n', "not a whole JSON object"),
    ("a.jsonl", b'{"item_id":"i","price":1,"valid_from":"2024-05-01"}\n["i1", 2, 3]\n17\n', "not a whole JSON object"),
    ("a.jsonl", b'{"item_id":"i","price":1,"price":2,"valid_from":"2024-05-01"}\n', "one column two values"),
    ("a.jsonl", b'{"item_id": "i1"}\n', "lacks price and valid_from"),
    ("a.parquet", b"no parquet", "no Parquet file"),
    ("a.parquet", b"", "file is empty"),
]


@pytest.mark.parametrize(("name", "content", "words"), BROKEN)
def test_a_broken_file_is_named_in_words_and_counted_as_the_run_counts_it(shop, name, content, words):
    shop.drop(name, content)
    before = list_home(shop.home.path)
    waiting = find_waiting(shop.home)
    [checked] = check_files(waiting, "UTC")
    report = report_file(checked, None)
    assert any(words in fault for fault in report.faults), report
    assert check_landing(shop.home, "UTC") == 1
    assert list_home(shop.home.path) == before
    [result] = shop.ingest()
    measured = checked.measured
    counted = (1, 1) if measured.unreadable else (measured.rows, sum(measured.line_faults.values()))
    assert counted == (result.landed_count, result.fault_count)
    assert sorted(measured.extra) == sorted(result.extra_columns)


def test_a_parquet_file_that_lacks_columns_is_named_with_what_to_rename(shop):
    path = shop.drop("a.parquet", b"")
    pq.write_table(pa.table({"item_id": ["i"], "Price ": ["1"], "Valid From": ["2024-05-01"]}), path)
    assert "It lacks valid_from, so the run will stop. Rename Valid From to valid_from" in say(shop)


def test_values_that_do_not_parse_are_shown_with_their_share_and_place(shop):
    shop.drop("a.csv", PRICES + b'i1,"12,50",2024-05-01\ni2,x,31.12.2023\n,3,2024-05-09\ni4,4,2024-05-01\n')
    said = say(shop)
    assert "4 rows, 3 of them will be refused (75 %)" in said
    assert "price: 2 of 4 values (50 %) will be refused: not an amount like 12.50. Write a decimal point" in said
    assert "row 1 '12,50', row 2 'x'." in said
    assert "valid_from: 1 of 4 values (25 %) will be refused: not a time" in said
    assert "Write the year first" in said
    assert "item_id: 1 of 4 values (25 %) will be refused: empty, and required. For example row 3." in said


def test_a_sound_file_is_told_by_columns_dates_currencies_and_words(shop):
    shop.drop("a.csv", ORDERS + ORDER + b"2,b,2024-05-01 10:00,Geliefert,usd,\n", "shop/orders")
    said = say(shop)
    assert "ordered_at       2024-04-30 to 2024-05-01" in said
    assert "currency         EUR 1, USD 1" in said
    assert "No list knows the status Geliefert (1 row): these count as orders. If they are none, add the word" in said
    assert "paid" not in said.split("No list")[1]
    assert check_landing(shop.home, "UTC") == 0


def test_an_unknown_column_is_named_with_the_nearest_known_one(shop):
    shop.drop("a.csv", b"order_id,ordered_at,Statsu,zzz\n1,2024-04-30,paid,x\n", "shop/orders")
    said = say(shop)
    assert "The column Statsu is unknown and will be left out. Is status meant?" in said
    assert "The column zzz is unknown and will be left out.\n" in said + "\n"


def test_a_file_that_fits_another_table_better_is_pointed_out(shop):
    shop.drop("a.csv", b"user_id,order_id,ordered_at,status\nu,1,2024-04-30,paid\n", "shop/users")
    assert "? These look like the columns of shop/orders: move the file, if they are." in say(shop)


def test_no_column_is_offered_that_is_in_its_place_or_for_two(shop):
    shop.drop("a.csv", b"item_id,Item,Item ID 2,prices,Price 2\n1,2,3,4,5\n")
    said = say(shop)
    assert "It lacks price and valid_from, so the run will stop. Rename prices to price, if these are meant." in said


@pytest.mark.parametrize(
    ("price", "remedies"),
    [
        ("\u20ac12.50", ["Take the currency sign away."]),
        ("9.90 \u20ac", ["Take the currency sign away."]),
        ("EUR 9.90", ["Take the currency sign away."]),
        ("1,234.50", ["Write no sign between thousands: 1234.50."]),
        ("$1,234.50", ["Take the currency sign away.", "Write no sign between thousands: 1234.50."]),
        ("9,90 \u20ac", ["Take the currency sign away.", "Write a decimal point instead of the comma."]),
        ("dear", []),
    ],
)
def test_a_number_written_otherwise_is_told_what_to_change(shop, price, remedies):
    shop.drop("a.csv", PRICES + f'i1,"{price}",2024-05-01\n'.encode())
    said = say(shop)
    assert f"not an amount like 12.50.{''.join(f' {remedy}' for remedy in remedies)} For example row 1" in said


def test_a_workbook_named_csv_is_called_a_spreadsheet(shop, capsys):
    shop.drop("a.csv", b"PK\x03\x04 and more")
    assert "It is a spreadsheet and no CSV file" in say(shop)
    assert check_landing(shop.home, "UTC") == 1
    said = capsys.readouterr().out
    assert "1 file with 0 rows. It cannot read 1 file at all.\n" in said


def test_orders_without_lines_and_lines_without_orders_are_pointed_out(shop, capsys):
    shop.drop("a.csv", ORDERS + ORDER, "shop/orders")
    assert check_landing(shop.home, "UTC") == 0
    assert "? shop/orders has files and shop/order_lines has none" in capsys.readouterr().out
    shop.drop("a.csv", b"order_id,item_id,quantity,unit_price\n1,i,1,2\n", "shop/order_lines")
    check_landing(shop.home, "UTC")
    assert "has none" not in capsys.readouterr().out
    (shop.home.landing / "shop/orders/2024-05-01/a.csv").unlink()
    check_landing(shop.home, "UTC")
    assert "? shop/order_lines has files and shop/orders has none" in capsys.readouterr().out


def test_a_folder_that_differs_from_landing_by_case_is_named(tmp_path, monkeypatch):
    (tmp_path / "Landing").mkdir()
    monkeypatch.setenv("CARTOGRAPH_HOME", str(tmp_path))
    with pytest.raises(SettingsError, match="Landing is not read: rename the folder to landing"):
        find_home()


def test_personal_values_are_shown_nowhere(shop):
    shop.drop("a.csv", b"user_id,birth_year\nanna\tx,19x85\nu2,1985\n", "shop/users")
    shop.drop("b.csv", b"user_id,birth_year\nbert@example.com\n", "shop/users")
    shop.drop("c.csv", b"7,carla@example.com,2024-05-01\n8,carla@example.com,2024-05-01\n", "shop/orders")
    said = say(shop)
    assert "user_id: 1 of 2 values" in said
    assert "birth_year: 1 of 2 values" in said
    for secret in ("anna", "19x85", "bert", "carla"):
        assert secret not in said


def test_the_same_bytes_and_the_same_rows_are_named_also_where_the_first_is_in_the_lake(shop):
    shop.drop("a.csv", PRICES + PRICE + b"i2,3,2024-05-01\n")
    shop.ingest()
    shop.drop("b.csv", PRICES + PRICE + b"i2,3,2024-05-01\n")
    shop.drop("c.csv", b"item_id;price;valid_from\ni2;3;2024-05-01\ni1;2.50;2024-05-01\n")
    said = say(shop)
    assert "Byte for byte the same file as shop/prices/2024-05-01/a.csv" in said
    assert "The same rows as shop/prices/2024-05-01/b.csv" in said
    assert find_waiting(shop.home).in_lake == 1


def test_a_table_without_header_or_types_is_told_by_columns_and_rows(shop):
    shop.drop("a.csv", b"1,2,3,pv,1511544070\n1,2\n", "taobao/behaviors")
    said = say(shop)
    assert "2 rows, 1 of them will be refused" in said
    assert "user_id, item_id, category_id, behavior, epoch_seconds" in said


def test_all_that_stands_in_a_wrong_place_is_named_at_once(shop, capsys):
    for place in (
        "shopify_/orders/2024-05-01/a.csv",
        "shop/order/2024-05-01/a.csv",
        "shop/orders/may/a.csv",
        "shop/a.csv",
    ):
        path = shop.home.landing / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    shop.drop("_b.csv", PRICES + PRICE)
    shop.drop("good.csv", PRICES + PRICE)
    assert check_landing(shop.home, "UTC") == 1
    said = capsys.readouterr().out
    assert "good.csv: 1 row" in said
    assert "is not a source Cartograph knows (" in said
    assert "docs/bring_your_own_shop.md#a-source-of-your-own" in said
    assert "rename the folder to orders" in said
    assert "may is not named after a day" in said
    assert "shop/a.csv is not in a load day" in said
    assert "_b.csv is passed over for its name" in said


def test_where_all_will_be_read_the_check_ends_with_0(shop, capsys):
    shop.drop("a.csv", PRICES + PRICE)
    assert check_landing(shop.home, "UTC") == 0
    assert "All will be read: 1 file with 1 row." in capsys.readouterr().out
    shop.ingest()
    assert check_landing(shop.home, "UTC") == 0
    assert "No file waits" in capsys.readouterr().out


def test_a_home_that_does_not_exist_is_named_and_not_made(tmp_path, monkeypatch):
    monkeypatch.setenv("CARTOGRAPH_HOME", str(tmp_path / "shop"))
    with pytest.raises(SettingsError, match="does not exist: make it"):
        find_home()
    assert list(tmp_path.iterdir()) == []


def test_several_currencies_ask_for_the_shops_own(shop, capsys, monkeypatch):
    shop.drop("a.csv", ORDERS + ORDER + b"2,b,2024-05-01 10:00,paid,usd,\n", "shop/orders")
    monkeypatch.delenv("CARTOGRAPH_CURRENCY", raising=False)
    check_landing(shop.home, "UTC")
    assert "several currencies (EUR, USD): set CARTOGRAPH_CURRENCY" in capsys.readouterr().out
    monkeypatch.setenv("CARTOGRAPH_CURRENCY", "EUR")
    check_landing(shop.home, "UTC")
    assert "several currencies" not in capsys.readouterr().out


def test_an_event_of_nobody_is_refused(shop):
    shop.drop(
        "a.csv", b"user_id,anonymous_id,event_type,event_at\n,,view,2024-05-01\nu,,view,2024-05-01\n", "shop/events"
    )
    assert "1 row will be refused: none of user_id, anonymous_id is filled. For example row 1." in say(shop)
