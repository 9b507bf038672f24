"""Which items each group of users buys more often than all buyers do."""

import dagster as dg
import pyarrow.compute as pc

from ml_assets.group_item_rules.plot import SURE_Q_VALUE, draw_group_items
from ml_assets.group_item_rules.rules import group_item_rules
from orchestration.assets.algorithm import declare_asset, save_table
from orchestration.assets.inputs import Inputs
from orchestration.assets.plots import show_picture
from orchestration.assets.python_tables import GROUP_RULES_TABLE

INPUTS = Inputs("group_item_buyers", "group_sizes", "item_names")


@declare_asset(GROUP_RULES_TABLE, inputs=INPUTS)
def group_item_rules_asset(context: dg.AssetExecutionContext) -> dg.MaterializeResult:
    groups, names = INPUTS.read_model("group_sizes"), INPUTS.read_names("item_names")
    rules = group_item_rules(INPUTS.read_model("group_item_buyers"), groups)
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
