"""The basket rules that people read."""

import pyarrow as pa
import pyarrow.compute as pc

from ml_assets.basket_rules.table import BASKET_RULES, PUBLISHED_BASKET_RULES
from ml_assets.columns import require_columns
from ml_assets.published_rules import ItemFacts, PublishedRules, add_columns, choose_rules, keep_one_each


def publish_basket_rules(tested: pa.Table, facts: ItemFacts, most: int | None) -> PublishedRules:
    """Return of BASKET_RULES of one level what people read, as PUBLISHED_BASKET_RULES; see choose_rules.

    facts: of the ids of that level. The rules of one set of items count the same orders: shown is the one of highest
    confidence that is not redundant.
    """
    require_columns(tested, BASKET_RULES.names, "tested")
    chosen = choose_rules(tested, most, "level", _keep_one_a_set)
    left, right = (chosen.rows[side].to_pylist() for side in ("antecedent", "consequent"))
    # Several items on the right have no unit.
    margins = [facts.find_margins(items)[0] if len(items) == 1 else None for items in right]
    added = {
        "antecedent_names": [facts.name(items) for items in left],
        "consequent_names": [facts.name(items) for items in right],
        "consequent_unit_margin_amount": margins,
    }
    return add_columns(chosen, PUBLISHED_BASKET_RULES, added)


def _keep_one_a_set(rules: pa.Table) -> pa.Table:
    rules = rules.filter(~pc.field("is_redundant"))
    sides = zip(rules["antecedent"].to_pylist(), rules["consequent"].to_pylist(), strict=True)
    return keep_one_each(
        rules, (tuple(sorted([*left, *right])) for left, right in sides), rules["confidence"].to_pylist()
    )
