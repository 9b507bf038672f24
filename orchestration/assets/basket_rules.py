"""Which items, and which categories of items, are bought together."""

from collections.abc import Callable, Iterator

import dagster as dg
import pyarrow as pa
import pyarrow.compute as pc
from pydantic import Field

from ml_assets.basket_rules import BASKET_RULES, basket_rules, rule_sentence, strongest
from ml_assets.basket_rules.plot import draw_rule_map
from orchestration.assets.algorithm import declare_asset, save_table
from orchestration.assets.inputs import Inputs
from orchestration.assets.limited_search import Found, double_limit, search_within_limits
from orchestration.assets.plots import show_picture
from orchestration.assets.python_tables import RULES_TABLE

# By level: the baskets and the names of what is in them.
LEVELS = {"item": ("item_baskets", "item_names"), "category": ("category_baskets", "category_names")}
INPUTS = Inputs(*(model for models in LEVELS.values() for model in models))
# At eight times the support asked for, more is left out than longer sets would show: then pairs alone are looked for.
MOST_DOUBLINGS = 3


class BasketRulesConfig(dg.Config):
    """How common and how sure a rule has to be."""

    min_support: float = Field(0.002, gt=0, le=1, description="Share of all orders that hold both sides, at least.")
    min_count: int = Field(5, ge=1, description="And at least so many orders.")
    min_confidence: float = Field(0.05, ge=0, le=1, description="Share of the left side's orders that hold the right.")
    max_length: int = Field(3, ge=2, le=10, description="Items of both sides together, at most.")
    max_itemsets: int = Field(50_000, ge=1, le=10_000_000, description="Sets of items to look at, at most.")


@declare_asset(RULES_TABLE, inputs=INPUTS)
def basket_rules_asset(context: dg.AssetExecutionContext, config: BasketRulesConfig) -> dg.MaterializeResult:
    found, notes, metadata = [], [], {}
    for level in LEVELS:
        baskets, names = read_baskets(level)
        search = find_rules(baskets, config, context.log.warning, level)
        found.append(search.rows)
        notes += filter(None, [search.note])
        min_support, max_length = search.attempt
        metadata |= describe_rules(level, search.rows, names)
        metadata |= {f"{level}: minimum support": min_support, f"{level}: items of a rule, at most": max_length}
        metadata[f"{level}: baskets"] = len(baskets["basket_id"].unique())
    rules = pa.concat_tables(found)
    if not rules.num_rows and not notes:
        notes.append("No rule: there are no orders with two products, or none that are common enough.")
    if notes:
        metadata["note"] = " ".join(notes)
    context.log.info(f"{rules.num_rows:,} basket rules")
    return save_table(RULES_TABLE, rules, metadata)


def describe_rules(level: str, rules: pa.Table, names: dict[str, str]) -> dict[str, object]:
    """Return what the metadata says of one level's rules."""
    best = strongest(rules, 5).to_pylist()
    return {
        f"{level}: rules": rules.num_rows,
        f"{level}: redundant rules": pc.sum(rules["is_redundant"]).as_py() or 0,
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


def read_baskets(level: str) -> tuple[pa.Table, dict[str, str]]:
    """Return (basket_id, item_id), each pair once, of one level, and the names by id."""
    baskets, names = LEVELS[level]
    return INPUTS.read_model(baskets).rename_columns(["basket_id", "item_id"]), INPUTS.read_names(names)
