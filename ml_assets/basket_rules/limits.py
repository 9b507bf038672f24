"""The bounds of a search for frequent itemsets, and the message where one is reached."""

from dataclasses import dataclass, field


class LimitReachedError(ValueError):
    """The data are too dense or too large for the limits given; the message names what to raise or narrow."""


@dataclass
class Limits:
    """What one search may find and do, and what it has found and done so far."""

    needed: int
    basket_count: int
    max_itemsets: int
    max_lines: int
    max_steps: int
    itemsets: int = field(default=0, init=False)
    steps: int = field(default=0, init=False)

    def require_lines(self, lines: int) -> None:
        """Raise LimitReachedError where the baskets hold more lines than allowed."""
        if lines > self.max_lines:
            raise LimitReachedError(
                f"baskets hold {lines:,} lines with a frequent item, above the limit of {self.max_lines:,}: "
                "raise min_support, leave out older baskets, or raise max_lines"
            )

    def find(self, itemsets: int) -> None:
        """Note itemsets found; raise LimitReachedError where they are too many."""
        self.itemsets += itemsets
        if self.itemsets > self.max_itemsets:
            raise LimitReachedError(
                f"more than {self.max_itemsets:,} itemsets are in {self.needed:,} or more of "
                f"{self.basket_count:,} baskets: raise min_support, set max_length, or raise max_itemsets"
            )

    def spend(self, steps: int) -> None:
        """Note steps about to be taken; raise LimitReachedError where they are too many."""
        self.steps += steps
        if self.steps > self.max_steps:
            raise LimitReachedError(
                f"itemsets in {self.needed:,} or more of {self.basket_count:,} baskets take more than "
                f"{self.max_steps:,} steps to find, because baskets are large or most of what they hold is common: "
                "raise min_support, leave out the largest baskets, or raise max_steps"
            )
