"""Algorithms only: Arrow tables and plain numbers in, Arrow tables of a declared shape out.

Nothing here knows of Dagster, dbt or DuckDB. Each algorithm is a folder: its steps, the table it returns in `table.py`
with the description of each column in the field's metadata, its plots in `plot.py`. Wrong input raises ValueError in
one clear sentence; empty input gives an empty table of the same shape.
"""
