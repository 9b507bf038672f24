"""How many messages each user got within the last days, and what too many of them do."""

import numpy as np

from seeds.sample_shop.parts import Contacts as Planted


class Contacts:
    """The messages sent to each user, by day of the window. Those held back are none."""

    def __init__(self, users: int, planted: Planted):
        self.planted = planted
        self.sent = np.zeros((planted.window_days, users), dtype=np.int8)

    def open_day(self, day: int) -> None:
        """Forget what was sent so long ago that today takes its place."""
        self.sent[day % len(self.sent)] = 0

    def note(self, day: int, users: np.ndarray) -> None:
        """Note that users (positions) were sent a message today, one for each time that they are given."""
        np.add.at(self.sent, (day % len(self.sent), users), 1)

    def too_many(self, day: int) -> np.ndarray:
        """By user: messages of the window, today's left out, beyond those that harm nobody."""
        earlier = self.sent.sum(axis=0) - self.sent[day % len(self.sent)]
        return np.maximum(earlier - self.planted.free, 0)

    def factor_on_orders(self, day: int) -> np.ndarray:
        """By user: the factor on the chance that a visit of today buys."""
        return self.planted.orders ** self.too_many(day)

    def chance_to_leave(self, day: int) -> np.ndarray:
        """By user: the chance that a message opened is answered by unsubscribing."""
        chance = self.planted.unsubscribe_share * self.planted.unsubscribes ** self.too_many(day).astype(float)
        return np.minimum(chance, 0.5)
