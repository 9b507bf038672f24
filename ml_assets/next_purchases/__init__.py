"""Sequences of purchases: what users buy after what, and when they buy the same again."""

from ml_assets.next_purchases.sequences import next_purchases
from ml_assets.next_purchases.shape import NEXT_PURCHASES

__all__ = ["NEXT_PURCHASES", "next_purchases"]
