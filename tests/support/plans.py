"""Plans in a ledger under test, with the columns that the allocator writes."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq

from ingest.home import Home
from ml_assets.campaign_plan import CAMPAIGN_PLAN

AS_OF = date(2025, 3, 1)
NOON = datetime(2025, 3, 2, 12, tzinfo=UTC)


def write_plan(
    home: Home,
    count: int,
    as_of: date = AS_OF,
    leave_out: frozenset[str] = frozenset(),
    lasts: timedelta = timedelta(days=1),
    users: str = "person-{:04d}",
    zone: str | None = "Europe/Berlin",
) -> list[str]:
    """Write the plan of a date: `count` messages to be sent from nine on, and one each that is not; return their ids.

    leave_out: ids of decisions that an erasure took out. lasts: how long after its time a message is of use. users:
    what their ids look like. zone: of the shop; None in a plan that was written before there was one.
    """
    start = datetime.combine(as_of, datetime.min.time()) + timedelta(days=1, hours=9)
    rows = [
        {
            "as_of_date": as_of,
            "plan_date": as_of + timedelta(days=1),
            "user_id": users.format(at),
            "trigger": "cart_left" if at % 3 else "welcome",
            "item_id": f"item-{at}" if at % 3 else None,
            "item_name": f"=item-name {at}" if at % 3 else None,
            "decision": decision,
            "channel": "email",
            "offer": "none" if at % 3 else "coupon_5",
            "depth_share": 0.0 if at % 3 else 0.05,
            "is_depth_explored": False,
            "send_at": start + timedelta(minutes=at),
            "expires_at": start + timedelta(minutes=at) + lasts,
            "quiet_from": "21:00",
            "quiet_to": "08:00",
            "time_zone": zone,
            "recheck_rules": "no_consent;bought_since",
            "recheck": "consent, not bought",
            "reason": f"person-{at:04d} left something",
            "decision_reason": "It is the next.",
            "evidence_kind": "event",
            "evidence": f"event-{at}",
            "evidence_count": 1,
            "expected_margin": Decimal("1.5"),
            "decision_id": f"{as_of:%Y%m%d}-{at:04d}",
        }
        for at, decision in enumerate(["send"] * count + ["hold_back", "defer", "refuse"])
    ]
    home.ledger.mkdir(exist_ok=True)
    kept = [row for row in rows if row["decision_id"] not in leave_out]
    # Not in the order in which they are due.
    pq.write_table(
        pa.Table.from_pylist(kept[::-1], CAMPAIGN_PLAN), home.ledger / f"{as_of}.parquet", write_page_checksum=True
    )
    return [row["decision_id"] for row in kept if row["decision"] == "send"]
