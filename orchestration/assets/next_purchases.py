"""What users buy after what, and when they buy the same again."""

from collections.abc import Callable, Iterator

import dagster as dg
import pyarrow as pa
from pydantic import Field

from ml_assets.next_purchases import (
    NEXT_PURCHASES,
    commonest_replenishments,
    next_purchases,
    publish_next_purchases,
    sequence_sentence,
    strongest_sequences,
)
from ml_assets.next_purchases.plot import draw_gaps
from orchestration.assets.algorithm import declare_asset, save_table
from orchestration.assets.inputs import Inputs
from orchestration.assets.limited_search import Found, double_limit, search_within_limits
from orchestration.assets.plots import show_picture
from orchestration.assets.published_rules import describe_choice, read_item_facts
from orchestration.assets.python_tables import SEQUENCES_TABLE, SEQUENCES_TESTED_TABLE
from orchestration.settings import read_published_rules

INPUTS = Inputs("purchase_days", "item_names", "item_margins")


class NextPurchasesConfig(dg.Config):
    """How many users a sequence needs."""

    min_user_count: int = Field(20, ge=2, description="Users who bought the next item after the item, at least.")
    max_pairs: int = Field(50_000_000, ge=1, le=1_000_000_000, description="Pairs of a user's items, at most.")
    max_sequences: int = Field(200_000, ge=1, le=10_000_000, description="Sequences to keep, at most.")


@declare_asset(SEQUENCES_TABLE, SEQUENCES_TESTED_TABLE, inputs=INPUTS)
def next_purchases_asset(
    context: dg.AssetExecutionContext, config: NextPurchasesConfig
) -> Iterator[dg.MaterializeResult]:
    facts = read_item_facts(INPUTS)
    search = find_sequences(INPUTS.read_model("purchase_days"), config, context.log.warning)
    published = publish_next_purchases(search.rows, facts, read_published_rules())
    found, names = published.rows, facts.names
    best = [*strongest_sequences(found, 5).to_pylist(), *commonest_replenishments(found, 3).to_pylist()]
    metadata = {
        "sequences tested": search.rows.num_rows,
        "sequences that surely hold": published.sure_count,
        "minimum users": search.attempt,
        "strongest": dg.MetadataValue.md("\n".join(f"1. {sequence_sentence(row, names)}" for row in best) or "none"),
        "days to the next purchase": show_picture(draw_gaps(found, names)),
    }
    notes = [*filter(None, [search.note, describe_choice("sequences", search.rows, published)])]
    if not search.rows.num_rows and not notes:
        notes.append("No sequence: too few users bought the same two items one after the other.")
    if notes:
        metadata["note"] = " ".join(notes)
    context.log.info(f"{found.num_rows:,} sequences of purchases of {search.rows.num_rows:,} tested")
    yield save_table(SEQUENCES_TABLE, found, metadata)
    yield save_table(SEQUENCES_TESTED_TABLE, search.rows, {})


def find_sequences(purchases: pa.Table, config: NextPurchasesConfig, say: Callable[[str], None]) -> Found[int]:
    """Return the sequences and the users they needed, doubled until a morning bears it. Where these are more than
    the shop has, nothing is left to be paired."""
    return search_within_limits(
        "Sequences",
        double_limit(config.min_user_count),
        lambda min_user_count: next_purchases(
            purchases, min_user_count, max_pairs=config.max_pairs, max_sequences=config.max_sequences
        ),
        lambda min_user_count: f"with {min_user_count:,} users or more",
        NEXT_PURCHASES,
        say,
    )
