"""Which rows count: of several load days, files and currencies, and whether the order does."""

import gzip
import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

ORDER = {"order_id": "o", "ordered_at": "2025-03-01 10:00:00"}
DOLLARS = {"currency": "USD", "valid_from": "2025-03-01"}


def test_a_later_load_day_with_a_sold_line_replaces_all_lines(till):
    till.sell(("a", 1, 10), ("b", 1, 20))
    till.report_lines(3, ("b", 2, 20))
    assert till.amounts() == ("40", "0", "0", "40")
    assert [line.line.item for line in till.order.lines] == ["b"]


def test_later_load_days_of_returned_lines_alone_are_added_and_the_newest_of_a_number_counts(till):
    till.sell(("a", 3, 10), ("b", 1, 20))
    till.report_lines(3, ("a", -1, 10))
    till.report_lines(4, ("b", -1, 20), first=2)
    till.report_lines(5, ("a", -2, 10))
    assert till.amounts() == ("50", "0", "40", "10")
    assert till.by_day("given_back") == {3: "20", 4: "20"}


def test_an_order_that_never_had_a_sold_line_is_as_its_newest_load_day_has_it(till):
    till.sell(("a", -1, 10), ("b", -1, 20))
    till.report_lines(3, ("b", -1, 20))
    assert till.amounts() == ("0", "0", "20", "-20")


def test_of_two_files_of_a_day_the_later_replaces_the_lines_it_repeats(till):
    till.sell(("a", 1, 10), ("b", 1, 20))
    till.report_lines(1, ("a", 1, 12), file="b.csv")
    assert till.amounts() == ("12", "0", "0", "12")


@pytest.mark.parametrize("file", ["a-1800.csv", "a (1).csv", "a.1800.csv"])
def test_the_later_file_of_a_day_is_the_last_by_name_without_its_ending(till, file):
    till.sell(("a", 1, 10), status="paid")
    till.report("orders", 1, ORDER | {"status": "cancelled"}, file=file)
    till.report_lines(1, ("a", 1, 12), file=file)
    assert till.order.counts_as == "cancelled"
    assert till.amounts()[0] == "12"


def test_two_files_of_a_day_that_repeat_nothing_count_together(till):
    till.sell(("a", 1, 10))
    till.report_lines(1, ("b", 1, 20), first=2, file="b.csv")
    till.report_lines(1, ("a", -1, 10), file="c.csv")
    assert till.amounts() == ("30", "0", "10", "20")


@pytest.mark.parametrize("numbers", [(1, 2, 2), (None, None, None)])
def test_a_return_that_a_second_file_of_a_day_repeats_replaces_that_return_alone(till, numbers):
    till.report("orders", 1, ORDER)
    lines = [("a", 1, 100), ("b", 1, 30), ("b", -1, 30)]
    names = ("line_number", "order_id", "item_id", "quantity", "unit_price")
    rows = [dict(zip(names, (number, "o", *line), strict=True)) for number, line in zip(numbers, lines, strict=True)]
    till.report("order_lines", 1, *rows)
    till.report("order_lines", 1, rows[2], file="b.csv")
    assert till.amounts() == ("130", "0", "30", "100")


@pytest.mark.parametrize(("item", "gross"), [("a", "14"), ("b", "34")])
def test_lines_without_numbers_are_repeated_by_their_item(till, item, gross):
    till.report("orders", 1, ORDER)
    line = {"order_id": "o", "quantity": 1, "unit_price": 10, "item_id": "a"}
    till.report("order_lines", 1, line, line | {"item_id": "c"})
    till.report("order_lines", 1, line | {"item_id": item, "unit_price": 14}, file="b.csv")
    assert till.amounts()[0] == gross


@pytest.mark.parametrize("numbers", [(1, ""), ("", 1)])
def test_of_two_files_of_a_day_one_without_numbers_is_compared_by_item(till, numbers):
    till.report("orders", 1, ORDER)
    line = {"order_id": "o", "item_id": "a", "quantity": 1, "unit_price": 100}
    till.report("order_lines", 1, line | {"line_number": numbers[0]}, file="a.csv")
    till.report("order_lines", 1, line | {"line_number": numbers[1]}, file="b.csv")
    assert till.amounts()[0] == "100"


def test_within_a_file_the_first_row_of_a_key_counts(till):
    till.report("orders", 1, ORDER | {"status": "paid"}, ORDER | {"status": "cancelled"})
    line = {"order_id": "o", "line_number": 1, "item_id": "a", "quantity": 1}
    till.report("order_lines", 1, line | {"unit_price": 10}, line | {"unit_price": 99})
    assert till.order.counts_as == "counted"
    assert till.amounts()[0] == "10"


