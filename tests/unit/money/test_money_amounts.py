"""What an order, its lines and its days come to: gross, discount, return, net and margin."""

import pytest


@pytest.mark.parametrize(
    ("lines", "stated", "expected"),
    [
        ([("a", 2, 10)], None, ("20", "0", "0", "20")),
        ([("a", 2, 10)], "3", ("20", "3", "0", "17")),
        ([("a", 2, 10)], "-3", ("20", "3", "0", "17")),
        ([("a", 2, 10, 1), ("b", 1, 5, 1)], "2", ("25", "2", "0", "23")),
        ([("a", 2, 10, 1), ("b", 1, 5, 1)], "5", ("25", "5", "0", "20")),
        ([("a", 2, 10, 4), ("b", 1, 5, 1)], "2", ("25", "5", "0", "20")),
        ([("a", 2, 10)], "30", ("20", "20", "0", "0")),
        ([("a", 1, 10, 15), ("b", 1, 10)], None, ("20", "10", "0", "10")),
        ([("a", 1, 10), ("gift", 1, 0)], None, ("10", "0", "0", "10")),
        ([("a", 1, 10), ("gift", 1, 0, 5)], None, ("10", "0", "0", "10")),
        ([("gift", 1, 0)], "5", ("0", "0", "0", "0")),
        ([("a", 1, ""), ("b", 1, 10)], None, ("10", "0", "0", "10")),
        ([("a", 1, "")], "2", (None, None, None, None)),
        ([("a", 3, "0.33335")], None, ("1.0002", "0", "0", "1.0002")),
    ],
)
def test_gross_discount_and_net(till, lines, stated, expected):
    till.sell(*lines, discount_amount=stated)
    assert till.amounts() == expected


def test_only_what_the_order_states_beyond_its_lines_is_split(till):
    till.sell(("a", 1, 10, 1), ("b", 1, 20), discount_amount=4)
    assert till.by_line("discount") == ["2", "2"]


def test_the_largest_line_then_the_first_takes_what_rounding_leaves(till):
    till.sell(("a", 1, 10), ("b", 1, 10), ("c", 1, 10), discount_amount=1)
    assert till.by_line("discount") == ["0.3334", "0.3333", "0.3333"]
    till.sell(("a", 1, 7), ("b", 1, 9), ("c", 1, 7), discount_amount=1)
    assert till.by_line("discount") == ["0.3043", "0.3914", "0.3043"]


def test_a_returned_line_gives_back_what_it_cost_with_its_discount(till):
    till.sell(("a", 3, 10, 1), ("b", 1, 10))
    till.report_lines(8, ("a", -1, 10))
    assert till.amounts() == ("40", "1", "9.6667", "29.3333")
    assert till.by_line("net") == ["29", "-9.6667", "10"]
    assert till.by_day("given_back") == {8: "9.6667"}


def test_all_units_back_carry_all_of_the_discount(till):
    till.sell(("a", 3, 10), discount_amount=1)
    till.report_lines(8, ("a", -1, 10), ("a", -1, 10), ("a", -1, 10), first=11)
    assert till.by_line("given_back")[1:] == ["9.6667", "9.6666", "9.6667"]
    assert till.amounts() == ("30", "1", "29", "0")


def test_more_units_back_than_sold_carry_no_more_discount(till):
    till.sell(("a", 1, 10, 2))
    till.report_lines(8, ("a", -3, 10))
    assert till.amounts() == ("10", "2", "28", "-20")


def test_a_discount_stated_on_the_returned_line_is_the_one_it_carried(till):
    till.sell(("a", 2, 10, 4))
    till.report_lines(8, ("a", -1, 10, 3))
    assert till.amounts() == ("20", "4", "7", "9")
    till.report_lines(8, ("a", -1, 10, 12))
    assert till.amounts() == ("20", "4", "0", "16")
    till.report_lines(8, ("a", -1, 10, 0))
    assert till.amounts() == ("20", "4", "10", "6")


@pytest.mark.parametrize(
    ("own", "stated", "given_back"), [("", 0, "50"), (0, 0, "50"), (10, 10, "50"), (10, 50, "50"), (10, 5, "55")]
)
def test_the_orders_own_discount_comes_to_what_a_returned_line_states(till, own, stated, given_back):
    till.sell(("a", 1, 100, own), discount_amount=50)
    till.report_lines(8, ("a", -1, 100, stated), first=2)
    assert till.by_line("given_back")[1:] == [given_back]


def test_an_order_of_returned_lines_alone_is_negative(till):
    till.sell(("a", -2, 10))
    assert till.amounts() == ("0", "0", "20", "-20")
    assert till.by_day("given_back") == {1: "20"}


@pytest.mark.parametrize("sign", [1, -1])
def test_a_refund_by_amount_is_split_over_what_was_paid_for_each_line(till, sign):
    till.sell(("a", 1, 10, 4), ("b", 1, 20), refund_amount=sign * 13)
    assert till.amounts() == ("30", "4", "13", "13")
    assert till.by_line("given_back") == ["3", "10"]


def test_of_a_refund_and_returned_lines_the_greater_counts(till):
    till.sell(("a", 1, 10), ("b", 1, 20), refund_amount=9)
    till.report_lines(8, ("a", -1, 10), first=3)
    assert till.amounts() == ("30", "0", "10", "20")
    till.report("order_refunds", 8, {"refund_id": "f", "order_id": "o", "refund_amount": 13})
    assert till.amounts() == ("30", "0", "13", "17")
    assert till.by_line("net") == ["9", "18", "-10"]


