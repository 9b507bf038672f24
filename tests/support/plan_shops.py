"""Small shops for tests of the plan: candidates, offers, stock and messages, but for what a test wants otherwise."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ml_assets.campaign_plan import CAMPAIGN_PLAN, PlanInputs, Rules
from ml_assets.campaign_plan.checks import Evidence
from ml_assets.campaign_plan.rules import Budget, Cap
from ml_assets.campaign_plan.table import KEY

TODAY = date(2025, 4, 29)
RULES = Rules((), (), 0.0, 0.0, 0.05, 0.5, 2, time(21), time(8))
TEXT, DATE, MOMENT = pa.string(), pa.date32(), pa.timestamp("us")
CANDIDATES = pa.schema(
    [
        *((name, TEXT) for name in KEY),
        *(("since_at", MOMENT), ("expires_date", DATE), ("urgency", pa.float64()), ("evidence_kind", TEXT)),
        *(("evidence", TEXT), ("evidence_count", pa.int64()), ("reason", TEXT), ("is_service", pa.bool_())),
        *(("trigger_priority", pa.int64()), ("again_after_days", pa.int64()), ("held_back_share", pa.float64())),
        *(("contacts_a_month", pa.int64()), ("is_parked", pa.bool_()), ("channel", TEXT), ("send_at", MOMENT)),
        *(("send_at_local", MOMENT), ("expires_at", MOMENT), ("recheck_rules", TEXT), ("recheck", TEXT)),
        *((name, TEXT) for name in ("item_name", "quiet_from", "quiet_to", "time_zone")),
        *(("refused_by", TEXT), ("refusal", TEXT), ("effect_orders", pa.float64()), ("margin_an_order", pa.float64())),
        ("pressure_orders", pa.float64()),
        ("channel_cost", pa.float64()),
    ]
)
OFFERS = pa.schema(
    [
        *((name, TEXT) for name in KEY),
        *(("offer", TEXT), ("depth_share", pa.float64()), ("offer_cost", pa.float64())),
        ("expected_margin", pa.float64()),
    ]
)
STOCK = pa.schema([("item_id", TEXT), ("on_hand_count", pa.int64())])
MESSAGES = pa.schema([("user_id", TEXT), ("trigger", TEXT), ("channel", TEXT), ("sent_date", DATE)])


def make_candidate(user: str, trigger: str, item: str | None = None, *, day: date = TODAY, **other: object) -> dict:
    """A candidate of an evening message; `other` are columns that differ."""
    at = datetime.combine(day + timedelta(days=1), time(18))
    row = dict.fromkeys(CANDIDATES.names) | {
        **{"user_id": user, "trigger": trigger, "item_id": item, "since_at": at - timedelta(days=3), "urgency": 1.0},
        **{"expires_date": day + timedelta(days=20), "evidence_kind": "event", "evidence": "e1", "evidence_count": 1},
        **{"reason": "Put it into the cart.", "is_service": False, "trigger_priority": 1, "again_after_days": 7},
        **{"held_back_share": 0.0, "is_parked": False, "channel": "email", "send_at": at, "send_at_local": at},
        **{"expires_at": at + timedelta(hours=6), "recheck": "consent; stock", "effect_orders": 0.1},
        **{"item_name": item and f"The {item}", "quiet_from": "21:00", "quiet_to": "08:00", "time_zone": "UTC"},
        **{"recheck_rules": "no_consent;bought_since;out_of_stock", "margin_an_order": 20.0, "channel_cost": 0.01},
        "pressure_orders": 0.0,
    }
    return row | other


def make_offer(
    candidate: dict, offer: str = "none", depth: float = 0.0, cost: float = 0.0, worth: float | None = 1.0
) -> dict:
    return {name: candidate[name] for name in KEY} | {
        **{"offer": offer, "depth_share": depth, "offer_cost": cost, "expected_margin": worth},
    }


def make_inputs(
    candidates: Iterable[dict],
    offers: Iterable[dict] | None = None,
    *,
    day: date = TODAY,
    stock: dict[str, int] | None = None,
    messages: Iterable[tuple] = (),
    ledger: pa.Table | None = None,
    rules: Rules = RULES,
) -> PlanInputs:
    """Inputs of a plan; without `offers` each candidate may be sent without one, and is worth 1.

    messages: (user, trigger, channel, day).
    """
    candidates = list(candidates)
    offers = [make_offer(row) for row in candidates] if offers is None else list(offers)
    columns = zip(*messages, strict=True) if messages else [[]] * 4
    return PlanInputs(
        day,
        pa.Table.from_pylist(candidates, CANDIDATES),
        pa.Table.from_pylist(offers, OFFERS),
        pa.table({"item_id": list(stock or {}), "on_hand_count": list((stock or {}).values())}, STOCK),
        pa.table([pa.array(list(c), f.type) for c, f in zip(columns, MESSAGES, strict=True)], schema=MESSAGES),
        CAMPAIGN_PLAN.empty_table() if ledger is None else ledger,
        rules,
        b"a key",
    )


def with_rules(*caps: Cap, budgets: tuple[Budget, ...] = (), **other: object) -> Rules:
    return replace(RULES, caps=caps, budgets=budgets, **other)


def make_random_inputs(seed: int, users: int = 30, triggers: int = 6, day: date = TODAY) -> PlanInputs:
    """A shop of chance: what candidates, caps, stock, budgets, messages and shares are is drawn from the seed."""
    random = np.random.default_rng(seed)
    channels, items = ("email", "push", None), [f"i{n}" for n in range(4)]
    candidates, offers = [], []
    for user in range(users):
        for trigger in range(triggers):
            most = [None, None, 3, 2, 1, 0][random.integers(0, 6)]
            for item in random.permutation([None, *items])[: random.integers(0, 3)].tolist():
                row = make_candidate(
                    *(f"u{user}", f"t{trigger}", item),
                    day=day,
                    channel=channels[random.choice(3, p=[0.6, 0.3, 0.1])],
                    is_service=trigger == 0,
                    is_parked=trigger == 1,
                    held_back_share=float(random.choice([0, 0.3])),
                    contacts_a_month=most,
                    expires_date=day + timedelta(days=int(random.integers(1, 40))),
                    refused_by="no_consent" if random.random() < 0.1 else None,
                    trigger_priority=trigger + 1,
                )
                row["refused_by"] = "no_consent" if row["channel"] is None else row["refused_by"]
                candidates.append(row)
                worths = np.round(random.normal(0.5, 0.6, 3), 2).tolist()
                made = [make_offer(row, worth=worths[0] if random.random() < 0.9 else None)]
                made += [make_offer(row, f"coupon_{n}", n / 100, n / 10, worths[n // 10]) for n in (10, 20)]
                offers += made[: 1 + random.integers(0, 3)] if random.random() < 0.9 else []
    days = [day + timedelta(days=1 - int(n)) for n in random.integers(0, 30, 40)]
    messages = [(f"u{random.integers(0, users)}", f"t{n % triggers}", channels[n % 2], at) for n, at in enumerate(days)]
    caps = (
        Cap("cap_all_day", None, 1, int(random.integers(1, 4))),
        Cap("cap_all_week", None, 7, int(random.integers(1, 5))),
    )
    caps += (Cap("cap_email_month", "email", 30, int(random.integers(1, 6))),)
    budgets = (Budget("budget_coupons_day", "coupons", "day", float(random.integers(0, 30))),)
    budgets += (Budget("budget_contacts_month", "contacts", "month", float(random.integers(5, 60))),)
    rules = with_rules(
        *caps[: random.integers(0, 4)],
        budgets=budgets[: random.integers(0, 3)],
        global_held_back_share=float(random.choice([0, 0.2])),
        depth_explored_share=float(random.choice([0, 0.5])),
        parked_explored_share=0.3,
    )
    stock = {item: int(random.integers(0, 20)) for item in items[:3]}
    return make_inputs(candidates, offers, day=day, stock=stock, messages=messages, rules=rules)


def list_decisions(plan: pa.Table) -> dict[tuple, str]:
    """Return the decisions by user and trigger, those refused, deferred or held back with what did it."""
    by = ("refused_by", "deferred_by", "held_back_by")
    return {
        (row["user_id"], row["trigger"]): ": ".join([row["decision"], *(row[name] for name in by if row[name])])
        for row in plan.to_pylist()
    }


def find_evidence(inputs: PlanInputs) -> Evidence:
    """Evidence in which all candidates that are not refused for want of consent consent, and nobody has bought."""
    is_given = pc.fill_null(pc.not_equal(inputs.candidates["refused_by"], "no_consent"), True)
    nothing = {"user_id": TEXT, "item_id": TEXT, "category_id": TEXT, "ordered_at": MOMENT}
    consents = inputs.candidates.filter(is_given).select(["user_id", "channel"])
    return Evidence(consents, pa.schema(nothing.items()).empty_table(), "UTC")
