"""What assets of rules have in common: what is said of items beside their ids, and of what is left out."""

import pyarrow as pa

from ml_assets.published_rules import SURE_Q_VALUE, ItemFacts, PublishedRules
from orchestration.assets.inputs import Inputs
from orchestration.settings import read_published_rules


def read_item_facts(inputs: Inputs) -> ItemFacts:
    """Return names and margins by inputs `item_names` and `item_margins`."""
    margins = inputs.read_model("item_margins")
    known = dict(zip(margins["item_id"].to_pylist(), margins["unit_margin_amount"].to_pylist(), strict=True))
    return ItemFacts(inputs.read_names("item_names"), known)


def describe_choice(what: str, tested: pa.Table, published: PublishedRules) -> str | None:
    """Return the sentence that says why none of the tested rules is published, or how many are cut; None where neither
    is so. what: "rules of level item"."""
    most = read_published_rules()
    if most is None or not tested.num_rows:
        return None
    if not published.sure_count:
        return (
            f"None of the {tested.num_rows:,} {what} that were tested surely holds (q at most {SURE_Q_VALUE:g}, lift "
            "above 1), so none is published."
        )
    if published.sure_count > published.rows.num_rows:
        return (
            f"Of the {published.sure_count:,} {what} that surely hold {published.rows.num_rows:,} are published, the "
            f"strongest, at most {most:,} a list (CARTOGRAPH_PUBLISHED_RULES)."
        )
    return None
