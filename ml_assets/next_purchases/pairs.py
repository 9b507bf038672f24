"""Which users bought one item and, on a later day, another; and how long it took them."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ml_assets.basket_rules import LimitReachedError
from ml_assets.next_purchases.histories import Histories

MOST_ROWS = 4_000_000


@dataclass(frozen=True)
class Sequences:
    """One value a sequence, by item and next item: users with it, users with one direction only (forward,
    reverse), the number of gaps and their quartiles in days (n x 3)."""

    item: np.ndarray
    next_item: np.ndarray
    users: np.ndarray
    forward: np.ndarray
    reverse: np.ndarray
    gaps: np.ndarray
    quartiles: np.ndarray

    @classmethod
    def join(cls, parts: list["Sequences"]) -> "Sequences":
        names = cls.__dataclass_fields__
        return cls(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))


def count_sequences(histories: Histories, min_users: int, max_pairs: int, max_sequences: int) -> list[Sequences]:
    """Return the sequences of two items, and the replenishments, with at least `min_users` users.

    Only items with so many users are paired: each user with each two of them. Raises LimitReachedError where
    that makes more than `max_pairs` pairs of a user's items, or more than `max_sequences` sequences.
    """
    holders = np.bincount(histories.thing, minlength=len(histories.item_ids))
    possessions = np.flatnonzero(holders[histories.thing] >= min_users)
    sizes = np.bincount(histories.owner[possessions])
    if (pairs := int((sizes.astype(np.int64) ** 2).sum())) > max_pairs:
        raise LimitReachedError(
            f"purchases make {pairs:,} pairs of two items of one user, above the limit of {max_pairs:,}: "
            "raise min_user_count, leave out older purchases or very large users, or raise max_pairs"
        )
    found = [_replenish(histories, possessions, min_users)]
    for chunk, partner in _pair_up(histories, possessions, sizes):
        found.append(_count(histories, chunk, partner, min_users))
        if (sequences := sum(len(part.users) for part in found)) > max_sequences:
            raise LimitReachedError(
                f"{sequences:,} or more sequences have {min_users:,} users, above the limit of {max_sequences:,}: "
                "raise min_user_count, or raise max_sequences"
            )
    return found


def _pair_up(
    histories: Histories, possessions: np.ndarray, sizes: np.ndarray
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Yield each possession with every other one of its user, some items at a time."""
    owner = histories.owner[possessions]
    starts = np.cumsum(sizes) - sizes
    order = np.argsort(histories.thing[possessions], kind="stable")
    item = histories.thing[possessions][order]
    rows = np.cumsum(sizes[owner[order]])
    # Cut between items only, so that each sequence is counted in one chunk.
    item_ends = np.flatnonzero(np.diff(item, append=-1)) + 1
    run = rows[item_ends - 1] // MOST_ROWS
    for chosen in np.split(order, item_ends[:-1][np.diff(run) > 0]):
        counts = sizes[owner[chosen]]
        mine = np.repeat(chosen, counts)
        partner = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts - starts[owner[chosen]], counts)
        other = mine != partner
        yield possessions[mine[other]], possessions[partner[other]]


def _count(histories: Histories, mine: np.ndarray, partner: np.ndarray, min_users: int) -> Sequences:
    first, last = histories.first_day, histories.last_day
    follows = last[partner] > first[mine]
    precedes = last[mine] > first[partner]
    pair = histories.thing[mine] * len(histories.item_ids) + histories.thing[partner]
    keys, place = np.unique(pair, return_inverse=True)
    users, forward, reverse = (
        np.bincount(place[chosen], minlength=len(keys))
        for chosen in (follows, follows & ~precedes, precedes & ~follows)
    )
    enough = users >= min_users
    rows = np.flatnonzero(follows & enough[place])
    gap = _first_after(histories, partner[rows], first[mine[rows]]) - first[mine[rows]]
    kept = np.cumsum(enough) - 1
    gaps, quartiles = _summarise(kept[place[rows]], gap, int(enough.sum()))
    item, next_item = np.divmod(keys[enough], len(histories.item_ids))
    return Sequences(item, next_item, users[enough], forward[enough], reverse[enough], gaps, quartiles)


def _first_after(histories: Histories, possession: np.ndarray, day: np.ndarray) -> np.ndarray:
    """Return the first day of each possession after `day`; there is one."""
    found = histories.first_day[possession]
    earlier = np.flatnonzero(found <= day)
    if len(earlier):
        wanted = possession[earlier] * histories.days + day[earlier]
        found[earlier] = histories.day[np.searchsorted(histories.stamps, wanted, side="right")]
    return found


def _replenish(histories: Histories, possessions: np.ndarray, min_users: int) -> Sequences:
    again = possessions[histories.line_count[possessions] > 1]
    users = np.bincount(histories.thing[again], minlength=len(histories.item_ids))
    items = np.flatnonzero(users >= min_users)
    same = np.flatnonzero((np.diff(histories.user) == 0) & (np.diff(histories.item) == 0))
    same = same[users[histories.item[same]] >= min_users]
    gap = histories.day[same + 1] - histories.day[same]
    gaps, quartiles = _summarise(np.searchsorted(items, histories.item[same]), gap, len(items))
    none = np.zeros(len(items), dtype=np.int64)
    return Sequences(items, items, users[items], none, none, gaps, quartiles)


def _summarise(place: np.ndarray, gap: np.ndarray, size: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the number of gaps at each place and their quartiles, interpolated (size x 3); none is without gap."""
    gap = gap[np.lexsort((gap, place))]
    counts = np.bincount(place, minlength=size)
    starts = np.cumsum(counts) - counts
    at = starts[:, None] + (counts[:, None] - 1) * np.array([0.25, 0.5, 0.75])
    below = np.floor(at).astype(np.int64)
    above = np.ceil(at).astype(np.int64)
    return counts, gap[below] + (gap[above] - gap[below]) * (at - below)