def test_a_refund_greater_than_what_was_sold_is_kept(till):
    till.sell(("a", 1, 10), refund_amount=25)
    assert till.amounts() == ("10", "0", "25", "-15")


def test_a_refund_of_an_order_that_cost_nothing_counts_on_its_first_line(till):
    till.sell(("a", 1, 10), ("b", 1, 10), discount_amount=20, refund_amount=5)
    assert till.by_line("given_back") == ["5", "0"]
    till.sell(("gift", 1, 0), ("gift", 1, 0), refund_amount=5)
    assert till.by_line("net") == ["-5", "0"]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([("a", 1, ""), ("gift", 1, 0)], [None, "-30"]),
        ([("a", 1, ""), ("b", -1, 10)], [None, "-30"]),
        ([("a", 1, ""), ("b", 1, 20)], [None, "-10"]),
        ([("a", 1, "")], [None]),
    ],
)
def test_a_refund_counts_on_lines_of_known_worth_alone(till, lines, expected):
    till.sell(*lines, refund_amount=30)
    assert till.by_line("net") == expected
    assert till.by_day("given_back") == ({} if expected == [None] else {1: "30"})


def test_refunds_of_two_days_count_on_their_days_beyond_the_returned_lines(till):
    till.sell(("a", 1, 10), ("b", 1, 20))
    till.report_lines(9, ("a", -1, 10), first=3)
    rows = [
        {"refund_id": "f", "order_id": "o", "refund_amount": 4, "refunded_at": "2025-03-05 23:00:00"},
        {"refund_id": "g", "order_id": "o", "refund_amount": 8, "refunded_at": ""},
        {"refund_id": "h", "order_id": "o", "refund_amount": 3, "refunded_at": "2025-03-07"},
    ]
    till.report("order_refunds", 9, *rows)
    assert till.by_day("given_back") == {9: "15"}
    till.report("order_refunds", 10, {"refund_id": "i", "order_id": "o", "refund_amount": 6, "refunded_at": ""})
    assert till.by_day("given_back") == {9: "15", 10: "6"}


def test_a_refund_stated_on_the_order_counts_on_the_load_day_that_first_reported_it(till):
    till.sell(("a", 1, 10))
    till.report("orders", 4, {"order_id": "o", "ordered_at": "2025-03-01", "refund_amount": 3})
    till.report("orders", 6, {"order_id": "o", "ordered_at": "2025-03-01", "refund_amount": 3, "status": "x"})
    assert till.by_day("given_back") == {4: "3"}
    assert till.by_day("net") == {1: "10", 4: "-3"}


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        (["", 10, 25, 25], {2: "10", 3: "15"}),
        ([5, 9, 9, 9], {1: "5", 2: "4"}),
        (["", 3, 40, 4], {2: "3", 3: "1"}),
        (["", 15, 5, 20], {2: "15", 4: "5"}),
        (["", 10, 10, ""], {}),
    ],
)
def test_each_rise_of_a_refund_stated_on_the_order_counts_on_its_load_day(till, stated, expected):
    till.sell(("a", 1, 100), refund_amount=stated[0])
    for day, amount in enumerate(stated[1:], 2):
        till.report("orders", day, {"order_id": "o", "ordered_at": "2025-03-01", "refund_amount": amount})
    till.report("orders", 6, {"order_id": "o", "ordered_at": "2025-03-01", "status": "x"})
    assert till.by_day("given_back") == expected


def test_of_what_an_order_states_and_its_refunds_the_greater_counts_on_every_day(till):
    till.sell(("a", 1, 100))
    till.report("orders", 2, {"order_id": "o", "ordered_at": "2025-03-01", "refund_amount": 10})
    till.report("order_refunds", 3, {"refund_id": "f", "order_id": "o", "refund_amount": 12})
    till.report("orders", 5, {"order_id": "o", "ordered_at": "2025-03-01", "refund_amount": 30})
    assert till.by_day("given_back") == {2: "10", 3: "2", 5: "18"}


def test_a_returned_line_counts_on_the_day_it_states(till):
    till.sell(("a", 1, 10))
    back = {"order_id": "o", "line_number": 2, "item_id": "a", "quantity": -1, "unit_price": 10}
    till.report("order_lines", 8, back | {"returned_at": "2025-03-05 08:00:00"})
    assert till.by_day("given_back") == {5: "10"}


def test_the_margin_is_of_the_cost_that_held_on_the_orders_day(till):
    till.sell(("a", 2, 10), ("gift", 1, 0), day=5)
    till.report_lines(8, ("a", -1, 10), first=3)
    till.report("items", 4, {"item_id": "a", "unit_cost": 4}, {"item_id": "gift", "unit_cost": 1})
    till.report("items", 5, {"item_id": "a", "unit_cost": 5})
    till.report("items", 6, {"item_id": "a", "unit_cost": 7})
    assert till.by_line("margin") == ["10", "-1", "-5"]
    assert till.by_day("margin") == {5: "9", 8: "-5"}
    till.report("items", 3, {"item_id": "gift", "unit_cost": ""})
    till.report("items", 4, {"item_id": "a", "unit_cost": 4})
    assert till.by_line("margin") == ["10", None, "-5"]
    assert till.order.add_up("margin") is None
    assert [day["margin"] is None for _, day in sorted(till.count().by_day().items())] == [True, False]


def test_before_the_first_load_day_of_items_the_first_cost_holds(till):
    till.sell(("a", 1, 10))
    till.report("items", 6, {"item_id": "a", "unit_cost": 7})
    till.report("items", 7, {"item_id": "a", "unit_cost": 8})
    assert till.by_line("margin") == ["3"]
