"""The audiences of the day: who is on each, and whether its list goes out. Publishing writes the files."""

from collections.abc import Iterator
from datetime import UTC, date

import dagster as dg
import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from orchestration.assets.algorithm import NO_LOAD_DAY, declare_asset, save_table
from orchestration.assets.inputs import Inputs
from orchestration.assets.python_tables import AUDIENCES_TABLE, CAMPAIGN_PLAN_TABLE, CLUSTERS_TABLE
from orchestration.outbound.delivery.ledger import find_end
from orchestration.outbound.exports.audience import SEND_LIST, Audience, AudienceList, make_list
from orchestration.outbound.exports.decision import DAMAGED, WAITS
from orchestration.outbound.exports.export import decide_list
from orchestration.outbound.exports.table import AUDIENCES, describe_decision
from orchestration.runs.failures import fail_plainly
from orchestration.settings import read_home, read_time_zone

INPUTS = Inputs(
    *("as_of_day", "audience_lists", "audience_members", "audience_users"), tables=(CLUSTERS_TABLE, CAMPAIGN_PLAN_TABLE)
)


@declare_asset(AUDIENCES_TABLE, inputs=INPUTS)
def audiences_asset(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult]:
    home, described = read_home(), []
    with fail_plainly():
        for current, minimum_users, unnamed_count in read_lists():
            decision = decide_list(home, current, minimum_users)
            described.append(describe_decision(decision, current.rows.num_rows, unnamed_count))
            if decision.status in {WAITS, DAMAGED}:
                context.log.warning(f"The audience {current.audience.name} is not given out: {decision.reason}")
    metadata = {row["audience"]: f"{row['row_count']:,} rows. {row['reason']}" for row in described}
    rows = pa.Table.from_pylist(described, AUDIENCES)
    yield save_table(AUDIENCES_TABLE, rows, metadata or {"note": NO_LOAD_DAY})


def read_lists() -> Iterator[tuple[AudienceList, int, int]]:
    """Yield the list of each audience of the seed, how many users it has to name at least, and how many are unnamed.

    Nothing before the first load day.
    """
    as_of_date = INPUTS.read_as_of_date()
    if as_of_date is None:
        return
    users = INPUTS.read_model("audience_users")
    named = users.filter(users["is_named"])
    for row in INPUTS.read_model("audience_lists").to_pylist():
        audience = Audience(row["audience"], row["kind"], row["value"], tuple(row["formats"].split(";")))
        is_send_list = audience.kind == SEND_LIST
        rows = _read_sends(audience, as_of_date) if is_send_list else choose(users, _read_members(audience))
        goes_out = choose(rows, named["external_id"]).select(audience.shape.names).cast(audience.shape)
        yield make_list(audience, as_of_date, goes_out), row["minimum_users"], rows.num_rows - goes_out.num_rows


def choose(rows: pa.Table, external_ids: pa.ChunkedArray) -> pa.Table:
    """Return the rows of these users."""
    return rows.filter(pc.is_in(rows["external_id"], value_set=external_ids))


def _read_members(audience: Audience) -> pa.ChunkedArray:
    if audience.kind == "cluster":
        return _read_where(CLUSTERS_TABLE.name, cluster_id=audience.value)["user_id"]
    return _read_where("audience_members", audience=audience.name)["user_id"]


def _read_sends(audience: Audience, as_of_date: date) -> pa.Table:
    """Return what the plan sends by a channel. All of it ends with the plan's day, as the delivery has it."""
    sends = _read_where(CAMPAIGN_PLAN_TABLE.name, decision="send", channel=audience.value)
    end = find_end(as_of_date, pc.min(sends["time_zone"]).as_py() or read_time_zone())
    ends = pc.min_element_wise(sends["expires_at"], end.astimezone(UTC).replace(tzinfo=None))
    sends = sends.set_column(sends.column_names.index("expires_at"), "expires_at", ends)
    return sends.rename_columns({"user_id": "external_id"})


def _read_where(name: str, **values: str) -> pa.Table:
    with INPUTS.open_model(name) as rows:
        for column, value in values.items():
            rows = rows.filter(duckdb.ColumnExpression(column) == duckdb.ConstantExpression(value))
        return rows.to_arrow_table()
