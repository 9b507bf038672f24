"""Themes of reviews: the formula by hand, every figure by a second count, planted themes, and what must not be read."""

import math
import re
from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pytest
from scipy.stats import fisher_exact

from ml_assets.review_themes import REVIEW_THEMES, review_themes
from ml_assets.review_themes.examples import cut_excerpt
from ml_assets.review_themes.log_odds import compare_odds
from ml_assets.review_themes.personal import mask_personal
from ml_assets.review_themes.terms import KINDS, find_terms

NAMES = ("rating_group", "category_id", "brand", "body")


def make_reviews(rows: list[tuple]) -> pa.Table:
    """Reviews of rating_group, category_id, brand and body, the first the oldest."""
    columns = {name: pa.array([row[place] for row in rows], pa.string()) for place, name in enumerate(NAMES)}
    columns["review_id"] = [f"r{number:05}" for number in range(len(rows))]
    columns["category_name"] = pa.array([f"The {row[1]}" if row[1] else None for row in rows], pa.string())
    columns["written_date"] = [date(2025, 1, 1) + timedelta(days=number) for number in range(len(rows))]
    return pa.table(columns)


def test_the_formula_by_hand():
    """6 of 20 terms against 1 of 50, with a prior of 2 of 70: ln(8 / 82) - ln(3 / 117) over the root of 1/8 + 1/3."""
    log_odds, z_score = compare_odds(*(np.array([value]) for value in (6, 1, 20, 50, 2, 70)))
    assert log_odds[0] == pytest.approx(1.336284, abs=1e-6)
    assert z_score[0] == pytest.approx(1.973823, abs=1e-6)


def test_every_figure_by_a_second_count():
    random = np.random.default_rng(1)
    words = np.array(["sole", "zip", "warm", "light", "late", "fine"])
    rows = []
    for _ in range(300):
        group = str(random.choice(["low", "high", ""], p=[0.4, 0.4, 0.2])) or None
        body = " ".join(words[random.integers(0, 6 if group == "high" else 3, random.integers(1, 5))])
        rows.append((group, str(random.choice(["a", "b"])), None, body))
    themes = review_themes(make_reviews(rows), max_q_value=1, max_rank=1_000)
    assert {row["term_kind"] for row in themes.to_pylist()} == {"word", "word_pair"}
    for row in themes.to_pylist():
        expected = count_again(rows, row["scope_id"], row["term"])
        assert row["scope_name"] == f"The {row['scope_id']}"
        for name, value in expected.items():
            assert row[name] == pytest.approx(value, rel=1e-6, abs=1e-6), (name, row)


def count_again(rows: list[tuple], category: str, term: str) -> dict[str, float]:
    """The figures of a term from the texts, by loops."""

    def split(body: str) -> set[str]:
        return {*body.split(), *map(" ".join, pairwise(body.split()))}

    common = Counter(found for *_, body in rows for found in split(body))
    common = {found: count for found, count in common.items() if count >= 3}
    held = {"low": Counter(), "high": Counter()}
    reviews = Counter()
    for group, of, _, body in rows:
        if of == category and group:
            reviews[group] += 1
            held[group].update(split(body) & common.keys())
    low, high = (held[group][term] for group in ("low", "high"))
    all_low, all_high = (held[group].total() for group in ("low", "high"))
    prior = common[term] / sum(common.values()) * (all_low + all_high)
    odds = [
        (count + prior) / (total + all_low + all_high - count - prior)
        for count, total in ((low, all_low), (high, all_high))
    ]
    log_odds = math.log(odds[0]) - math.log(odds[1])
    table = [[low, reviews["low"] - low], [high, reviews["high"] - high]]
    p_value = fisher_exact(table, alternative="greater" if log_odds > 0 else "less").pvalue
    return {
        "log_odds": log_odds,
        "z_score": log_odds / math.sqrt(1 / (low + prior) + 1 / (high + prior)),
        "low_review_count": low,
        "high_review_count": high,
        "all_low_review_count": reviews["low"],
        "all_high_review_count": reviews["high"],
        "p_value": min(1, 2 * p_value),
    }


PLANTED = {"boots": ("low", "zip broke"), "hats": ("high", "so warm"), "茶": ("low", "很苦")}


def test_planted_themes_are_in_the_top_five_and_chance_is_not():
    random = np.random.default_rng(4)
    common = np.array([f"word{number}" for number in range(300)])
    weights = 1 / np.arange(1, 301)
    rows = []
    for number in range(6_000):
        category = ["boots", "hats", "茶", "bags", "maps", "pens"][number % 6]
        group = str(random.choice(["low", "high", ""], p=[0.12, 0.68, 0.2])) or None
        words = random.choice(common, random.integers(4, 15), p=weights / weights.sum()).tolist()
        # What is said in every category, and what is said in one: by a fifth of those, and by some of the others.
        if random.random() < {"low": 0.3, "high": 0.02}.get(group, 0.05):
            words.append("money back")
        if category in PLANTED and random.random() < (0.2 if group == PLANTED[category][0] else 0.01):
            words.insert(2, PLANTED[category][1])
        rows.append((group, category, None, " ".join(words)))
    themes = review_themes(make_reviews(rows)).to_pylist()
    for category, (group, term) in PLANTED.items():
        top = [row["term"] for row in themes if (row["scope_id"], row["rating_group"]) == (category, group)][:5]
        assert any(found in term.split(" ") or found == term for found in top), (category, top)
    by_chance = [row for row in themes if re.fullmatch(r"(word\d+ ?)+", row["term"])]
    assert len(by_chance) <= 0.1 * len(themes)


