"""What one more contact costs: the prior, what was measured, and those to whom nobody has written yet."""

import numpy as np
import pyarrow as pa
import pytest
from worth_shops import make_row, make_worth_inputs

from ml_assets.campaign_worth import campaign_worth
from ml_assets.campaign_worth.pressure import list_costs

NO_PRESSURE = make_worth_inputs([]).pressure


def test_where_nothing_was_measured_each_further_message_costs_as_much_again():
    assert list_costs(NO_PRESSURE, 0.03, most=3).tolist() == pytest.approx([0, 0.03, 0.06, 0.09])


def test_what_was_measured_counts_by_how_sure_it_is_and_the_last_count_stands_for_more():
    """After none one more makes .02 orders, after one .01 less than nothing: .03 lost, which a prior of .01 half
    believes where the errors together are .01. After two or more .1 is lost, of which an error of .06 takes a sixth and
    of a prior of three messages, .03, a third of the weight. A gain is no cost below 0."""
    measured = [(0, 0.02, 0.006), (1, -0.01, 0.008), (2, -0.08, 0.06)]
    pressure = make_worth_inputs([], pressure=measured).pressure
    costs = list_costs(pressure, 0.01, most=3)
    assert costs[1] == pytest.approx(0.5 * 0.03 + 0.5 * 0.01)
    for number in (2, 3):
        prior, squares = 0.01 * number, 0.06**2 + 0.006**2
        assert costs[number] == pytest.approx((prior**2 * 0.1 + squares * prior) / (prior**2 + squares))
    better = make_worth_inputs([], pressure=[(0, 0.0, 0.001), (1, 0.5, 0.001)]).pressure
    assert list_costs(better, 0.01, most=2).tolist() == [0, 0, 0]
    assert list_costs(pressure.slice(1), 0.01, most=1).tolist() == pytest.approx([0, 0.01])  # nothing to compare with


def test_too_little_data_leaves_the_prior():
    pressure = make_worth_inputs([], pressure=[(0, 0.0, np.nan), (1, -0.3, np.nan)]).pressure
    assert list_costs(pressure, 0.03, most=1).tolist() == pytest.approx([0, 0.03])


def test_keen_buyers_have_more_to_lose_and_the_first_message_bears_the_share_that_is_followed_by_another():
    """Of three users written to, one was twice and one three times: of the cost of a second message two thirds are
    charged to who had none. The chances are .1 and .3, so the second costs half of the usual and one and a half."""
    rows = [make_row(user, "cart") for user in ("none", "one", "two", "unknown")]
    chances = {"none": 0.2, "one": 0.1, "two": 0.3, "unknown": None}
    messages = ["one", "two", "two", "three", "three", "three"]
    found = campaign_worth(make_worth_inputs(rows, chances=chances, messages=messages))
    assert found.candidates["pressure_orders"].to_pylist() == pytest.approx([0.02, 0.015, 0.09, 0.02])
    margins = {row["user_id"]: row["expected_margin"] for row in found.offers.to_pylist()}
    assert margins == pytest.approx({"none": 0.39, "one": 0.59, "two": -2.41, "unknown": 0.39})


def test_nobody_was_written_to_and_nobody_is_known():
    found = campaign_worth(make_worth_inputs([make_row("u", "cart")]))
    assert found.candidates["pressure_orders"].to_pylist() == [0.0]
    assert campaign_worth(make_worth_inputs([])).candidates["pressure_orders"].type == pa.float64()


def test_who_was_written_to_pays_whatever_the_chances():
    found = campaign_worth(make_worth_inputs([make_row("u", "cart")], chances={"u": 0.0}, messages=["u"]))
    assert found.candidates["pressure_orders"].to_pylist() == [0.03]
