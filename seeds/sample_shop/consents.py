"""Consents change: users withdraw some and give others, beside those who unsubscribe through a message."""

import numpy as np

from seeds.sample_shop.parts import Consents as Planted
from seeds.sample_shop.people import CONSENTS, People

CONSENTS_STREAM = 14


class Consents:
    """All changes there were: (user, channel, whether it is given, day), positions and days."""

    def __init__(self, seed: int, people: People, planted: Planted):
        self.seed, self.at_first = seed, people.consent.copy()
        self.changes: list[tuple[int, int, bool, int]] = []
        # The chance on one day that comes to the share of a year.
        self.withdrawn, self.given = (
            1 - (1 - share) ** (1 / 365) for share in (planted.withdrawn_a_year_share, planted.given_a_year_share)
        )

    def change(self, day: int, people: People) -> np.ndarray:
        """Change some at midnight; gives the users who did."""
        rng = np.random.default_rng([self.seed, day, CONSENTS_STREAM])
        is_user = (people.joined_day < day) & (day < people.leaving_day)
        chance = np.where(people.consent, self.withdrawn, self.given) * is_user[:, None]
        user, channel = np.nonzero(rng.random(people.consent.shape) < chance)
        people.consent[user, channel] ^= True
        given = people.consent[user, channel]
        self.changes += zip(user.tolist(), channel.tolist(), given.tolist(), [day] * len(user), strict=True)
        return np.unique(user)

    def withdraw_all(self, users: np.ndarray, days: np.ndarray, people: People) -> None:
        """Note that users unsubscribed from everything, each on a day of their own."""
        for user, day in zip(users.tolist(), days.tolist(), strict=True):
            given = np.flatnonzero(people.consent[user]).tolist()
            self.changes += [(user, channel, False, day) for channel in given]
        people.consent[users] = False

    def list_all(self, people: People) -> list[tuple[int, int, bool, int]]:
        """The consents of each user from the day of joining, and all changes, by user, channel and day."""
        first = [
            (user, channel, bool(self.at_first[user, channel]), int(people.joined_day[user]))
            for user in range(len(people))
            for channel in range(len(CONSENTS))
        ]
        return sorted(first + self.changes, key=lambda row: (row[0], row[1], row[3]))