def test_of_two_exports_of_a_day_the_later_updated_counts_then_the_later_name(till):
    till.report("orders", 1, ORDER | {"status": "paid"}, file="18h.csv")
    till.report("orders", 1, ORDER | {"status": "cancelled"}, file="6h.csv")
    assert till.order.counts_as == "cancelled"
    till.report("orders", 1, ORDER | {"status": "paid", "updated_at": "2025-03-01 18:00:00"}, file="18h.csv")
    till.report("orders", 1, ORDER | {"status": "cancelled", "updated_at": "2025-03-01 06:00:00"}, file="6h.csv")
    assert till.order.counts_as == "counted"
    till.report("orders", 2, ORDER | {"status": "pending", "updated_at": "2025-02-28 06:00:00"})
    assert till.order.counts_as == "pending"


@pytest.mark.parametrize(
    ("file", "counts_as"), [("0h.csv", "counted"), ("1h.csv", "cancelled"), ("9h.csv", "cancelled")]
)
def test_of_the_exports_of_a_day_one_without_the_column_of_the_update_goes_by_its_name(till, file, counts_as):
    till.report("orders", 1, ORDER | {"status": "paid", "updated_at": "2025-03-01 18:00:00"}, file="1a.csv")
    till.report("orders", 1, ORDER | {"status": "paid", "updated_at": "2025-03-01 06:00:00"}, file="6h.csv")
    till.report("orders", 1, ORDER | {"status": "cancelled"}, file=file)
    assert till.order.counts_as == counts_as


def test_of_several_versions_in_one_file_the_latest_updated_counts(till):
    versions = [("06", "pending"), ("18", "cancelled"), ("12", "paid")]
    rows = [ORDER | {"status": word, "updated_at": f"2025-03-01 {hour}:00:00"} for hour, word in versions]
    till.report("orders", 1, *rows)
    assert till.order.counts_as == "cancelled"


def test_a_column_that_is_absent_keeps_its_value_and_an_empty_one_empties(till):
    till.sell(("a", 2, 10, 1), user_id="u", shipping_amount=5, discount_amount=3)
    till.report("orders", 2, ORDER | {"status": "done"})
    assert (till.order.user_id, till.order.shipping) == ("u", 5)
    assert till.amounts() == ("20", "3", "0", "17")
    till.report("orders", 3, ORDER | {"user_id": "", "discount_amount": ""})
    assert (till.order.user_id, till.order.shipping) == (None, 5)
    assert till.amounts() == ("20", "1", "0", "19")


def test_columns_of_lines_are_kept_by_number(till):
    till.sell(("a", 2, 10, 1), ("b", 1, 20))
    line = {"order_id": "o", "line_number": 1, "item_id": "a", "quantity": 3}
    till.report("order_lines", 2, line, line | {"line_number": 2})
    assert till.amounts() == ("90", "1", "0", "89")


@pytest.mark.parametrize("numbers", [(), (7, 4, 9)])
def test_columns_of_lines_without_numbers_are_kept_by_item_and_place(till, numbers):
    lines = [{"order_id": "o", "item_id": item, "quantity": 1} for item in ("a", "b", "a")]
    priced = [line | {"unit_price": price} for line, price in zip(lines, (10, 20, 30), strict=True)]
    if numbers:
        priced = [line | {"line_number": number} for line, number in zip(priced, numbers, strict=True)]
    till.report("orders", 1, ORDER)
    till.report("order_lines", 1, *priced)
    till.report("order_lines", 2, *(line | {"quantity": 2} for line in lines))
    assert till.amounts()[0] == "120"
    assert till.by_line("gross") == (["40", "20", "60"] if numbers else ["20", "40", "60"])


def test_a_return_reported_by_number_alone_is_at_the_price_once_paid_less_its_part_of_the_discount(till):
    till.sell(("a", 2, 10, 4))
    till.report("order_lines", 5, {"order_id": "o", "line_number": 1, "item_id": "a", "quantity": -1})
    assert till.amounts() == ("20", "4", "8", "8")


def test_a_refund_that_is_reported_again_counts_once_as_last_reported(till):
    till.sell(("a", 1, 10))
    till.report("order_refunds", 3, {"refund_id": "f", "order_id": "o", "refund_amount": 3})
    till.report("order_refunds", 4, {"refund_id": "f", "order_id": "o", "refund_amount": 2})
    assert till.amounts()[2] == "2"
    assert till.by_day("given_back") == {3: "2"}


