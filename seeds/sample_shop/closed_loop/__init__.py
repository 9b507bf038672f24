"""A closed loop: the sample shop takes each day's list of messages and answers by what is planted.

`simulate(policy)` opens the shop day by day. Whatever the policy, who could visit, buy and open on a day is drawn
alike: a message moves a chance, and no other draw.
"""

from seeds.sample_shop.closed_loop.lists import LISTS, make_list
from seeds.sample_shop.closed_loop.outcome import Outcome
from seeds.sample_shop.closed_loop.shop import LoopShop
from seeds.sample_shop.closed_loop.simulate import Policy, simulate

__all__ = ["LISTS", "LoopShop", "Outcome", "Policy", "make_list", "simulate"]
