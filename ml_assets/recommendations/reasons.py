"""Why an item is in a user's list, in words that are true of the rows behind it, and as values to count it again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from ml_assets.recommendations.candidates import SEEN_DAYS
from ml_assets.recommendations.known import Known

FEWEST_TOGETHER = 3
FIRST_DAY = date(1970, 1, 1)


@dataclass(frozen=True)
class Reason:
    words: str
    evidence: str


def give_reasons(known: Known, user: np.ndarray, item: np.ndarray, names: Mapping[str, str]) -> list[Reason]:
    """Return the strongest reason of each user and item: bought before, looked at lately, bought by those who bought
    something of the user's, else how many bought it, or that it is new. names: item id -> what people call it."""
    keys = user * known.item_count + item
    own, seen = known.bought.find(keys), known.seen.find(keys)
    is_seen = (seen >= 0) & (known.seen.last_day[seen] > known.day - SEEN_DAYS) if len(known.seen.keys) else seen >= 0
    near, together = _nearest_bought(known, user, item)
    reasons = []
    for place, number in enumerate(item.tolist()):
        if own[place] >= 0:
            reasons.append(_say_own(known, int(own[place])))
        elif is_seen[place]:
            reasons.append(_say_seen(known, int(seen[place])))
        elif together[place] >= FEWEST_TOGETHER:
            other = str(known.history.item_ids[near[place]])
            words = f"bought by {together[place]:,} people who also bought {names.get(other) or other}"
            reasons.append(Reason(words, f"kind=near;item_id={other};user_count={together[place]}"))
        else:
            reasons.append(say_popular(known, number))
    return reasons


def say_popular(known: Known, item: int) -> Reason:
    """How many users bought an item lately; where nobody did within 90 days, how many ever did."""
    for days, counts in known.recent_buyers.items():
        if counts[item] > 0:
            words = f"bought by {_count(counts[item], 'person', 'people')} in the last {days} days"
            return Reason(words, f"kind=popular;day_count={days};user_count={counts[item]}")
    ever = int(known.buyer_counts[item])
    words = f"bought by {_count(ever, 'person', 'people')} so far"
    return Reason(words, f"kind=popular;day_count=;user_count={ever}")


def say_group(name: str, value: str, words: str, user_count: int, days: int) -> Reason:
    """How many users of a category, channel or region bought an item lately."""
    said = f"bought by {_count(user_count, 'person', 'people')} {words}, in the last {days} days"
    return Reason(said, f"kind=group;name={name};value={value};day_count={days};user_count={user_count}")


def say_new(known: Known, item: int) -> Reason:
    first = FIRST_DAY + timedelta(days=int(known.first_sold[item]))
    since = known.day - int(known.first_sold[item])
    words = f"new: first sold {_ago(since)}"
    return Reason(words, f"kind=new;first_sold_date={first}")


def _say_own(known: Known, place: int) -> Reason:
    pairs = known.bought
    times, last, first = int(pairs.day_count[place]), int(pairs.last_day[place]), int(pairs.first_day[place])
    evidence = f"kind=own;day_count={times};last_date={FIRST_DAY + timedelta(days=last)}"
    if times == 1:
        return Reason(f"bought once, {_ago(known.day - last)}", f"{evidence};usual_days=")
    usual = round((last - first) / (times - 1))
    if times == 2:
        words = f"bought twice, {_count(usual, 'day', 'days')} apart, last {_ago(known.day - last)}"
        return Reason(words, f"{evidence};usual_days={usual}")
    words = f"bought {times} times, last {_ago(known.day - last)}; usually every {_count(usual, 'day', 'days')}"
    return Reason(words, f"{evidence};usual_days={usual}")


def _say_seen(known: Known, place: int) -> Reason:
    seen = known.seen
    views, carts = int(seen.sums["view_count"][place]), int(seen.sums["cart_count"][place])
    last = int(seen.last_day[place])
    what = "put into the cart" if carts else "looked at" if views else "marked as favourite"
    likes = int(seen.sums["favorite_count"][place])
    times = carts or views or likes
    often = "" if times == 1 else f" {times} times, last"
    date_of = FIRST_DAY + timedelta(days=last)
    evidence = f"kind=seen;last_date={date_of};view_count={views};favorite_count={likes};cart_count={carts}"
    return Reason(f"{what}{often} {_ago(known.day - last)}", evidence)


def _nearest_bought(known: Known, user: np.ndarray, item: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return for each row the item of the user's own whose cosine with the row's item is the largest (-1 without one),
    and how many users bought both."""
    size = np.int64(max(known.item_count, 1))
    matrix, cosine = known.matrix, known.cosine
    counts = np.diff(matrix.indptr)[user]
    rows = np.repeat(np.arange(len(user)), counts)
    within = np.arange(len(rows)) - np.repeat(np.cumsum(counts) - counts, counts)
    bought = matrix.indices[matrix.indptr[user][rows] + within]
    pairs, values = known.near_keys, cosine.data
    near, best = np.full(len(user), -1), np.zeros(len(user), np.int64)
    if not len(pairs) or not len(rows):
        return near, best
    wanted = bought * size + item[rows]
    place = np.minimum(np.searchsorted(pairs, wanted), len(pairs) - 1)
    found = np.flatnonzero(pairs[place] == wanted)
    strength = values[place[found]]
    # The strongest of each row comes last, and so is the one that stays.
    found = found[np.lexsort((-bought[found], strength, rows[found]))]
    last = np.r_[rows[found][1:] != rows[found][:-1], True] if len(found) else np.empty(0, bool)
    found = found[last]
    near[rows[found]] = bought[found]
    by_item = known.buyer_counts
    both = values[place[found]] * np.sqrt(by_item[bought[found]] * by_item[item[rows[found]]])
    best[rows[found]] = np.rint(both).astype(np.int64)
    return near, best


def _ago(days: int) -> str:
    return "today" if days == 0 else f"{_count(days, 'day', 'days')} ago"


def _count(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"
