"""Who is who: guests who come back with the same address, and people with two accounts that the shop merges."""

import hashlib
from dataclasses import dataclass, field

import numpy as np

from seeds.sample_shop.people import People

ACCOUNTS_STREAM = 3  # beside the streams of buying, of money and of rates
OF_USER_SHARE = 0.15  # guest orders under the address of a user, who did not log in
SAME_GUEST_SHARE = 0.35  # under that of an earlier guest; all others are of new guests
EMAIL_ONLY_SHARE, PHONE_ONLY_SHARE = 0.7, 0.1  # of guest orders; all others state both
MERGED_SHARE = 0.015  # users whose account is merged into another
UNDONE_SHARE = 0.2  # of merges: wrong, and undone some days later
UNDONE_AFTER = (3, 10)


def hash_email(owner: str) -> str:
    """The e-mail address of a user or guest, as the shop hands it out."""
    return hashlib.sha256(f"{owner}@example.org".encode()).hexdigest()


def hash_phone(owner: str) -> str:
    """The phone number of a user or guest, as the shop hands it out."""
    return hashlib.sha256(f"phone of {owner}".encode()).hexdigest()


@dataclass
class Guests:
    """Who each guest order is of: (order_id, user_id or a guest's own name, which addresses it states)."""

    seed: int
    count: int = 0
    owners: list[tuple[str, str, str]] = field(default_factory=list)

    def name_owners(
        self, day: int, people: People, first_account: np.ndarray, order_ids: np.ndarray, user: np.ndarray
    ) -> dict[str, list[str | None]]:
        """By order of a day: email_hash and phone_hash. `user` are positions, -1 for a guest.

        Whoever has two accounts (`first_account`, by user) states the address of the first."""
        rng = np.random.default_rng([self.seed, day, ACCOUNTS_STREAM])
        known = np.flatnonzero(people.joined_day < day)
        emails = [hash_email(user_id) for user_id in people.user_ids[user]]
        phones: list[str | None] = [None] * len(user)
        for order in np.flatnonzero(user < 0).tolist():
            chance, states = rng.random(2)
            if chance < OF_USER_SHARE and len(known):
                owner = people.user_ids[first_account[rng.choice(known)]]
            elif chance < OF_USER_SHARE + SAME_GUEST_SHARE and self.count:
                owner = f"guest{rng.integers(self.count):06d}"
            else:
                owner, self.count = f"guest{self.count:06d}", self.count + 1
            stated = "email" if states < EMAIL_ONLY_SHARE else "phone" if states > 1 - PHONE_ONLY_SHARE else "both"
            emails[order] = None if stated == "phone" else hash_email(owner)
            phones[order] = None if stated == "email" else hash_phone(owner)
            self.owners.append((order_ids[order], owner, stated))
        return {"email_hash": emails, "phone_hash": phones}


@dataclass(frozen=True)
class Merges:
    """Arrays over merges: the position of the account given up and of the one kept, the day, and the day on which it
    is undone (-1: never)."""

    given_up: np.ndarray
    kept: np.ndarray
    day: np.ndarray
    undone_day: np.ndarray

    def changed(self, day: int) -> np.ndarray:
        """Users whose record changes on a day."""
        return self.given_up[(self.day == day) | (self.undone_day == day)]

    def merged_into(self, day: int, users: int) -> np.ndarray:
        """By user, as of a day: the position of the account that theirs was merged into, -1 for none."""
        into = np.full(users, -1)
        holds = (self.day <= day) & ((self.undone_day < 0) | (day < self.undone_day))
        into[self.given_up[holds]] = self.kept[holds]
        return into


def draw_merges(seed: int, people: People, opening: int, days: int) -> Merges:
    """Merges of the load days, between accounts that were there on the first of them. The account given up is not
    used afterwards, unless the merge is undone."""
    rng = np.random.default_rng([seed, 0, ACCOUNTS_STREAM])
    there = np.flatnonzero((people.joined_day < opening) & (people.leaving_day > opening))
    count = min(round(MERGED_SHARE * len(people)), len(there) // 2)
    pairs = rng.permutation(there)[: 2 * count].reshape(2, count)
    kept, given_up = pairs.min(axis=0), pairs.max(axis=0)  # the older account stays
    day = rng.integers(opening + 1, days, count)
    is_undone = rng.random(count) < UNDONE_SHARE
    undone_day = np.where(is_undone, day + rng.integers(*UNDONE_AFTER, count), -1)
    final = given_up[~is_undone]
    people.leaving_day[final] = np.minimum(people.leaving_day[final], day[~is_undone])
    return Merges(given_up, kept, day, undone_day)
