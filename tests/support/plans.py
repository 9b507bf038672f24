"""Plans in a ledger under test, with the columns that the allocator writes."""

from datetime import UTC, date, datetime, timedelta

import pyarrow as pa
import pyarrow.parquet as pq

from ingest.home import Home

AS_OF = date(2025, 3, 1)
NOON = datetime(2025, 3, 2, 12, tzinfo=UTC)
MOMENT = pa.timestamp("us")
SCHEMA = pa.schema(
    [
        ("as_of_date", pa.date32()),
        ("plan_date", pa.date32()),
        ("user_id", pa.string()),
        ("trigger", pa.string()),
        ("item_id", pa.string()),
        ("category_id", pa.string()),
        ("decision", pa.string()),
        ("refused_by", pa.string()),
        ("deferred_by", pa.string()),
        ("deferred_until_date", pa.date32()),
        ("channel", pa.string()),
        ("offer", pa.string()),
        ("depth_share", pa.float64()),
        ("is_depth_explored", pa.bool_()),
        ("send_at", MOMENT),
        ("send_at_local", MOMENT),
        ("expires_at", MOMENT),
        ("recheck_rules", pa.string()),
        ("recheck", pa.string()),
        ("reason", pa.string()),
        ("evidence_kind", pa.string()),
        ("evidence", pa.string()),
        ("evidence_count", pa.int64()),
        ("effect_orders", pa.float64()),
        ("pressure_orders", pa.float64()),
        ("margin_an_order", pa.float64()),
        ("channel_cost", pa.float64()),
        ("offer_cost", pa.float64()),
        ("expected_margin", pa.float64()),
        ("priority", pa.int64()),
        ("decision_id", pa.string()),
    ]
)


def write_plan(
    home: Home,
    count: int,
    as_of: date = AS_OF,
    leave_out: frozenset[str] = frozenset(),
    lasts: timedelta = timedelta(days=1),
    users: str = "person-{:04d}",
) -> list[str]:
    """Write the plan of a date: `count` messages to be sent from nine on, and one each that is not; return their ids.

    leave_out: ids of decisions that an erasure took out. lasts: how long after its time a message is of use. users:
    what their ids look like.
    """
    start = datetime.combine(as_of, datetime.min.time()) + timedelta(days=1, hours=9)
    rows = [
        {
            "as_of_date": as_of,
            "plan_date": as_of + timedelta(days=1),
            "user_id": users.format(at),
            "trigger": "cart_left" if at % 3 else "welcome",
            "item_id": f"item-{at}" if at % 3 else None,
            "decision": decision,
            "channel": "email",
            "offer": "none" if at % 3 else "coupon_5",
            "depth_share": 0.0 if at % 3 else 0.05,
            "send_at": start + timedelta(minutes=at),
            "expires_at": start + timedelta(minutes=at) + lasts,
            "recheck_rules": "no_consent;bought_since",
            "recheck": "consent, not bought",
            "reason": f"person-{at:04d} left something",
            "expected_margin": 1.5,
            "decision_id": f"{as_of:%Y%m%d}-{at:04d}",
        }
        for at, decision in enumerate(["send"] * count + ["hold_back", "defer", "refuse"])
    ]
    home.ledger.mkdir(exist_ok=True)
    kept = [row for row in rows if row["decision_id"] not in leave_out]
    # Not in the order in which they are due.
    pq.write_table(pa.Table.from_pylist(kept[::-1], SCHEMA), home.ledger / f"{as_of}.parquet", write_page_checksum=True)
    return [row["decision_id"] for row in kept if row["decision"] == "send"]