@pytest.mark.parametrize(
    ("word", "counts_as"),
    [
        *((word, "counted") for word in ("", "Paid", "?")),
        *((word, "cancelled") for word in ("CANCELLED", "Canceled", "voided")),
        *(("Pending", "pending"), ("TEST", "test")),
    ],
)
def test_status_decides_whether_an_order_counts(till, word, counts_as):
    till.sell(("a", 1, 10), status=word, user_id="u", discount_amount=2, refund_amount=1)
    money = till.count()
    assert money.orders["o"].counts_as == counts_as
    assert ("u" in money.by_user(), "a" in money.by_item()) == (counts_as == "counted",) * 2
    assert till.by_day("cancelled_amount") == ({1: "8"} if counts_as == "cancelled" else {})
    assert till.by_day("pending_orders") == ({1: "1"} if counts_as == "pending" else {})
    assert till.by_day("net") == ({1: "7"} if counts_as == "counted" else {})


def test_a_foreign_order_converts_at_the_newest_rate_of_its_day_or_before(till):
    till.sell(
        ("a", 3, "0.35", "0.05"), currency="usd", shipping_amount="-0.5", tax_amount=2, refund_amount="0.1", day=2
    )
    till.report("exchange_rates", 2, DOLLARS | {"rate": "0.9999"}, DOLLARS | {"rate": "7", "valid_from": "2025-03-03"})
    assert till.amounts() == ("1.0499", "0.05", "0.1", "0.8999")  # 1.049895, 0.049995 and 0.09999, rounded
    assert (till.short(till.order.shipping), till.short(till.order.tax)) == (
        "-0.5",
        "1.9998",
    )  # -0.49995 away from zero


def test_amounts_are_rounded_half_away_from_zero(till):
    till.sell(("a", 1, "0.01"), ("a", -1, "0.03", 0), currency="USD", shipping_amount="-0.01", tax_amount="0.01")
    till.report("exchange_rates", 2, DOLLARS | {"rate": "0.025"})
    assert till.amounts() == ("0.0003", "0", "0.0008", "-0.0005")
    assert (till.short(till.order.shipping), till.short(till.order.tax)) == ("-0.0003", "0.0003")


def test_an_order_without_rate_waits_for_it(till):
    till.sell(("a", 1, 10), currency="USD")
    assert (till.count().orders, till.count().unconverted) == ({}, {"o"})
    till.report("exchange_rates", 9, DOLLARS | {"valid_from": "2025-03-02", "rate": "2"})
    assert till.count().unconverted == {"o"}
    till.report("exchange_rates", 10, DOLLARS | {"valid_from": "2025-03-01 23:00:00", "rate": "0.5"})
    assert till.amounts()[0] == "5"
    till.report("exchange_rates", 11, DOLLARS | {"valid_from": "2025-03-01 23:00:00", "rate": "0.25"})
    assert till.amounts()[0] == "2.5"


def test_bad_rows_and_lines_of_unknown_orders_change_nothing(till):
    till.sell(("a", 1, 10))
    line = {"order_id": "o", "line_number": 1, "item_id": "a", "quantity": 1, "unit_price": 5}
    bad = [{"quantity": 0}, {"quantity": "1.5"}, {"unit_price": -1}, {"item_id": ""}, {"order_id": "never"}]
    till.report("order_lines", 3, *(line | change for change in bad))
    till.report("orders", 3, ORDER | {"ordered_at": "soon"}, ORDER | {"ordered_at": "2025-03-09"})
    assert till.amounts() == ("10", "0", "0", "10")
    assert till.count().orders.keys() == {"o"}


def test_every_kind_of_file_is_read(till):
    till.sell(("a", 1, 10))
    files = {table: till.folder / table / "2025-03-01" / "a.csv" for table in ("orders", "order_lines")}
    orders, lines = files["orders"], files["order_lines"]
    (orders.parent / "a.csv.gz").write_bytes(gzip.compress(orders.read_bytes()))
    orders.unlink()
    more = {"order_id": "o", "line_number": 2, "item_id": "b", "quantity": 1, "unit_price": 2.5}
    (lines.parent / "b.jsonl").write_text(json.dumps(more) + "\n")
    pq.write_table(pa.Table.from_pylist([more | {"line_number": 3}]), lines.parent / "c.parquet")
    assert till.amounts()[0] == "15"


def test_a_line_id_of_a_platform_is_a_line_number(till):
    till.report("orders", 1, ORDER)
    line = {"order_id": "o", "item_id": "a", "quantity": 1, "unit_price": 100}
    till.report("order_lines", 1, *(line | {"line_number": number} for number in (13456789012345, 13456789012346)))
    assert till.amounts()[0] == "200"
