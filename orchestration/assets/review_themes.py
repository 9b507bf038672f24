"""What complaints and praise of categories and brands are about."""

import dagster as dg
import pyarrow as pa
import pyarrow.compute as pc
from pydantic import Field

from ml_assets.review_themes import review_themes
from ml_assets.review_themes.plot import draw_themes
from orchestration.assets.algorithm import declare_asset, save_table
from orchestration.assets.inputs import Inputs
from orchestration.assets.plots import show_picture
from orchestration.assets.python_tables import THEMES_TABLE

INPUTS = Inputs("review_texts")


class ReviewThemesConfig(dg.Config):
    """How sure a theme has to be, how many there are, and how many reviews a morning reads."""

    min_review_count: int = Field(3, ge=1, description="Reviews of the category or brand that hold the term, at least.")
    max_q_value: float = Field(0.05, ge=0, le=1, description="Chance of a theme by luck, after correction, at most.")
    max_rank: int = Field(10, ge=1, description="Themes by category or brand and rating group, at most.")
    example_count: int = Field(
        3, ge=0, description="Excerpts by theme, at most; 0 publishes no word of a single review."
    )
    max_reviews: int = Field(1_000_000, ge=1, description="Reviews to read, the newest: a million take 2 GB.")


@declare_asset(THEMES_TABLE, inputs=INPUTS)
def review_themes_asset(context: dg.AssetExecutionContext, config: ReviewThemesConfig) -> dg.MaterializeResult:
    with INPUTS.open_model("review_texts") as texts:
        [(count,)] = texts.count("*").fetchall()
        reviews = texts.order("written_date DESC, review_id").limit(config.max_reviews).to_arrow_table()
    themes = review_themes(
        reviews,
        min_review_count=config.min_review_count,
        max_q_value=config.max_q_value,
        max_rank=config.max_rank,
        example_count=config.example_count,
    )
    metadata = {
        "reviews with a text": count,
        "of these low and high": dg.MetadataValue.json(count_groups(reviews)),
        "themes": show_picture(draw_themes(themes)),
    }
    notes = []
    if count > reviews.num_rows:
        notes.append(f"Of {count:,} reviews the newest {reviews.num_rows:,} are read.")
    if not themes.num_rows:
        notes.append(explain_none(reviews))
    if notes:
        metadata["note"] = " ".join(notes)
    context.log.info(f"{themes.num_rows:,} themes of {reviews.num_rows:,} reviews")
    return save_table(THEMES_TABLE, themes, metadata)


def count_groups(reviews: pa.Table) -> dict[str, int]:
    """Return how many reviews have a low and how many a high rating."""
    return {group: pc.sum(pc.equal(reviews["rating_group"], group)).as_py() or 0 for group in ("low", "high")}


def explain_none(reviews: pa.Table) -> str:
    """Return the sentence that says why there is no theme."""
    if not reviews.num_rows:
        return "No theme: no review has a text."
    if not all(count_groups(reviews).values()):
        return "No theme: there must be reviews with a low rating (1 or 2) and with a high one (4 or 5)."
    if not any(reviews[name].drop_null() for name in ("category_id", "brand")):
        return "No theme: no review is of an item with a category or a brand."
    return "No theme: no word surely goes with low or with high ratings of a category or brand."
