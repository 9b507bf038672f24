"""Algorithms only: Arrow tables and plain numbers in, Arrow tables of a declared shape out.

Nothing here knows of Dagster, dbt or DuckDB. Every public table's shape is a constant beside the function
that returns it, with the description of each column in the field's metadata. Wrong input raises ValueError in
one clear sentence; empty input gives an empty table of the same shape.
"""
