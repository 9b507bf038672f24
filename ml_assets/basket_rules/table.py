"""The tables of frequent itemsets and of rules: their columns."""

import pyarrow as pa

from ml_assets.basket_rules.measures import MEASURES
from ml_assets.columns import column

ITEMSETS = pa.schema(
    [
        column("items", pa.list_(pa.string()), "The items of the set, sorted."),
        column("item_count", pa.int64(), "Number of items in the set."),
        column("itemset_count", pa.int64(), "Baskets that hold every item of the set."),
        column("basket_count", pa.int64(), "All baskets, those without any frequent item included."),
        column("support", pa.float64(), "itemset_count / basket_count."),
    ]
)


BASKET_RULES = pa.schema(
    [
        column(
            "level",
            pa.string(),
            "What the ids of both sides name: item, or category (the one that the item was given).",
        ),
        column("antecedent", pa.list_(pa.string()), "Left side: ids bought, sorted."),
        column("consequent", pa.list_(pa.string()), "Right side: ids bought with them, sorted."),
        column("antecedent_count", pa.int64(), "Baskets with the whole left side."),
        column("consequent_count", pa.int64(), "Baskets with the whole right side."),
        column("pair_count", pa.int64(), "Baskets with both sides."),
        column("basket_count", pa.int64(), "All baskets, those without any frequent item included."),
        *(
            column(name, pa.float64(), description, nullable=name == "conviction")
            for name, description in MEASURES.items()
        ),
        column("p_value", pa.float64(), "One-sided Fisher exact test: chance of so many common baskets by luck."),
        column(
            "q_value",
            pa.float64(),
            "p_value after Benjamini-Hochberg over all rules of the level that the minimum support admitted, "
            "those below the minimum confidence included.",
        ),
        column(
            "is_redundant",
            pa.bool_(),
            "Whether a more general rule, part of the left side with the same right side, is at least as confident.",
        ),
    ]
)

PUBLISHED_BASKET_RULES = pa.schema(
    [
        *(BASKET_RULES.field(name) for name in ("level", "antecedent", "consequent")),
        column(
            "antecedent_names", pa.list_(pa.string()), "What the left side is called; an id without a name is itself."
        ),
        column("consequent_names", pa.list_(pa.string()), "What the right side is called, likewise."),
        *list(BASKET_RULES)[3:],
        column(
            "consequent_unit_margin_amount",
            pa.decimal128(18, 4),
            "Margin that a unit of the right side's item has brought, discounts and returns taken off; empty where its "
            "cost is unknown, and for categories.",
            nullable=True,
        ),
    ]
)
