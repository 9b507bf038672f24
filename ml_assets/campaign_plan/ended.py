"""What was deferred to the day of the plan and is no candidate any more: it is refused, and says so."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ml_assets.campaign_plan.draws import name_decisions
from ml_assets.campaign_plan.inputs import Codes, PlanInputs, read_days
from ml_assets.campaign_plan.table import CAMPAIGN_PLAN, CONTACTS, DEFER, KEY, REASON_ENDED, REFUSE

WORDS = (
    "It was deferred to this day, and is no candidate any more: its reason has ended, or three others of its trigger "
    "are more urgent."
)
EMPTIED = ("held_back_by", "deferred_by", "deferred_until_date", "offer", "depth_share", "offer_cost", "priority")


def list_ended(inputs: PlanInputs, codes: Codes, numbers: np.ndarray) -> pa.Table:
    """Return CAMPAIGN_PLAN rows of what was deferred to a day since the last plan, was not decided since, and is no
    candidate any more. numbers: of the candidates' keys."""
    days = read_days(inputs.ledger, "plan_date")
    earlier = inputs.ledger.filter(pa.array(days < inputs.plan_day))
    days = days[days < inputs.plan_day]
    until = read_days(earlier, "deferred_until_date")
    is_due = (until > days.max(initial=0)) & (until <= inputs.plan_day)
    is_due &= pc.equal(earlier["decision"], DEFER).to_numpy()
    is_due &= ~np.isin(codes.number_keys(earlier), numbers)
    # The same may have been deferred to this day on several days; the newest row speaks.
    own = Codes(earlier.filter(pa.array(is_due)), KEY).number_keys(earlier)
    is_answer = pc.is_in(earlier["decision"], pa.array(CONTACTS)).to_numpy()
    is_answer |= pc.fill_null(pc.equal(earlier["refused_by"], REASON_ENDED), False).to_numpy()
    is_due |= is_answer & (own >= 0)
    kept = np.flatnonzero(is_due)
    kept = kept[np.lexsort((-days[kept], own[kept]))]
    _, first = np.unique(own[kept], return_index=True)
    ended = earlier.take(pa.array(kept[first]))
    return _write(inputs, ended.filter(pc.equal(ended["decision"], DEFER)))


def _write(inputs: PlanInputs, ended: pa.Table) -> pa.Table:
    count, day = ended.num_rows, inputs.as_of_date.isoformat()
    keys = (ended[name].to_pylist() for name in KEY)
    changed = {name: pa.nulls(count, CAMPAIGN_PLAN.field(name).type) for name in EMPTIED} | {
        "as_of_date": pa.array([inputs.as_of_date] * count, pa.date32()),
        "plan_date": pa.array(np.full(count, inputs.plan_day, np.int32)).cast(pa.date32()),
        "decision": pa.array([REFUSE] * count, pa.string()),
        "refused_by": pa.array([REASON_ENDED] * count, pa.string()),
        "decision_reason": pa.array([WORDS] * count, pa.string()),
        "is_depth_explored": pa.array([False] * count),
        "decision_id": pa.array(name_decisions(inputs.draw_key, day, *keys), pa.string()),
    }
    columns = [changed[name] if name in changed else ended[name] for name in CAMPAIGN_PLAN.names]
    return pa.Table.from_arrays(columns, schema=CAMPAIGN_PLAN)
