"""What plans that went out decided: who is held back is known to the ledger alone, and to no receiver."""

from collections.abc import Iterator

import pyarrow.compute as pc

from ingest.books.own_file import replace_in_parts
from ingest.books.plan_decisions import PLAN_DECISIONS
from ingest.home import Home
from ml_assets.campaign_plan.table import OWN_SHARE, SEND
from orchestration.outbound.plan_files import PlanLedgerError, find_path, read_rows
from orchestration.outbound.plan_ledger import is_delivered, list_days

# Who is in the global group gets none of all messages: compared by one trigger, the others would count as its effect.
IS_COMPARED = (pc.field("decision") == SEND) | (pc.field("held_back_by") == OWN_SHARE)


def write_plan_decisions(home: Home) -> Iterator[str]:
    """Write into the lake what each delivered plan sent, and what it held back by the share of a trigger.

    Yields a sentence for each plan that cannot be read. Raises LakeError where the file cannot be written.
    """
    with replace_in_parts(home.plan_decisions, PLAN_DECISIONS) as write:
        for day in [day for day in list_days(home) if is_delivered(home, day)]:
            try:
                rows = read_rows(find_path(home, day), IS_COMPARED, [*PLAN_DECISIONS.names, "held_back_by"])
            except PlanLedgerError as error:
                yield f"{error} Until then its contacts are left out of what messages did."
                continue
            write(rows.select(PLAN_DECISIONS.names).cast(PLAN_DECISIONS))
