"""Themes of reviews: words, and pairs of words, that go with low and with high ratings of a category or brand.

Three of four who complained of boots wrote of the sole, and one of six who praised them.

>>> import pyarrow as pa
>>> low = ["The sole broke", "Sole came off", "sole gone", "Too late"]
>>> high = ["Warm and light", "Light, warm", "Warm", "Good sole", "So warm", "Warm boots"]
>>> reviews = pa.table(
...     {
...         "review_id": [str(n) for n in range(10)],
...         "rating_group": ["low"] * 4 + ["high"] * 6,
...         "category_id": ["boots"] * 10,
...         "category_name": ["Boots"] * 10,
...         "brand": pa.nulls(10, pa.string()),
...         "body": low + high,
...         "written_date": pa.array(range(20_000, 20_010), pa.int32()).cast(pa.date32()),
...     }
... )
>>> themes = review_themes(reviews, max_q_value=1, max_rank=1).to_pylist()
>>> [(row["rating_group"], row["term"], row["low_review_count"], row["high_review_count"]) for row in themes]
[('high', 'warm', 0, 5), ('low', 'sole', 3, 1)]
>>> themes[1]["examples"]
['sole gone', 'Sole came off', 'The sole broke']
"""

from ml_assets.review_themes.table import REVIEW_THEMES
from ml_assets.review_themes.themes import review_themes

__all__ = ["REVIEW_THEMES", "review_themes"]
