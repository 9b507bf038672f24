"""Who gets a place: one walk over all options in their order, each taking what it needs where all of it is left."""

from dataclasses import dataclass

import numpy as np

CHUNK = 200_000


@dataclass(frozen=True)
class Places:
    """What the walk leaves.

    chosen: of each candidate the option that got a place, -1 for none. room: what is left in each bucket. sides: of
    each person the side (0: no contact) of today's contacts. left: what is left of the budgets by kind.
    """

    chosen: np.ndarray
    room: np.ndarray
    sides: np.ndarray
    left: dict[str, int]


def give_places(
    owners: np.ndarray,
    costs: np.ndarray,
    users: np.ndarray,
    sides: np.ndarray,
    buckets: np.ndarray,
    room: np.ndarray,
    left: dict[str, int],
) -> Places:
    """Walk over options, the most important first, and give a place to each candidate once.

    owners, costs: of each option its candidate, and the cost of its offer. users, sides: of each candidate; side 1 is
    sent, side 2 held back, and a person is on one of them a day. buckets: of each candidate, shape (candidates, 5);
    each needs room for one more. left: budgets of coupons (cost of offers) and of contacts (their number).
    """
    chosen = np.full(len(users), -1)
    rest, persons = room.tolist(), [0] * (int(users.max(initial=0)) + 1)
    coupons, contacts = left["coupons"], left["contacts"]
    is_taken = bytearray(len(users))
    # Whatever has no room before the first contact has none later.
    hopeful = np.flatnonzero((room[buckets] > 0).all(axis=1)[owners]) if len(owners) else owners
    for start in range(0, len(hopeful), CHUNK):
        part = hopeful[start : start + CHUNK]
        of = owners[part]
        columns = (part, of, costs[part], users[of], sides[of], *buckets[of].T)
        lists = (column.tolist() for column in columns)
        for option, owner, cost, user, side, a, b, c, d, e in zip(*lists, strict=True):
            if is_taken[owner] or cost > coupons or contacts < 1 or persons[user] not in (0, side):
                continue
            if rest[a] < 1 or rest[b] < 1 or rest[c] < 1 or rest[d] < 1 or rest[e] < 1:
                continue
            is_taken[owner], chosen[owner], persons[user] = 1, option, side
            for bucket in (a, b, c, d, e):
                rest[bucket] -= 1
            coupons, contacts = coupons - cost, contacts - 1
    return Places(chosen, np.array(rest), np.array(persons), {"coupons": coupons, "contacts": contacts})
