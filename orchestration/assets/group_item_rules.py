"""Which items each group of users buys more often than all buyers do."""

from collections.abc import Iterator

import dagster as dg

from ml_assets.group_item_rules import group_item_rules, publish_group_item_rules
from ml_assets.group_item_rules.plot import draw_group_items
from orchestration.assets.algorithm import declare_asset, save_table
from orchestration.assets.inputs import Inputs
from orchestration.assets.plots import show_picture
from orchestration.assets.published_rules import describe_choice, read_item_facts
from orchestration.assets.python_tables import GROUP_RULES_TABLE, GROUP_RULES_TESTED_TABLE
from orchestration.settings import read_published_rules

INPUTS = Inputs("group_item_buyers", "group_sizes", "item_names", "item_margins")


@declare_asset(GROUP_RULES_TABLE, GROUP_RULES_TESTED_TABLE, inputs=INPUTS)
def group_item_rules_asset(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult]:
    groups, facts = INPUTS.read_model("group_sizes"), read_item_facts(INPUTS)
    tested = group_item_rules(INPUTS.read_model("group_item_buyers"), groups)
    published = publish_group_item_rules(tested, facts, read_published_rules())
    metadata = {
        "pairs tested": tested.num_rows,
        "pairs that surely hold": published.sure_count,
        "users": dg.MetadataValue.json(
            dict(zip(groups["user_group"].to_pylist(), groups["user_count"].to_pylist(), strict=True))
        ),
        "what each group buys": show_picture(draw_group_items(published.rows, facts.names)),
    }
    if not tested.num_rows:
        metadata["note"] = "No pair of group and item: no user bought a product."
    elif note := describe_choice("pairs of group and item", tested, published):
        metadata["note"] = note
    context.log.info(f"{published.rows.num_rows:,} pairs of group and item of {tested.num_rows:,} tested")
    yield save_table(GROUP_RULES_TABLE, published.rows, metadata)
    yield save_table(GROUP_RULES_TESTED_TABLE, tested, {})
