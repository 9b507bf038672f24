"""Money counted a second time, in plain Python straight from landing files: what the warehouse is compared with.

It follows DEFINITIONS (orders and amounts) row by row, and shares no code with dbt, ingest or the simulator.
"""

from money_oracle.count import count_money
from money_oracle.planted import read_planted
from money_oracle.sums import Counted

__all__ = ["Counted", "count_money", "read_planted"]
