"""How good a model is on what followed, judged in one way for all of them."""
