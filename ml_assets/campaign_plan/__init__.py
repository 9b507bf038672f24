"""Tomorrow's plan: one decision for each candidate, under caps, stock and budgets.

Two people left the same item in the cart, and one of them has a coupon coming, too. One message a day is allowed, and
half of the three units on hand may be promised, so one reminder goes out, to whom it is worth most.

>>> from datetime import date, datetime, time
>>> import pyarrow as pa
>>> from ml_assets.campaign_plan.inputs import CANDIDATES
>>> from ml_assets.campaign_plan.rules import Cap
>>> keys = [("ann", "cart", "tea"), ("ben", "cart", "tea"), ("ann", "coupon", None)]
>>> known = [dict(zip(("user_id", "trigger", "item_id"), key)) | {"category_id": None} for key in keys]
>>> told = {"channel": "email", "reason": "Left it.", "evidence_kind": "event", "evidence": "e1", "evidence_count": 1}
>>> told |= {"expires_at": datetime(2025, 5, 3), "expires_date": date(2025, 5, 9)}
>>> told |= {"trigger_priority": 1, "again_after_days": 7, "is_parked": False}
>>> rows = [dict.fromkeys(CANDIDATES) | told | key for key in known]
>>> shape = {name: pa.array([row[name] for row in rows]) for name in CANDIDATES}
>>> texts = ("item_name", "channel", "category_id", "quiet_from", "quiet_to", "time_zone")
>>> texts += ("recheck_rules", "recheck", "refused_by", "refusal")
>>> shape |= {name: pa.array([row[name] for row in rows], pa.string()) for name in texts}
>>> offers = [key | {"offer": "none", "depth_share": 0.0, "offer_cost": 0.0} for key in known]
>>> offers = [offer | {"expected_margin": worth} for offer, worth in zip(offers, (0.5, 0.4, 0.3))]
>>> sent = pa.table({name: pa.array([], pa.string()) for name in ("user_id", "trigger", "channel")})
>>> sent = sent.append_column("sent_date", pa.array([], pa.date32()))
>>> stock = pa.table({"item_id": ["tea"], "on_hand_count": [3]})
>>> caps = (Cap("cap_all_day", None, days=1, most=1),)
>>> rules = Rules(caps, (), 0, 0, 0, promised_share=0.5, least_on_hand_count=1, quiet_from=time(21), quiet_to=time(8))
>>> offers = pa.Table.from_pylist(offers).set_column(3, "category_id", pa.nulls(3, pa.string()))
>>> inputs = PlanInputs(
...     date(2025, 4, 30), pa.table(shape), offers, stock, sent, CAMPAIGN_PLAN.empty_table(), rules, b"key"
... )
>>> for row in campaign_plan(inputs).to_pylist():
...     print(row["user_id"], row["trigger"], row["decision"], row["deferred_by"], row["deferred_until_date"])
ann cart send None None
ann coupon defer cap_all_day 2025-05-02
ben cart defer stock 2025-05-03
"""

from ml_assets.campaign_plan.checks import CHECKS, Evidence, check_plan
from ml_assets.campaign_plan.inputs import PlanInputs
from ml_assets.campaign_plan.plan import campaign_plan
from ml_assets.campaign_plan.rules import Rules, read_rules
from ml_assets.campaign_plan.table import CAMPAIGN_PLAN

__all__ = ["CAMPAIGN_PLAN", "CHECKS", "Evidence", "PlanInputs", "Rules", "campaign_plan", "check_plan", "read_rules"]