def test_terms_in_the_same_reviews_are_one_theme():
    rows = [("low", "boots", None, "the zip broke")] * 8 + [("high", "boots", None, "fine and warm")] * 9
    themes = review_themes(make_reviews(rows)).to_pylist()
    assert [(row["rating_group"], row["rank"]) for row in themes] == [("high", 1), ("low", 1)]
    assert themes[1]["examples"] == ["the zip broke"]


def test_brands_are_compared_too_and_a_rating_between_is_of_no_group():
    rows = [("low", None, "Elm", "creaks")] * 5 + [("high", None, "Elm", "quiet")] * 5
    rows += [("low", None, "Fir", "creaks")] * 5 + [(None, None, "Fir", "quiet")] * 5
    themes = review_themes(make_reviews(rows), max_q_value=1)
    found = set(zip(*(themes[name].to_pylist() for name in ("scope", "scope_id", "term")), strict=True))
    assert found == {("brand", "Elm", "creaks"), ("brand", "Elm", "quiet")}


def test_words_end_where_sentences_do_and_apostrophes_stay():
    texts = pa.chunked_array([pa.array(["Don\u2019t buy. Well-made, 'good' zip", "质量很差 ok", "COOL\nÉCRAN x2 7"])])
    terms = find_terms(texts, 1)
    found = {KINDS[kind]: set() for kind in terms.kinds}
    for kind, name in zip(terms.kinds, terms.names, strict=True):
        found[KINDS[kind]].add(name)
    assert found["word"] == {"don't", "buy", "well", "made", "good", "zip", "ok", "cool", "écran", "x2"}
    assert found["word_pair"] == {"don't buy", "well made", "good zip", "écran x2"}
    assert found["character_pair"] == {"质量", "量很", "很差"}


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("mail a.b+c@x.co.uk now", "mail *** now"),
        ("see https://x.example/u?id=7, or WWW.x.example", "see *** or ***"),
        ("call +43 (0)660 / 123-45.67", "call ***"),
        ("order 20250131 came", "order *** came"),
        ("\uff10\uff16\uff16\uff10\uff11\uff12\uff13\uff14\uff15", "***"),
        ("size 42, 100 % cotton, 3 of 10", "size 42, 100 % cotton, 3 of 10"),
    ],
)
def test_what_leads_to_a_person_is_masked(text, masked):
    assert mask_personal(pa.array([text])).to_pylist() == [masked]


def test_nothing_of_a_masked_kind_is_published():
    bodies = [f"The zip broke, write to anna{n}@example.com or call 0660 123 45 {n:02}" for n in range(20)]
    rows = [("low", "boots", "Elm", body) for body in bodies] + [("high", "boots", "Elm", "so warm")] * 20
    themes = review_themes(make_reviews(rows), max_q_value=1)
    assert themes.num_rows
    assert not re.search(r"anna|example\.com|@|0660|\d{2}", str(themes.select(["term", "examples"]).to_pylist()))
    none = review_themes(make_reviews(rows), example_count=0)
    assert set(map(tuple, none["examples"].to_pylist())) == {()}


def test_excerpts_are_short_newest_first_and_each_once():
    long = (
        "I bought these for a walk in the hills and after two days of rain the zip broke" + ", and so did all else" * 5
    )
    rows = [("low", "c", None, long), ("low", "c", None, "zip broke"), ("low", "c", None, "ZIP  BROKE!")]
    rows += [("low", "c", None, "Zip broke")] * 4 + [("high", "c", None, "fine")] * 9
    [theme] = [row for row in review_themes(make_reviews(rows)).to_pylist() if row["rating_group"] == "low"]
    assert theme["examples"] == ["Zip broke", "ZIP BROKE!", "zip broke"]
    excerpt = cut_excerpt(long, "zip broke", "word_pair")
    assert "the zip broke" in excerpt and len(excerpt) <= 84
    assert excerpt.startswith("… ") and excerpt.endswith(" …")
    assert cut_excerpt("很" * 200 + "差劲" + "了" * 200, "差劲", "character_pair", 20).count("差劲") == 1


@pytest.mark.parametrize(
    ("reviews", "settings", "sentence"),
    [
        (make_reviews([("low", "c", None, "x")]).drop_columns("brand"), {}, "must have the column brand exactly once"),
        (pa.concat_tables([make_reviews([("low", "c", None, "x")])] * 2), {}, "reviews has 1 rows too many"),
        (make_reviews([("low", "c", None, None)]), {}, "reviews.body has 1 nulls"),
        (make_reviews([("low", "c", None, "x")]), {"min_review_count": 0}, "min_review_count must be a whole number"),
        (make_reviews([("low", "c", None, "x")]), {"max_q_value": 2}, "max_q_value must be between 0 and 1"),
    ],
)
def test_what_is_wrong_gets_a_sentence(reviews, settings, sentence):
    with pytest.raises(ValueError, match=sentence):
        review_themes(reviews, **settings)


def test_one_rating_group_alone_has_no_themes():
    assert review_themes(make_reviews([("low", "c", "b", "broke")] * 9)).equals(REVIEW_THEMES.empty_table())
