"""Checks of tags: whether users with a tag do something later more or less often than users without it.

Of a hundred coupon users sixty redeemed a coupon in the next 30 days, of as many others ten; night owls did as others
did.

>>> import pyarrow as pa
>>> outcomes = pa.table({
...     "tag": ["coupon_user", "coupon_user", "night_owl", "night_owl"],
...     "is_tagged": [True, False, True, False],
...     "user_count": [100, 100, 100, 100],
...     "did_count": [60, 10, 36, 34],
...     "outcome": ["ordered_with_coupon", "ordered_with_coupon", "ordered", "ordered"],
...     "among": ["next_buyers", "next_buyers", "everyone", "everyone"],
...     "checked_date": pa.nulls(4, pa.date32()),
... })
>>> for row in check_tags(outcomes).to_pylist():
...     print(row["tag"], row["status"], row["reason"])
coupon_user differs Ordered with coupon: 60 % of 100 users with the tag, 10 % of 100 without it.
night_owl not_shown Ordered: 36 % of 100 users with the tag, 34 % of 100 without it.
"""

from ml_assets.tag_checks.checks import check_tags
from ml_assets.tag_checks.table import TAG_CHECKS

__all__ = ["TAG_CHECKS", "check_tags"]
