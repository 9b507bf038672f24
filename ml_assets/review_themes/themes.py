"""Themes of reviews: terms that go with low and with high ratings, by category and by brand."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from scipy.stats import false_discovery_control

from ml_assets.columns import read_dates, read_ids, require_columns, round_shares, significant
from ml_assets.review_themes.comparison import compare_groups
from ml_assets.review_themes.examples import cut_excerpt
from ml_assets.review_themes.personal import mask_personal
from ml_assets.review_themes.repeats import mark_first
from ml_assets.review_themes.scopes import SCOPES, Scope, read_scope
from ml_assets.review_themes.table import REVIEW_THEMES
from ml_assets.review_themes.terms import KINDS, Terms, find_terms

GROUPS = ("low", "high")
# Terms to look at for each theme that is looked for: some stand in the same reviews.
CANDIDATES = 5
COLUMNS = ("review_id", "rating_group", "category_id", "category_name", "brand", "body", "written_date")


def review_themes(
    reviews: pa.Table,
    *,
    min_review_count: int = 3,
    max_q_value: float = 0.05,
    max_rank: int = 10,
    example_count: int = 3,
) -> pa.Table:
    """Return the terms that surely go with low or with high ratings, as REVIEW_THEMES: for each category, brand and
    rating group at most `max_rank`, by z-score.

    reviews: one row per review with a text (review_id: text, rating_group: low, high or null, category_id,
    category_name, brand: text or null, body: text, written_date: date). All of them are the prior; what a term is
    compared in are the reviews of one category or brand with a low and with a high rating. A review counts a term
    once. The prior weighs as much as these reviews do. A term is kept that at least `min_review_count` of them hold
    and whose q-value (Fisher's exact test of the reviews that hold it) is at most `max_q_value`; of terms that stand in
    the same reviews the surest.

    Raises ValueError on wrong columns, a review given twice, and settings out of range.
    """
    _check_settings(min_review_count, max_q_value, max_rank, example_count)
    reviews = _read_reviews(reviews)
    bodies = mask_personal(reviews["body"])
    terms = find_terms(bodies, min_review_count)
    if not terms.names:
        return REVIEW_THEMES.empty_table()
    side = pc.fill_null(pc.index_in(reviews["rating_group"], pa.array(GROUPS)), -1).to_numpy()
    scopes = [read_scope(reviews, kind) for kind in SCOPES]
    parts = [compare_groups(scope, side, terms, min_review_count) for scope in scopes]
    themes = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    themes["scope"] = np.repeat(np.arange(len(scopes)), [len(part["term"]) for part in parts])
    if not len(themes["term"]):
        return REVIEW_THEMES.empty_table()
    themes["q_value"] = significant(false_discovery_control(themes["p_value"], method="bh"))
    themes = _take(themes, themes["q_value"] <= max_q_value)
    themes["length"] = np.array([len(name) for name in terms.names])[themes["term"]]
    themes = _rank(themes, CANDIDATES * max_rank)
    reviews_of_terms = [
        rows for place, scope in enumerate(scopes) for rows in _list_reviews(scope, themes, place, side, terms)
    ]
    is_kept = mark_first(np.cumsum(themes["rank"] == 1), reviews_of_terms, max_rank)
    themes = _rank(_take(themes, is_kept), max_rank)
    kept = [rows for rows, keep in zip(reviews_of_terms, is_kept, strict=True) if keep]
    return _tabulate(themes, scopes, terms, kept, bodies, example_count)


def _check_settings(min_review_count: int, max_q_value: float, max_rank: int, example_count: int) -> None:
    for name, value, least in (
        ("min_review_count", min_review_count, 1),
        ("max_rank", max_rank, 1),
        ("example_count", example_count, 0),
    ):
        if not isinstance(value, int) or value < least:
            raise ValueError(f"{name} must be a whole number of at least {least}, got {value!r}")
    if not 0 <= max_q_value <= 1:
        raise ValueError(f"max_q_value must be between 0 and 1, got {max_q_value!r}")


def _read_reviews(reviews: pa.Table) -> pa.Table:
    """Return the reviews, newest first, their texts as plain text; raise ValueError where the table is none of them."""
    require_columns(reviews, COLUMNS, "reviews")
    columns = {name: read_ids(reviews, name, "reviews") for name in ("review_id", "body")}
    for name in ("rating_group", "category_id", "category_name", "brand"):
        read_ids(pa.table({name: reviews[name].drop_null()}), name, "reviews")
        columns[name] = reviews[name].cast(pa.string())
    columns["written_date"] = pa.array(read_dates(reviews, "written_date", "reviews"))
    if (repeated := len(columns["review_id"]) - pc.count_distinct(columns["review_id"]).as_py()) > 0:
        raise ValueError(f"reviews has {repeated:,} rows too many: give one for each review_id")
    return pa.table(columns).sort_by([("written_date", "descending"), ("review_id", "ascending")])


def _rank(themes: dict[str, np.ndarray], max_rank: int) -> dict[str, np.ndarray]:
    """Return the themes of each scope and rating group, the surest first and of equal ones the longest, with their
    places up to `max_rank`."""
    strength = significant(np.abs(themes["z_score"]))
    keys = (themes["term"], -themes["length"], -strength, themes["group"], themes["code"], themes["scope"])
    themes = _take(themes, np.lexsort(keys))
    of_group = (themes["scope"], themes["code"], themes["group"])
    starts = np.flatnonzero(np.any([np.diff(values, prepend=-1) != 0 for values in of_group], axis=0))
    rows = np.arange(len(themes["term"]))
    themes["rank"] = rows - np.repeat(starts, np.diff(np.append(starts, len(rows)))) + 1
    return _take(themes, themes["rank"] <= max_rank)


def _list_reviews(
    scope: Scope, themes: dict[str, np.ndarray], place: int, side: np.ndarray, terms: Terms
) -> list[np.ndarray]:
    """Return, for each theme of one kind of scope, the reviews of its rating group that hold the term, newest first."""
    rows = themes["scope"] == place
    width = len(terms.names)
    wanted = (themes["code"][rows] * width + themes["term"][rows]) * 2 + themes["group"][rows]
    text = terms.text
    key = (scope.codes[text] * width + terms.term) * 2 + side[text]
    held = np.isin(key, wanted) & (side[text] >= 0) & (scope.codes[text] >= 0)
    key, text = key[held], text[held]
    order = np.argsort(key, kind="stable")
    key, text = key[order], text[order]
    return [
        text[start:end]
        for start, end in zip(np.searchsorted(key, wanted), np.searchsorted(key, wanted, "right"), strict=True)
    ]


def _tabulate(
    themes: dict[str, np.ndarray],
    scopes: list[Scope],
    terms: Terms,
    reviews: list[np.ndarray],
    bodies: pa.ChunkedArray,
    example_count: int,
) -> pa.Table:
    of_scope = [scopes[place] for place in themes["scope"]]
    kinds = [KINDS[kind] for kind in terms.kinds[themes["term"]]]
    names = [terms.names[term] for term in themes["term"]]
    examples = []
    for rows, name, kind in zip(reviews, names, kinds, strict=True):
        # Some are written alike, so a few more are looked at.
        texts = bodies.take(pa.array(rows[: 5 * example_count])).to_pylist()
        examples.append(list(dict.fromkeys(cut_excerpt(text, name, kind) for text in texts))[:example_count])
    columns = {
        "scope": [scope.kind for scope in of_scope],
        "scope_id": [scope.ids[code] for scope, code in zip(of_scope, themes["code"], strict=True)],
        "scope_name": [scope.names[code] for scope, code in zip(of_scope, themes["code"], strict=True)],
        "rating_group": [GROUPS[group] for group in themes["group"]],
        "term_kind": kinds,
        "term": names,
        "log_odds": round_shares(themes["log_odds"]),
        "z_score": round_shares(themes["z_score"]),
        "p_value": significant(themes["p_value"]),
        "examples": examples,
    }
    table = pa.table([columns.get(field.name, themes.get(field.name)) for field in REVIEW_THEMES], schema=REVIEW_THEMES)
    return table.sort_by([(name, "ascending") for name in ("scope", "scope_id", "rating_group", "rank")])


def _take(themes: dict[str, np.ndarray], rows: np.ndarray) -> dict[str, np.ndarray]:
    return {name: values[rows] for name, values in themes.items()}
