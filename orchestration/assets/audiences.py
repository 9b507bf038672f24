"""The audiences of the day: who is on each, and whether its list goes out. Publishing writes the files."""

from collections.abc import Iterator

import dagster as dg
import duckdb
import pyarrow as pa

from orchestration.assets.algorithm import NO_LOAD_DAY, declare_asset, save_table
from orchestration.assets.inputs import Inputs
from orchestration.assets.python_tables import AUDIENCES_TABLE
from orchestration.outbound.exports.audience import SEND_LIST, Audience, AudienceList, make_list
from orchestration.outbound.exports.decision import WAITS, decide
from orchestration.outbound.exports.generations import list_generations
from orchestration.outbound.exports.table import AUDIENCES, describe_decision
from orchestration.runs.failures import fail_plainly
from orchestration.settings import read_home

INPUTS = Inputs("as_of_day", "audience_lists", "audience_members", "audience_sends")


@declare_asset(AUDIENCES_TABLE, inputs=INPUTS)
def audiences_asset(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult]:
    home, described = read_home(), []
    with fail_plainly():
        for current, minimum_users, unnamed_count in read_lists():
            decision = decide(current, list_generations(home, current.audience.name), minimum_users)
            described.append(describe_decision(decision, current.rows.num_rows, unnamed_count))
            if decision.status == WAITS:
                context.log.warning(f"The audience {current.audience.name} is not given out: {decision.reason}")
    metadata = {row["audience"]: f"{row['row_count']:,} rows. {row['reason']}" for row in described}
    rows = pa.Table.from_pylist(described, AUDIENCES)
    yield save_table(AUDIENCES_TABLE, rows, metadata or {"note": NO_LOAD_DAY})


def read_lists() -> Iterator[tuple[AudienceList, int, int]]:
    """Yield the list of each audience of the seed, how many users it has to name at least, and how many are unnamed.

    Nothing before the first load day.
    """
    as_of_date = INPUTS.read_as_of_date()
    for row in INPUTS.read_model("audience_lists").to_pylist() if as_of_date else []:
        audience = Audience(row["audience"], row["kind"], row["value"], tuple(row["formats"].split(";")))
        rows = _read_rows(audience)
        named = rows.filter(rows["is_named"]).select(audience.shape.names).cast(audience.shape)
        yield make_list(audience, as_of_date, named), row["minimum_users"], rows.num_rows - named.num_rows


def _read_rows(audience: Audience) -> pa.Table:
    is_of_audience = duckdb.ColumnExpression("audience") == duckdb.ConstantExpression(audience.name)
    with INPUTS.open_model("audience_sends" if audience.kind == SEND_LIST else "audience_members") as rows:
        return rows.filter(is_of_audience).to_arrow_table()
