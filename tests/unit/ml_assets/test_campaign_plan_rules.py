"""How the settings of the plan are read."""

import csv
from pathlib import Path

import pyarrow as pa
import pytest

from ml_assets.campaign_plan import read_rules
from ml_assets.campaign_plan.rules import CHANNELS, Budget, Cap

SEEDS = Path(__file__).parents[3] / "seeds" / "reference"


def test_rules_are_read_by_name_and_a_wrong_one_gets_one_sentence():
    values = {
        **{"cap_all_day": "1", "cap_all_week": "3", "cap_all_month": "8", "cap_email_day": "1"},
        "global_held_back_share": "0.05",
        "depth_explored_share": "0.1",
    }
    values |= {"parked_explored_share": "0.05", "promised_share": "0.5", "least_on_hand_count": "3"}
    values |= {"quiet_from": "21:00", "quiet_to": "08:00", "depth_explored_loss": "1"}
    budgets = pa.table({"kind": ["coupons"], "period": ["month"], "most": [500.0]})

    def read(**changed: str):
        both = values | changed
        return read_rules(pa.table({"setting": list(both), "value": list(both.values())}), budgets)

    rules = read()
    assert rules.caps == (
        *(Cap("cap_all_day", None, 1, 1), Cap("cap_all_month", None, 30, 8), Cap("cap_all_week", None, 7, 3)),
        Cap("cap_email_day", "email", 1, 1),
    )
    assert rules.budgets == (Budget("budget_coupons_month", "coupons", "month", 500.0),)
    for name, value, words in (
        ("promised_share", "1.5", "settings.promised_share is 1.5: give a number from 0 to 1"),
        ("quiet_from", "late", "settings.quiet_from is 'late': give a time as HH:MM"),
        ("cap_all_year", "3", "settings has cap_all_year: name it"),
        ("cap_emial_day", "1", "settings has cap_emial_day: name it cap_<channel>_<period>, of all, email, push,"),
        ("cap_email_day", "1.5", "settings.cap_email_day is 1.5: give a whole number"),
    ):
        with pytest.raises(ValueError, match=words):
            read(**{name: value})
    del values["cap_all_month"]
    with pytest.raises(ValueError, match="settings lacks cap_all_month: without it nothing limits"):
        read()


def test_the_channels_that_a_cap_may_name_are_those_of_the_seeds():
    costs, triggers = (list(csv.DictReader((SEEDS / f"{name}.csv").open())) for name in ("message_costs", "triggers"))
    assert {row["name"] for row in costs if row["cost_kind"] == "channel"} - {"any"} == set(CHANNELS)
    assert {channel for row in triggers for channel in row["channels"].split(";")} <= set(CHANNELS)
