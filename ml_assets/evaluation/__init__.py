"""How good a model is on data it has not seen. All models are evaluated in this one way.

Six users; the scores rank eight of nine pairs of a user who ordered and one who did not in the right order.

>>> from datetime import date
>>> import numpy as np
>>> from ml_assets.evaluation.evaluation import Evaluation
>>> from ml_assets.evaluation.figures import auc
>>> ordered, scores = np.array([1, 0, 1, 0, 1, 0], bool), np.array([0.9, 0.1, 0.8, 0.3, 0.6, 0.7])
>>> evaluation = Evaluation("a model", date(2025, 1, 1), horizon_days=30, user_ids=np.arange(6))
>>> row = evaluation.measure("auc", auc(ordered, scores))
>>> row["metric"], row["value"], row["status"]
('auc', 0.888889, 'evaluated')
"""
