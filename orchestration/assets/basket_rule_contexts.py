"""When, where and by whom items are bought together."""

from collections.abc import Callable

import dagster as dg
import pyarrow as pa
from pydantic import Field

from ml_assets.basket_rule_contexts import (
    BASKET_RULE_CONTEXTS,
    basket_rule_contexts,
    context_sentence,
    reversal_sentence,
    reversed_pairs,
    surest_contexts,
)
from ml_assets.basket_rule_contexts.plot import draw_rule_contexts
from orchestration.assets.algorithm import declare_asset, save_table
from orchestration.assets.inputs import Inputs
from orchestration.assets.limited_search import Found, double_limit, search_within_limits
from orchestration.assets.plots import show_picture
from orchestration.assets.python_tables import CONTEXTS_TABLE

INPUTS = Inputs("item_baskets", "basket_contexts", "item_names")


class BasketRuleContextsConfig(dg.Config):
    """Which pairs are tried, and what counts as found."""

    # Where a context holds a twentieth of all orders, four of a hundred orders within it.
    min_support: float = Field(0.002, gt=0, le=1, description="Share of the earlier orders that hold both items.")
    min_count: int = Field(5, ge=1, description="And at least so many orders.")
    max_q_value: float = Field(0.05, gt=0, le=1, description="Differences are kept up to this q-value.")
    later_share: float = Field(1 / 3, gt=0, lt=1, description="Share of the orders, the newest, kept to confirm.")
    max_tests: int = Field(500_000, ge=1, le=50_000_000, description="Pairs and contexts to try, at most.")


@declare_asset(CONTEXTS_TABLE, inputs=INPUTS)
def basket_rule_contexts_asset(
    context: dg.AssetExecutionContext, config: BasketRuleContextsConfig
) -> dg.MaterializeResult:
    baskets, contexts = INPUTS.read_model("item_baskets"), INPUTS.read_model("basket_contexts")
    names = INPUTS.read_names("item_names")
    search = find_contexts(baskets, contexts, config, context.log.warning)
    found = search.rows
    sentences = [context_sentence(row, names) for row in surest_contexts(found, 5).to_pylist()]
    sentences += dict.fromkeys(reversal_sentence(row, names) for row in reversed_pairs(found, 3).to_pylist())
    metadata = {
        "minimum support": search.attempt,
        "surest": dg.MetadataValue.md("\n".join(f"1. {sentence}" for sentence in sentences) or "none"),
        "inside and outside": show_picture(draw_rule_contexts(found, names)),
    }
    if search.note:
        metadata["note"] = search.note
    elif not found.num_rows:
        metadata["note"] = "No pair of items differs surely between contexts, or there are too few orders to know."
    context.log.info(f"{found.num_rows:,} rules in contexts")
    return save_table(CONTEXTS_TABLE, found, metadata)


def find_contexts(
    baskets: pa.Table, contexts: pa.Table, config: BasketRuleContextsConfig, say: Callable[[str], None]
) -> Found[float]:
    """Return the contexts and the support they were found with, doubled until a morning bears it."""

    def search(min_support: float) -> pa.Table:
        return basket_rule_contexts(
            baskets,
            contexts,
            min_support,
            min_count=config.min_count,
            max_q_value=config.max_q_value,
            later_share=config.later_share,
            max_tests=config.max_tests,
        )

    return search_within_limits(
        "Contexts",
        double_limit(config.min_support, highest=1),
        search,
        lambda min_support: f"at a support of {min_support:g}",
        BASKET_RULE_CONTEXTS,
        say,
    )
