"""Which items, and which categories of items, are bought together."""

from collections.abc import Callable, Iterator, Mapping

import dagster as dg
import pyarrow as pa
from pydantic import Field

from ml_assets.basket_rules import BASKET_RULES, basket_rules, publish_basket_rules, rule_sentence, strongest
from ml_assets.basket_rules.plot import draw_rule_map
from ml_assets.published_rules import ItemFacts
from orchestration.assets.algorithm import declare_asset, save_table
from orchestration.assets.inputs import Inputs
from orchestration.assets.limited_search import Found, double_limit, search_within_limits
from orchestration.assets.plots import show_picture
from orchestration.assets.published_rules import describe_choice, read_item_facts
from orchestration.assets.python_tables import RULES_TABLE, RULES_TESTED_TABLE
from orchestration.settings import read_published_rules

# By level: the baskets.
LEVELS = {"item": "item_baskets", "category": "category_baskets"}
INPUTS = Inputs(*LEVELS.values(), "item_names", "item_margins", "category_names")
# At eight times the support asked for, more is left out than longer sets would show: then pairs alone are looked for.
MOST_DOUBLINGS = 3


class BasketRulesConfig(dg.Config):
    """How common and how sure a rule has to be."""

    min_support: float = Field(0.002, gt=0, le=1, description="Share of all orders that hold both sides, at least.")
    min_count: int = Field(5, ge=1, description="And at least so many orders.")
    min_confidence: float = Field(0.05, ge=0, le=1, description="Share of the left side's orders that hold the right.")
    max_length: int = Field(3, ge=2, le=10, description="Items of both sides together, at most.")
    max_itemsets: int = Field(50_000, ge=1, le=10_000_000, description="Sets of items to look at, at most.")


@declare_asset(RULES_TABLE, RULES_TESTED_TABLE, inputs=INPUTS)
def basket_rules_asset(context: dg.AssetExecutionContext, config: BasketRulesConfig) -> Iterator[dg.MaterializeResult]:
    found, chosen, notes, metadata = [], [], [], {}
    for level in LEVELS:
        baskets, facts = read_baskets(level)
        search = find_rules(baskets, config, context.log.warning, level)
        published = publish_basket_rules(search.rows, facts, read_published_rules())
        found.append(search.rows)
        chosen.append(published.rows)
        notes += filter(None, [search.note, describe_choice(f"rules of level {level}", search.rows, published)])
        min_support, max_length = search.attempt
        metadata |= describe_rules(level, published.rows, facts.names)
        metadata |= {
            f"{level}: rules tested": search.rows.num_rows,
            f"{level}: rules that surely hold": published.sure_count,
        }
        metadata |= {f"{level}: minimum support": min_support, f"{level}: items of a rule, at most": max_length}
        metadata[f"{level}: baskets"] = len(baskets["basket_id"].unique())
    tested, rules = pa.concat_tables(found), pa.concat_tables(chosen)
    if not tested.num_rows and not notes:
        notes.append("No rule: there are no orders with two products, or none that are common enough.")
    if notes:
        metadata["note"] = " ".join(notes)
    context.log.info(f"{rules.num_rows:,} basket rules of {tested.num_rows:,} tested")
    yield save_table(RULES_TABLE, rules, metadata)
    yield save_table(RULES_TESTED_TABLE, tested, {})


def describe_rules(level: str, rules: pa.Table, names: Mapping[str, str]) -> dict[str, object]:
    """Return what the metadata says of one level's published rules."""
    best = strongest(rules, 5).to_pylist()
    return {
        f"{level}: strongest": dg.MetadataValue.md(
            "\n".join(f"1. {rule_sentence(rule, names)}" for rule in best) or "none"
        ),
        f"{level}: support, confidence and lift": show_picture(draw_rule_map(rules, names)),
    }


def find_rules(
    baskets: pa.Table, config: BasketRulesConfig, say: Callable[[str], None], level: str = "item"
) -> Found[tuple[float, int]]:
    """Return the rules, and the support and the items of a rule they were found with: those configured or, where
    these admit too many itemsets for a morning, the first of list_attempts that do not."""

    def search(attempt: tuple[float, int]) -> pa.Table:
        return basket_rules(
            baskets,
            attempt[0],
            config.min_confidence,
            attempt[1],
            min_count=config.min_count,
            level=level,
            max_itemsets=config.max_itemsets,
        )

    def describe(attempt: tuple[float, int]) -> str:
        return f"in sets of up to {attempt[1]} at a support of {attempt[0]:g}"

    what = f"Rules of level {level}"
    return search_within_limits(what, list_attempts(config), search, describe, BASKET_RULES, say)


def list_attempts(config: BasketRulesConfig) -> Iterator[tuple[float, int]]:
    """Yield supports and lengths: the configured ones, three doublings of the support, then pairs alone from the
    configured support on."""
    if config.max_length > 2:
        yield from (
            (support, config.max_length) for support in double_limit(config.min_support, highest=1, most=MOST_DOUBLINGS)
        )
    yield from ((support, 2) for support in double_limit(config.min_support, highest=1))


def read_baskets(level: str) -> tuple[pa.Table, ItemFacts]:
    """Return (basket_id, item_id), each pair once, of one level, and what is said of what is in them."""
    facts = read_item_facts(INPUTS) if level == "item" else ItemFacts(INPUTS.read_names("category_names"), {})
    return INPUTS.read_model(LEVELS[level]).rename_columns(["basket_id", "item_id"]), facts
