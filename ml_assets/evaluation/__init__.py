"""How good a model is on data it has not seen. All models are evaluated in this one way."""
