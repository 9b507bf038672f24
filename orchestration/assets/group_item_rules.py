"""Which items each group of users buys more often than all buyers do."""

import dagster as dg
import pyarrow as pa
import pyarrow.compute as pc

from ml_assets.group_item_rules.plot import SURE_Q_VALUE, draw_group_items
from ml_assets.group_item_rules.rules import group_item_rules
from ml_assets.group_item_rules.table import GROUP_ITEM_RULES
from orchestration.assets.plots import show_picture
from orchestration.assets.python_tables import declare_asset, save_table
from orchestration.warehouse.connection import open_warehouse
from orchestration.warehouse.tables import DeclaredTable

GROUP_RULES_TABLE = DeclaredTable(
    "items",
    "group_item_rules",
    "What each of the four groups of users buys, against all buyers: one row for each group and item.",
    GROUP_ITEM_RULES,
)

# Prospects bought nothing, and guests belong to no group.
BUYERS = """
    SELECT order_lines.item_id, user_groups.user_group, count(DISTINCT order_lines.user_id) AS buyer_count
    FROM facts.order_lines
    INNER JOIN users.user_groups USING (user_id)
    LEFT JOIN current.current_items USING (item_id)
    WHERE order_lines.is_counted AND coalesce(current_items.is_product, true) AND user_groups.user_group <> 'prospect'
    GROUP BY ALL
"""
GROUPS = """
    SELECT user_group, count(*) AS user_count FROM users.user_groups WHERE user_group <> 'prospect' GROUP BY ALL
"""
NAMES = "SELECT item_id, name FROM current.current_items WHERE name IS NOT NULL"


@declare_asset(GROUP_RULES_TABLE, models=("order_lines", "current_items", "user_groups"))
def group_item_rules_asset(context: dg.AssetExecutionContext) -> dg.MaterializeResult:
    buyers, groups, names = read_buyers()
    rules = group_item_rules(buyers, groups)
    sure = rules.filter(pc.field("q_value") < SURE_Q_VALUE)
    metadata = {
        f"pairs with q below {SURE_Q_VALUE:g}": sure.num_rows,
        "users": dg.MetadataValue.json(
            dict(zip(groups["user_group"].to_pylist(), groups["user_count"].to_pylist(), strict=True))
        ),
        "what each group buys": show_picture(draw_group_items(rules, names)),
    }
    if not rules.num_rows:
        metadata["note"] = "No pair of group and item: no user bought a product."
    context.log.info(f"{rules.num_rows:,} pairs of group and item, {sure.num_rows:,} with q below {SURE_Q_VALUE:g}")
    return save_table(GROUP_RULES_TABLE, rules, metadata)


def read_buyers() -> tuple[pa.Table, pa.Table, dict[str, str]]:
    """Return (item_id, user_group, buyer_count), (user_group, user_count), and the items' names by id."""
    with open_warehouse(read_only=True) as connection:
        buyers = connection.sql(BUYERS).to_arrow_table()
        groups = connection.sql(GROUPS).to_arrow_table()
        names = dict(connection.execute(NAMES).fetchall())
    return buyers, groups, names
