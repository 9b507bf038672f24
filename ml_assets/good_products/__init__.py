"""Whether the products that were called good are bought, and bought again, more than the most bought ones.

Every second new viewer of a good product buys it, every fourth of a most bought one; nobody had bought before.

>>> from datetime import date
>>> import numpy as np
>>> import pyarrow as pa
>>> kinds = ("viewer", "converted", "buyer", "repeated")
>>> names = [f"{name}_{kind}_count" for name in ("good", "popular") for kind in kinds]
>>> persons = np.arange(400)
>>> counts = [1 + 0 * persons, persons % 2, 0 * persons, 0 * persons, 1 + 0 * persons, (persons % 4) // 3]
>>> counts = dict(zip(names, [*counts, 0 * persons, 0 * persons], strict=True))
>>> outcomes = pa.table({"person_number": persons, "category_number": 0 * persons + 1, **counts})
>>> rows = evaluate_good_products(outcomes, date(2025, 1, 1), 30).to_pylist()
>>> [(row["metric"], row["value"], row["naive_value"], row["is_better_than_naive"], row["status"]) for row in rows]
[('later_conversion', 0.5, 0.25, True, 'evaluated'), ('later_repeat', None, None, False, 'insufficient_data')]
"""

from ml_assets.good_products.evaluate import evaluate_good_products

__all__ = ["evaluate_good_products"]
