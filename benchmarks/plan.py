"""How long the plan takes for 15 candidates a user, against two minutes for 100,000 users, and how it grows.

python -m benchmarks.plan USERS ... measures these numbers of users.
"""

import sys
from datetime import date, datetime, time, timedelta
from time import perf_counter, process_time

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ml_assets.campaign_plan import CAMPAIGN_PLAN, Evidence, PlanInputs, Rules, campaign_plan, check_plan
from ml_assets.campaign_plan.rules import Budget, Cap
from ml_assets.campaign_plan.table import KEY

ALLOWED_SECONDS, ALLOWED_USERS = 120, 100_000
TRIGGERS = 15
DAY = date(2025, 4, 29)
AT = datetime(2025, 4, 30, 18)


def measure_plan(sizes: tuple[int, ...] = (10_000, 30_000, ALLOWED_USERS)) -> None:
    """Print for each number of users the seconds of plan and checks, on the wall and of the processor."""
    for users in sizes:
        inputs = make_inputs(users)
        began, began_processor = perf_counter(), process_time()
        plan = campaign_plan(inputs)
        planned, planned_processor = perf_counter() - began, process_time() - began_processor
        consents = inputs.candidates.select(["user_id", "channel"])
        nothing = {"user_id": pa.string(), "item_id": pa.string(), "category_id": pa.string()}
        purchases = pa.schema([*nothing.items(), ("ordered_at", pa.timestamp("us"))]).empty_table()
        counts = check_plan(plan, inputs, Evidence(consents, purchases, "UTC"))
        seconds, processor = perf_counter() - began, process_time() - began_processor
        sent = pc.sum(pc.equal(plan["decision"], "send")).as_py()
        print(
            f"plan of {users:,} users x {TRIGGERS}: {planned:.1f} s ({planned_processor:.1f} s of processor),"
            f" with checks {seconds:.1f} s ({processor:.1f}); {ALLOWED_SECONDS} s allowed for {ALLOWED_USERS:,};"
            f" {sent:,} sent, {sum(counts.values())} faults",
            flush=True,
        )


def make_inputs(users: int, seed: int = 1) -> PlanInputs:
    """Return candidates of every trigger for every user, a third refused, coupons for a third of the triggers, two
    messages a user in the last month, caps, budgets and stock."""
    random = np.random.default_rng(seed)
    count = users * TRIGGERS
    triggers = np.tile(np.arange(TRIGGERS), users)
    refused = pa.array(np.where(random.random(count) < 0.3, "no_consent", ""))
    candidates = pa.table(
        {
            "user_id": name("u", np.repeat(np.arange(users), TRIGGERS)),
            "trigger": name("trigger_", triggers),
            "item_id": name("i", random.integers(0, 5_000, count)),
            "category_id": pa.nulls(count, pa.string()),
            "since_at": repeat(AT - timedelta(days=3), count),
            "expires_date": repeat(date(2025, 5, 20), count),
            "urgency": random.random(count),
            "evidence_kind": repeat("event", count),
            "evidence": repeat("e1, e2, e3", count),
            "evidence_count": repeat(3, count),
            "reason": repeat("Put an item into the cart and did not buy it.", count),
            "is_service": triggers < 3,
            "trigger_priority": triggers + 1,
            "again_after_days": repeat(7, count),
            "held_back_share": repeat(0.1, count),
            "contacts_a_month": repeat(4, count),
            "is_parked": triggers == 9,
            "channel": pa.array(np.array(["email", "push", "sms"])[random.integers(0, 3, count)]),
            "send_at": repeat(AT, count),
            "send_at_local": repeat(AT, count),
            "expires_at": repeat(AT + timedelta(days=20), count),
            "item_name": repeat("Green tea", count),
            "quiet_from": repeat("21:00", count),
            "quiet_to": repeat("08:00", count),
            "time_zone": repeat("UTC", count),
            "recheck_rules": repeat("no_consent;unsubscribed", count),
            "recheck": repeat("Send only if the user still agrees.", count),
            "refused_by": pc.if_else(pc.equal(refused, ""), pa.scalar(None, pa.string()), refused),
            "refusal": pa.nulls(count, pa.string()),
            "effect_orders": repeat(0.03, count),
            "pressure_orders": repeat(0.0, count),
            "margin_an_order": repeat(20.0, count),
            "channel_cost": repeat(0.01, count),
        }
    )
    offers = [make_offers(candidates, "none", 0.0, random)]
    some = candidates.filter(pa.array(triggers >= 10))
    offers += [make_offers(some, f"coupon_{depth}", depth / 100, random) for depth in (5, 10, 15)]
    caps = (Cap("cap_all_day", None, 1, 1), Cap("cap_all_week", None, 7, 3), Cap("cap_all_month", None, 30, 8))
    caps += (Cap("cap_email_week", "email", 7, 2), Cap("cap_sms_month", "sms", 30, 2))
    budgets = (Budget("budget_coupons_day", "coupons", "day", users / 20),)
    budgets += (Budget("budget_contacts_month", "contacts", "month", users * 0.9),)
    messages = pa.table(
        {
            "user_id": name("u", random.integers(0, users, 2 * users)),
            "trigger": name("trigger_", random.integers(0, TRIGGERS, 2 * users)),
            "channel": repeat("email", 2 * users),
            "sent_date": pa.array(np.datetime64(DAY) - random.integers(0, 29, 2 * users)),
        }
    )
    stock = pa.table({"item_id": name("i", np.arange(4_000)), "on_hand_count": random.integers(3, 200, 4_000)})
    rules = Rules(caps, budgets, 0.05, 0.1, 0.05, 0.5, 3, time(21), time(8))
    empty = CAMPAIGN_PLAN.empty_table()
    return PlanInputs(DAY, candidates, pa.concat_tables(offers), stock, messages, empty, rules, b"a key")


def make_offers(candidates: pa.Table, offer: str, depth: float, random: np.random.Generator) -> pa.Table:
    count = candidates.num_rows
    worths = {"expected_margin": np.round(random.normal(0.5, 0.4, count), 3)}
    told = {"offer": repeat(offer, count), "depth_share": repeat(depth, count), "offer_cost": repeat(3 * depth, count)}
    return pa.table({key: candidates[key] for key in KEY} | told | worths)


def name(prefix: str, numbers: np.ndarray) -> pa.Array:
    return pc.binary_join_element_wise(prefix, pa.array(numbers).cast(pa.string()), "")


def repeat(value: object, count: int) -> pa.Array:
    return pa.repeat(pa.scalar(value), count)


if __name__ == "__main__":
    measure_plan(tuple(int(text) for text in sys.argv[1:]))
