"""Sequences of purchases: what users buy after what, and when they buy the same again."""

from ml_assets.next_purchases.sequences import next_purchases
from ml_assets.next_purchases.strongest import commonest_replenishments, sequence_sentence, strongest_sequences
from ml_assets.next_purchases.table import NEXT_PURCHASES

__all__ = [
    "NEXT_PURCHASES",
    "commonest_replenishments",
    "next_purchases",
    "sequence_sentence",
    "strongest_sequences",
]
