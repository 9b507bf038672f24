"""Plots as PNG bytes, drawn without a display; they say in words what a shopkeeper is to see."""
