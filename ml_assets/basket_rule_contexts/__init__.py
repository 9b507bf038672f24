"""Rules in context: pairs of items that are bought together at some times, in some channels or by some users only."""

from ml_assets.basket_rule_contexts.contexts import basket_rule_contexts
from ml_assets.basket_rule_contexts.strongest import (
    context_sentence,
    reversal_sentence,
    reversed_pairs,
    surest_contexts,
)
from ml_assets.basket_rule_contexts.table import BASKET_RULE_CONTEXTS

__all__ = [
    "BASKET_RULE_CONTEXTS",
    "basket_rule_contexts",
    "context_sentence",
    "reversal_sentence",
    "reversed_pairs",
    "surest_contexts",
]
