"""What the assets of campaigns leave in the warehouse, with and without messages."""

from datetime import date

import dagster as dg
import duckdb
import numpy as np
import pyarrow as pa
import pytest
from campaign_shops import draw_contacts, make_sums, make_triggers

from orchestration.assets.campaign_cells import campaign_cells_asset
from orchestration.assets.campaign_results import NO_MESSAGES, campaign_results_asset
from orchestration.runs.lock import RunLock

TABLES = ("marketing.campaign_results", "marketing.campaign_days", "marketing.campaign_cells")


def make_inputs() -> dict[str, pa.Table]:
    """A trigger of which each message brings an order, in one day and one cell."""
    random = np.random.default_rng(1)
    halves = [draw_contacts(random, 400, 1.0, name=half) for half in ("first", "second")]
    both = tuple(np.concatenate(parts) for parts in zip(*halves, strict=True))
    outcomes = ("orders", "margin")
    keys = {"trigger": "cart", "trait": "lifecycle", "trait_value": "new"}
    days = [({"trigger": "cart", "outcome": name, "contact_date": date(2025, 4, 1)}, both) for name in outcomes]
    cells = [
        (keys | {"outcome": name, "half": half}, contacts)
        for name in outcomes
        for half, contacts in zip(("first", "second"), halves, strict=True)
    ]
    return {
        "campaign_triggers": make_triggers(trigger=["cart"]),
        "campaign_day_sums": make_sums(days),
        "campaign_cell_sums": make_sums(cells),
        "as_of_day": pa.table({"as_of_date": [date(2025, 4, 30)]}),
    }


@pytest.mark.parametrize("has_messages", [True, False])
def test_a_shop_without_messages_gets_empty_tables_and_one_sentence(home, has_messages):
    with duckdb.connect(home.warehouse) as connection:
        connection.execute("CREATE SCHEMA inputs")
        for name, rows in make_inputs().items():
            connection.register("rows", rows if has_messages or name == "as_of_day" else rows.slice(0, 0))
            connection.execute(f"CREATE TABLE inputs.{name} AS FROM rows")
    run = dg.materialize([campaign_results_asset, campaign_cells_asset], resources={"run_lock": RunLock()})
    assert run.success
    with duckdb.connect(home.warehouse, read_only=True) as connection:
        counts = [connection.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0] for table in TABLES]
    said = {
        ".".join(event.materialization.asset_key.path): event.materialization.metadata
        for event in run.get_asset_materialization_events()
    }
    if has_messages:
        assert counts == [7, 2, 2]
        assert "It pays" in said["marketing.campaign_results"]["cart"].value
        assert all("picture" in said[table] for table in TABLES[1:])
    else:
        assert counts == [0, 0, 0]
        assert [said[table]["note"].value for table in TABLES] == [NO_MESSAGES] * 3
