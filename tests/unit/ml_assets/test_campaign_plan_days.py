"""Over several days: what is deferred comes back on its day, or the plan says why not."""

from collections import defaultdict
from datetime import timedelta
from functools import cache

import numpy as np
import pyarrow as pa
from plan_shops import TODAY, make_candidate, make_inputs, make_offer, with_rules

from ml_assets.campaign_plan import campaign_plan
from ml_assets.campaign_plan.rules import Budget, Cap
from ml_assets.campaign_plan.table import KEY

RULES = with_rules(
    *(Cap("cap_all_day", None, 1, 1), Cap("cap_all_week", None, 7, 2)),
    budgets=(
        Budget("budget_coupons_day", "coupons", "day", 6.0),
        Budget("budget_contacts_month", "contacts", "month", 70),
    ),
    global_held_back_share=0.1,
)
DAYS = 24


@cache
def plan_days(seed: int) -> list[tuple[list[dict], list[dict]]]:
    """Candidates and plans of days in which reasons begin and end by chance."""
    random, ledger, found = np.random.default_rng(seed), None, []
    began = {(user, t): (random.integers(0, 12), random.integers(1, 25)) for user in range(15) for t in range(4)}
    for number in range(DAYS):
        day = TODAY + timedelta(days=number)
        rows = [
            make_candidate(
                *(f"u{user}", f"t{t}", f"i{user % 3}" if t == 3 else None),
                day=day,
                expires_date=TODAY + timedelta(days=int(first + length)),
                held_back_share=0.1,
            )
            for (user, t), (first, length) in began.items()
            # Some reasons end before the day that was known.
            if first <= number < first + length and random.random() < 0.97
        ]
        offers = [make_offer(row, "coupon_10", 0.1, 1.5, 1.0 + len(row["trigger"])) for row in rows]
        inputs = make_inputs(rows, offers, day=day, ledger=ledger, stock={"i0": 4, "i1": 2}, rules=RULES)
        plan = campaign_plan(inputs)
        found.append((rows, plan.to_pylist()))
        ledger = plan if ledger is None else pa.concat_tables([ledger, plan])
    return found


def name(row: dict) -> tuple:
    return tuple(row[part] for part in KEY)


def test_every_deferred_comes_back_on_its_day_or_says_why_not():
    checked, answers = 0, defaultdict(int)
    for seed in range(2):
        plans = [plan for _, plan in plan_days(seed)]
        decided = {(row["plan_date"], name(row)): row for plan in plans for row in plan}
        last = max(day for day, _ in decided)
        for (day, key), row in decided.items():
            if row["decision"] != "defer" or row["deferred_until_date"] > last:
                continue
            until = row["deferred_until_date"]
            between = [decided.get((day + timedelta(days=n), key)) for n in range(1, (until - day).days + 1)]
            met = [other for other in between if other]
            # It is sent, held back or refused by then, or the day itself says what stops it now.
            settled = [other for other in met if other["decision"] in ("send", "hold_back")]
            assert settled or between[-1] is not None, (seed, row)
            answer = settled[0] if settled else between[-1]
            assert answer["decision_reason"]
            answers[answer["decision"], answer["refused_by"]] += 1
            checked += 1
    assert checked > 250
    assert answers["send", None] > 50
    assert answers["refuse", "reason_ended"] > 10


def test_nothing_is_reported_as_ended_twice_or_while_it_is_a_candidate():
    for seed in range(2):
        ended = defaultdict(list)
        for rows, plan in plan_days(seed):
            candidates = {name(row) for row in rows}
            assert len(plan) == len({row["decision_id"] for row in plan}) == len({name(row) for row in plan})
            for row in plan:
                if row["refused_by"] == "reason_ended":
                    assert name(row) not in candidates
                    ended[name(row)].append(row["plan_date"])
                else:
                    assert name(row) in candidates
        assert ended


def test_what_three_others_displaced_is_not_said_to_have_ended_for_sure():
    """A trigger has three candidates a person at most: z may wait as it did, behind b, c and d."""
    rules = with_rules(Cap("cap_all_day", None, 1, 1))
    rows = [make_candidate("ann", "fav", item) for item in "az"]
    offers = [make_offer(row, worth=2.0 - n) for n, row in enumerate(rows)]
    ledger = campaign_plan(make_inputs(rows, offers, rules=rules))
    day = TODAY + timedelta(days=1)
    newer = [make_candidate("ann", "fav", item, day=day) for item in "bcd"]
    plan = campaign_plan(make_inputs(newer, day=day, ledger=ledger, rules=rules)).to_pylist()
    assert [(row["refused_by"], row["decision_reason"]) for row in plan if row["item_id"] == "z"] == [
        (
            "reason_ended",
            "It was deferred to this day, and is no candidate any more: its reason has ended, or three others of its "
            "trigger are more urgent.",
        )
    ]
