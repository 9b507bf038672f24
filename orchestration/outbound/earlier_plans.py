"""What a plan has to know of those before it, and no more of them is read."""

from datetime import date, timedelta

import pyarrow as pa
import pyarrow.compute as pc

from ingest.home import Home
from ml_assets.campaign_plan import CAMPAIGN_PLAN
from ml_assets.campaign_plan.table import CONTACTS, DEFER, KEY, REASON_ENDED
from orchestration.outbound.plan_files import find_path, read_rows
from orchestration.outbound.plan_ledger import list_days

# By which contacts count in caps and budgets, promise an item, and are the same thing again.
CONTACT_COLUMNS = (*KEY, "channel", "plan_date", "decision", "refused_by", "expires_at", "recheck_rules", "offer_cost")


def read_earlier_plans(home: Home, as_of: date, days: int) -> pa.Table:
    """Return CAMPAIGN_PLAN: what a plan has to know of those of the last `days` before it.

    That is contacts, and what was refused since its reason ended, of which only CONTACT_COLUMNS are filled; and, whole,
    what was deferred to a day after the last plan's, up to this one's. Raises PlanLedgerError where one is damaged.
    """
    earlier = [day for day in list_days(home) if as_of - timedelta(days=days) <= day < as_of]
    tables = [CAMPAIGN_PLAN.empty_table()]
    for day in earlier:
        until = pc.field("deferred_until_date")
        is_due = (until > earlier[-1] + timedelta(days=1)) & (until <= as_of + timedelta(days=1))
        is_contact = pc.field("decision").isin(CONTACTS) | (pc.field("refused_by") == REASON_ENDED)
        tables.append(read_rows(find_path(home, day), is_contact, CONTACT_COLUMNS))
        tables.append(read_rows(find_path(home, day), (pc.field("decision") == DEFER) & is_due))
    return pa.concat_tables(tables)
