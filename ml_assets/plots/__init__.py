"""Plots as PNG bytes, drawn without a display; their titles and labels are in a shopkeeper's words."""
