"""Consents change: users withdraw some and give others, beside those who unsubscribe through a message."""

import numpy as np
import pyarrow as pa

from seeds.sample_shop.landing import as_rows
from seeds.sample_shop.parts import Consents as Planted
from seeds.sample_shop.people import CONSENTS, People

CONSENTS_STREAM = 14


class Consents:
    """All changes there were: (user, channel, whether it is given, day), positions and days."""

    def __init__(self, seed: int, people: People, planted: Planted):
        self.seed, self.at_first = seed, people.consent.copy()
        self.changes: list[tuple[int, int, bool, int]] = []
        self.leaving: list[tuple[int, int]] = []  # day on which a user unsubscribes, and who
        # The chance on one day that comes to the share of a year.
        self.withdrawn, self.given = (
            1 - (1 - share) ** (1 / 365) for share in (planted.withdrawn_a_year_share, planted.given_a_year_share)
        )

    def change(self, day: int, people: People) -> np.ndarray:
        """Change some at midnight, and those of who unsubscribes today; gives the users who did."""
        gone = np.array([user for on_day, user in self.leaving if on_day == day], dtype=np.int64)
        self.leaving = [(on_day, user) for on_day, user in self.leaving if on_day > day]
        self._withdraw_all(day, gone, people)
        rng = np.random.default_rng([self.seed, day, CONSENTS_STREAM])
        is_user = (people.joined_day < day) & (day < people.leaving_day)
        chance = np.where(people.consent, self.withdrawn, self.given) * is_user[:, None]
        user, channel = np.nonzero(rng.random(people.consent.shape) < chance)
        people.consent[user, channel] ^= True
        given = people.consent[user, channel]
        self.changes += zip(user.tolist(), channel.tolist(), given.tolist(), [day] * len(user), strict=True)
        return np.unique(np.concatenate([gone, user]))

    def leave(self, day: int, users: np.ndarray, days: np.ndarray, people: People) -> np.ndarray:
        """Users who unsubscribe, each on a day of their own: those of today do it now, and come back."""
        self.leaving += zip(days[days > day].tolist(), users[days > day].tolist(), strict=True)
        now = users[days == day]
        self._withdraw_all(day, now, people)
        return now

    def _withdraw_all(self, day: int, users: np.ndarray, people: People) -> None:
        user, channel = np.nonzero(people.consent[users])
        self.changes += zip(users[user].tolist(), channel.tolist(), [False] * len(user), [day] * len(user), strict=True)
        people.consent[users] = False

    def rows(self, day: int, joined: np.ndarray, people: People, first_midnight: int) -> pa.Table:
        """What the shop reports on a day: the first word of the users who have joined (positions), and today's changes.

        Each holds from midnight. Of two changes of one day the last is reported.
        """
        first = [
            (user, channel, given, max(int(people.joined_day[user]), 0))
            for user in joined.tolist()
            for channel, given in enumerate(self.at_first[user].tolist())
        ]
        today = {(user, channel): given for user, channel, given, on_day in self.changes if on_day == day}
        told = first + [(user, channel, given, day) for (user, channel), given in sorted(today.items())]
        users, channels, given, since = (np.array(values) for values in zip(*told, strict=True)) if told else [[]] * 4
        return as_rows(
            "consents",
            user_id=people.user_ids[np.asarray(users, dtype=np.int64)],
            channel=np.array(CONSENTS, dtype=object)[np.asarray(channels, dtype=np.int64)],
            is_given=np.asarray(given, dtype=bool),
            valid_from=first_midnight + np.asarray(since, dtype=np.int64) * 86400,
        )

    def list_all(self, people: People) -> list[tuple[int, int, bool, int]]:
        """The consents of each user from the day of joining, and all changes, by user, channel and day."""
        first = [
            (user, channel, bool(self.at_first[user, channel]), int(people.joined_day[user]))
            for user in range(len(people))
            for channel in range(len(CONSENTS))
        ]
        return sorted(first + self.changes, key=lambda row: (row[0], row[1], row[3]))
