"""What tests ask of the quality of models."""

QUALITY = """
    SELECT value, value_low, value_high, naive_value, difference_low, difference_high, is_better_than_naive
    FROM ops.model_quality WHERE model = ? AND metric = ?
"""
SHARES_KEPT = "SELECT value FROM ops.model_quality WHERE metric = 'auc_share_kept' AND status = 'evaluated'"
